"""Hiding the middle of personal data before it is shown: one name for every kind of it."""

from casework.filing import mask_email
from casework.rules import identifiers

MASKS = {
    "name": identifiers.mask_name,
    "phone": identifiers.mask_phone,
    "id": identifiers.mask_id,
    "code": identifiers.mask_code,
    "email": mask_email,
}


def masked(value: str, kind: str) -> str:
    """The value with enough hidden that it cannot be used, and enough left that its owner knows it."""
    return MASKS[kind](value) if value else ""
