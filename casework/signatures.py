"""Ed25519 signatures over what the office issues: with the public keys anybody can tell whether it is genuine."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from casework import codes, crypto

CODE_PREFIX = "YZ"  # 验证码: public, unlike a receipt code


def sign(purpose: str, content: bytes) -> str:
    """The signature over the content, as key id, colon and base64. It is good for this purpose only."""
    key_id, seed = next(iter(crypto.key_ring(settings.SIGNING_KEYS).items()))
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(_message(purpose, content))
    return f"{key_id}:{base64.b64encode(signature).decode()}"


def is_genuine(purpose: str, content: bytes, signature: str) -> bool:
    """Whether a signature is one of ours over this content. Of a key that is no longer in the ring nothing is known."""
    key_id, _, encoded = signature.partition(":")
    seed = crypto.key_ring(settings.SIGNING_KEYS).get(key_id)
    if seed is None:
        return False
    try:
        key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
        key.verify(base64.b64decode(encoded, validate=True), _message(purpose, content))
    except (InvalidSignature, binascii.Error):
        return False
    return True


def public_keys() -> dict[str, str]:
    """The public keys by their ids, as base64 of the 32 raw bytes, for whoever verifies without us."""
    ring = crypto.key_ring(settings.SIGNING_KEYS)
    keys = {key_id: Ed25519PrivateKey.from_private_bytes(seed).public_key() for key_id, seed in ring.items()}
    return {key_id: base64.b64encode(key.public_bytes_raw()).decode() for key_id, key in keys.items()}


def new_code() -> str:
    """A verification code (验证码), such as YZ-7K3M-2P9W-Q4RT."""
    return codes.new(CODE_PREFIX)


def written_code(typed: str) -> str:
    """A verification code as typed by a person, in the form in which it is printed; empty when it cannot be one."""
    return codes.written(typed, CODE_PREFIX)


def _message(purpose: str, content: bytes) -> bytes:
    """What is signed: the purpose keeps the signature of one sort of thing from being shown for another."""
    return f"casework:{purpose}\n".encode() + content
