"""Encryption of personal data, and the blind index that lets equal values be found without reading them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12


@lru_cache(maxsize=4)
def key_ring(raw: str) -> dict[str, bytes]:
    """The key ring "id:base64,id:base64": the first key encrypts, all decrypt."""
    ring: dict[str, bytes] = {}
    for part in raw.split(","):
        key_id, sep, encoded = part.strip().partition(":")
        key = base64.b64decode(encoded) if sep else b""
        if len(key) != 32:
            raise ImproperlyConfigured("a key ring must be a list of id:base64 with 32-byte keys")
        ring[key_id] = key
    return ring


def encrypt(text: str) -> bytes:
    """Ciphertext as key id, NUL, nonce, sealed text."""
    key_id, key = next(iter(key_ring(settings.FIELD_KEYS).items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), key_id.encode())
    return key_id.encode() + b"\0" + nonce + sealed


def decrypt(blob: bytes) -> str:
    """The text of a value made by encrypt(). Raises KeyError for an unknown key, InvalidTag when altered."""
    key_id, _, rest = blob.partition(b"\0")
    key = key_ring(settings.FIELD_KEYS)[key_id.decode()]
    return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], key_id).decode()


def blind_index(value: str) -> str:
    """Keyed digest of a normalised value: equal values meet, nobody without the key can test a guess."""
    key = hashlib.sha256(b"blind-index" + key_ring(settings.FIELD_KEYS)[min(key_ring(settings.FIELD_KEYS))]).digest()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()
