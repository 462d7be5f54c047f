"""A line of a sheet as a record, or everything that is wrong with it, column by column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from casework import recordin
from casework.errors import InvalidData
from casework.models import CreditRecord, Unit
from casework.recordsheets import columns
from casework.register.collecting import Given
from casework.sheets import Line

WRITTEN_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
LONGEST = {"external_id": 64}
ORIGIN = CreditRecord.Origin.IMPORT


class Wrong(Exception):
    """A value that cannot be used; the message says why."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line, in which column ("" for the line as a whole)."""

    field: str
    why: str


class Units:
    """The units of today by short and full name, read once; and for which of them records may be handed in."""

    def __init__(self, source: Unit | None = None, allowed: frozenset[int] | None = None) -> None:
        rows = Unit.objects.filter(valid_to__isnull=True).order_by("pk")
        self._named = {name: unit for unit in rows for name in (unit.name, unit.full_name) if name}
        self.source, self.allowed = source, allowed

    def named(self, name: str) -> Unit:
        """A unit. Raises Wrong."""
        unit = self._named.get(name)
        if unit is None:
            raise Wrong(_("There is no unit of this name."))
        return unit

    def source_named(self, name: str) -> Unit:
        """The information provider, the one given for the whole sheet where the line names none. Raises Wrong."""
        unit = self.named(name) if name else self.source
        if unit is None:
            raise Wrong(_("This column must not be empty."))
        if self.allowed is not None and unit.pk not in self.allowed:
            raise Wrong(_("You may not enter records of this unit."))
        return unit


def parse(line: Line, mapping: Mapping[str, str], units: Units, on: date) -> Given | list[Problem]:
    """The record of a line, or its problems."""
    if line.problem:
        return [Problem("", line.problem)]
    heads = {name: head for head, name in mapping.items()}
    cells = {name: line.cells.get(head, "") for name, head in heads.items()}
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    for name in (*heads, "source") if "source" not in heads else heads:
        try:
            found[name] = _value(name, cells.get(name, ""), units)
        except Wrong as wrong:
            problems.append(Problem(heads.get(name, columns.BY_NAME[name].head), str(wrong)))
    if problems:
        return problems
    try:
        return recordin.read(_entry(found, units), on)
    except InvalidData as error:
        shown = {"subject_unit": heads.get("subject_unit", columns.BY_NAME["subject_unit"].head)} | heads
        return [Problem(shown.get(name, ""), str(word)) for name, words in error.errors.items() for word in words]


def _entry(found: dict[str, Any], units: Units) -> recordin.Entry:
    """What the line says. A public body is found by its name, unless the line names its unit apart."""
    given = {name: value for name, value in found.items() if value not in (None, "")}
    source = given.pop("source")
    if given.get("subject_type") == "unit" and "subject_unit" not in given:
        with suppress(Wrong):  # casework.recordin says that the body is missing
            given["subject_unit"] = units.named(given.get("subject_name", ""))
    return recordin.Entry(source_unit=source, origin=ORIGIN, **given)


def _value(name: str, text: str, units: Units) -> Any:
    if CONTROL.search(text):
        raise Wrong(_("This holds characters that cannot be read."))
    if not text and columns.BY_NAME[name].needed:
        raise Wrong(_("This column must not be empty."))
    if len(text) > LONGEST.get(name, len(text)):
        raise Wrong(
            _("At most %(most)d characters; these are %(given)d.") % {"most": LONGEST[name], "given": len(text)}
        )
    if name == "source":
        return units.source_named(text)
    if not text:
        return None
    if name == "subject_unit":
        return units.named(text)
    return READERS[name](text) if name in READERS else text


def _day(text: str) -> date:
    match = WRITTEN_DAY.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        return date(*map(int, match.groups())) if match else date.fromisoformat(text)
    except ValueError:
        raise Wrong(_("This is no day. Write it like 2026-03-15.")) from None


def _amount(text: str) -> Decimal:
    digits = unicodedata.normalize("NFKC", text).replace(",", "").replace("元", "").replace("¥", "").strip()
    try:
        amount = Decimal(digits)
        if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")):
            raise InvalidOperation
    except InvalidOperation:
        raise Wrong(_("This is no amount in yuan.")) from None
    return amount


def _one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise Wrong(_("Write one of: %(words)s.") % {"words": "、".join(words)})
        return words[text]

    return read


def _several_of(words: Mapping[str, str]) -> Callable[[str], tuple[str, ...]]:
    one = _one_of(words)

    def read(text: str) -> tuple[str, ...]:
        return tuple(one(part) for part in re.split(r"[、,，;；\s]+", text) if part)

    return read


READERS: dict[str, Callable[[str], Any]] = {
    "subject_type": _one_of(columns.SUBJECT_TYPES),
    "severity": _one_of(columns.SEVERITIES),
    "fields": _several_of(columns.FIELDS),
    "discipline": _one_of(columns.DISCIPLINE),
    "amount": _amount,
    "decided_on": _day,
    "determined_on": _day,
    "obligations_done_on": _day,
}
