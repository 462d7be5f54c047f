"""An objection in words: the part of the record that is contested, and what the filer asks for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import RecordVersion
from casework.records import CORRECTABLE

WISHES = {"correct": _("Correct it"), "revoke": _("Revoke it"), "other": _("Something else, as I describe")}
NO_FIELDS = {"subject": _("whose record it is"), "whole": _("the whole record")}


def field_label(name: str) -> Any:
    """A contested field of the record in words; what is no field stands as it was entered."""
    if name in CORRECTABLE:
        return RecordVersion._meta.get_field(name).verbose_name
    return NO_FIELDS.get(name, name)
