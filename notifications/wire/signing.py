"""Signatures of webhooks after Standard Webhooks 1.0.0 (symmetric, `v1`): making them, and checking them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes of a key, as the specification asks
NEW_KEY = 32
TOLERANCE = timedelta(minutes=5)


class BadSecret(ValueError):
    """Not `whsec_` and base64 of 24 to 64 bytes."""


class BadSignature(ValueError):
    """The message does not come from who holds the secret, or it is too old."""


def new_secret() -> str:
    """A random secret as both sides keep it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(NEW_KEY)).decode()


def key_of(secret: str) -> bytes:
    """The key in a secret. Raises BadSecret."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSecret(secret[:6]) from error
    if not secret.startswith(PREFIX) or not SHORTEST <= len(key) <= LONGEST:
        raise BadSecret(secret[:6])
    return key


def headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message that is sent at a moment. The id stays the same for every attempt."""
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{_signature(key_of(secret), message_id, stamp, body)}",
    }


def verify(secret: str, got: Mapping[str, str], body: bytes, at: datetime) -> str:
    """The id of a genuine message. Raises BadSignature for any other."""
    stamp = got.get("webhook-timestamp", "")
    if not stamp.isascii() or not stamp.isdigit() or abs(at.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise BadSignature("timestamp")
    wanted = _signature(key_of(secret), got.get("webhook-id", ""), stamp, body).encode()
    for one in got.get("webhook-signature", "").split():
        version, _comma, signature = one.partition(",")
        if version == "v1" and hmac.compare_digest(signature.encode(errors="replace"), wanted):
            return got["webhook-id"]
    raise BadSignature("signature")


def _signature(key: bytes, message_id: str, stamp: str, body: bytes) -> str:
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
