"""Addresses that are printed on papers: they must lead here from anywhere, for as long as the paper is kept."""

from __future__ import annotations

from django.conf import settings

VERIFY = "verify"  # printed on papers and drawn in their QR codes: this address can never change


def verify_url(code: str = "") -> str:
    """Where a paper can be verified: what its QR code (二维码) holds. Without a code, where one can be typed."""
    return "/".join(part for part in (settings.PUBLIC_URL, VERIFY, code) if part)
