"""Hiding the middle of personal data before it is shown."""

import re


def masked(value: str, kind: str = "auto") -> str:
    """The value with enough hidden that it cannot be used, and enough left that its owner knows it."""
    if not value:
        return ""
    return _MASKS[_guess(value) if kind == "auto" else kind](value)


def _guess(value: str) -> str:
    if "@" in value:
        return "email"
    if re.fullmatch(r"\d{17}[\dXx]", value):
        return "id"
    if re.fullmatch(r"[+\d][\d\s-]{6,}", value):
        return "phone"
    return "name"


def _name(value: str) -> str:
    return value[0] + "**"


def _phone(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    return "****" + digits[-2:] if len(digits) < 8 else f"{digits[:3]}****{digits[-4:]}"


def _identity_number(value: str) -> str:
    return (
        value[:4] + "*" * max(4, len(value) - 8) + value[-4:]
        if len(value) > 8
        else "****"
    )


def _email(value: str) -> str:
    user, _, host = value.partition("@")
    return f"{user[:1]}***@{host}"


_MASKS = {"name": _name, "phone": _phone, "id": _identity_number, "email": _email}
