"""Slowing down guessing and flooding: how often one address may try something."""

from __future__ import annotations

import hashlib

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest


def exceeded(request: HttpRequest, what: str, limit: int, seconds: int) -> bool:
    """Count one attempt of this address. True when there were more than `limit` in the last `seconds`."""
    key = _key(request, what)
    cache.add(key, 0, timeout=seconds)
    try:
        return bool(cache.incr(key) > limit)
    except ValueError:  # the count ran out between the two calls: this attempt is the first of a new one
        return False


def forget(request: HttpRequest, what: str) -> None:
    """Start the count anew: the person has shown that they know."""
    cache.delete(_key(request, what))


def _key(request: HttpRequest, what: str) -> str:
    address = get_client_ip_address(request) or ""
    return f"throttle:{what}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
