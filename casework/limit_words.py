"""The length of a time limit in plain words: 5 working days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import ngettext

UNITS = {
    "workday": lambda n: ngettext("%(n)d working day", "%(n)d working days", n),
    "natural_day": lambda n: ngettext("%(n)d day", "%(n)d days", n),
    "hour": lambda n: ngettext("%(n)d hour", "%(n)d hours", n),
    "month": lambda n: ngettext("%(n)d month", "%(n)d months", n),
    "year": lambda n: ngettext("%(n)d year", "%(n)d years", n),
}


def length(limit: Mapping[str, Any] | None) -> str:
    """A limit as a record states it, in words; empty when there is none."""
    return UNITS[limit["unit"]](limit["value"]) % {"n": limit["value"]} if limit else ""
