"""What a record says, as the tables of papers write it: 项目｜更正前｜更正后. Chinese only."""

from __future__ import annotations

from typing import Any

from casework.models import RecordVersion
from casework.paper_words import bare, day, yuan

NOTHING = "—"
YUAN = "（元）"  # the amounts of papers carry their unit themselves
WRITTEN = (
    "title",
    "facts",
    "amount",
    "severity",
    "basis",
    "decided_on",
    "determined_on",
    "obligations_done_on",
    "not_repairable",
)


def label(name: str) -> str:
    """What a field of a record is called."""
    column: Any = RecordVersion._meta.get_field(name)
    return str(column.verbose_name).removesuffix(YUAN)


def row(before: RecordVersion, name: str, value: Any) -> str:
    """A field, what it said before and what it says then (`value` may be as JSON keeps it)."""
    return "｜".join((label(name), written(before, name), _words(name, value)))


def differences(before: RecordVersion, after: RecordVersion) -> list[str]:
    """A row for each field in which two versions differ."""
    changed = (name for name in WRITTEN if getattr(before, name) != getattr(after, name))
    return [row(before, name, getattr(after, name)) for name in changed]


def written(version: RecordVersion, name: str) -> str:
    """A field of a version as papers write it: a day, an amount, a choice, words."""
    return _words(name, getattr(version, name))


def _words(name: str, value: Any) -> str:
    column: Any = RecordVersion._meta.get_field(name)
    value = column.to_python(value)
    if value is None or value == "":
        return NOTHING
    kind = column.get_internal_type()
    if kind == "DateField":
        return day(value)
    if kind == "DecimalField":
        return yuan(value)
    return bare(str(dict(column.choices or ()).get(value, value))).replace("｜", "，")
