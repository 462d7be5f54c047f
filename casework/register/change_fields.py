"""What a change of a record holds: which values it may alter, each checked before anybody decides on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casework.errors import InvalidData
from casework.models import RecordChange, RecordVersion

What = RecordChange.What
CORRECTABLE = ("title", "facts", "basis", "amount", "severity", "penalties", "decided_on", "determined_on",
               "obligations_done_on", "not_repairable")  # fmt: skip
DAYS = ("decided_on", "determined_on", "obligations_done_on")
LAW_CHANGED = "changed_on"  # the day on which the decision behind the record was changed or revoked


def checked(what: str, given: dict[str, Any], current: RecordVersion, on: date) -> dict[str, Any]:
    """The values as JSON, what stays as it is left out. Raises InvalidData by field."""
    errors: dict[str, list[str]] = {}
    known: dict[str, tuple[str, ...]] = {
        What.CORRECT: (*CORRECTABLE, LAW_CHANGED),
        What.REVOKE: (LAW_CHANGED,),
        What.PERFORMED: ("done_on",),
        What.KEEP: ("until",),
    }
    errors |= {name: [_("There is no such field.")] for name in given.keys() - set(known.get(what, ()))}
    fields = {name: value for name, value in given.items() if name not in errors}
    if what == What.CORRECT:
        kept = _corrected(fields, current, on, errors)
        if not errors and not kept.keys() - {LAW_CHANGED}:
            errors[""] = [_("Nothing differs from what the record says now.")]
    else:
        kept = {name: day for name in fields if (day := _day(name, fields[name], errors))}
    errors |= _days_that_do_not_fit(what, kept, on)
    if errors:
        raise InvalidData(errors)
    return kept


def said(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What the next version says, as its columns hold it."""
    columns: Any = RecordVersion._meta
    for name, value in fields.items():
        if name != LAW_CHANGED:
            yield name, columns.get_field(name).to_python(value)


def day_of(fields: dict[str, Any], name: str) -> date:
    """A day that was checked when the change was drafted."""
    return date.fromisoformat(fields[name])


def _corrected(given: dict[str, Any], current: RecordVersion, on: date, errors: dict[str, list[str]]) -> dict[str, Any]:
    """The values that differ from what the record says now."""
    kept: dict[str, Any] = {}
    for name, value in given.items():
        if name == LAW_CHANGED:
            kept |= {name: day} if (day := _day(name, value, errors, optional=True)) else {}
            continue
        column: Any = RecordVersion._meta.get_field(name)
        try:
            typed = column.clean(value if value != "" or not column.null else None, current)
        except ValidationError as error:
            errors[name] = [str(message) for message in error.messages]
            continue
        if name in DAYS and typed is not None and typed > on:
            errors[name] = [_("This day is still to come.")]
        elif typed != getattr(current, name):
            kept[name] = _plain(typed)
    return kept


def _day(name: str, value: Any, errors: dict[str, list[str]], *, optional: bool = False) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if not value and optional:
        return ""
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        errors[name] = [_("Please write the day like 2026-03-15.")]
        return ""


def _days_that_do_not_fit(what: str, kept: dict[str, Any], on: date) -> dict[str, list[str]]:
    today, wrong = on.isoformat(), {}
    for name in (LAW_CHANGED, "done_on"):
        if kept.get(name, "") > today:
            wrong[name] = [_("This day is still to come.")]
    if what == What.PERFORMED and not kept.get("done_on"):
        wrong["done_on"] = [_("Give the day on which the duty was performed.")]
    if what == What.KEEP and kept.get("until", "") <= today:
        wrong["until"] = [_("Give a day to come: then it is looked at again.")]
    return wrong


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
