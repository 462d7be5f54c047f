"""What a filing says beside the common fields: checked by the form that its kind declares."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.registry import CaseKind


def checked(kind: CaseKind, details: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The details as the kind stores them, and what is wrong with them by field."""
    form_class = kind.details_form
    known = form_class.base_fields if form_class else {}
    errors = {f"details.{name}": [_("There is no such field.")] for name in details if name not in known}
    if form_class is None:
        return {}, errors
    form = form_class(details)
    if not form.is_valid():
        errors |= {f"details.{name}": [str(words) for words in found] for name, found in form.errors.items()}
        return {}, errors
    return form.details(), errors
