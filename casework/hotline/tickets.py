"""A line of a sheet as a ticket (工单), or everything that is wrong with it, column by column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.hotline.columns import FILER_TYPES, KEY, SORTS, TICKET, YES_NO, head_of
from casework.hotline.district import District
from casework.models import Unit
from casework.rules import identifiers
from casework.rules.errors import InvalidIdentifier
from casework.sheets import Line

LONGEST = {"number": 40, "title": 200, "content": 10_000, "filer": 120, "person": 40}
WRITTEN_MOMENT = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T]*(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})分?(?::(?P<second>\d{1,2}))?(?:\.0+)?)?"
)
LAST_MOMENT = time(23, 59, 59)
CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")


class Wrong(Exception):
    """A value that cannot be used; the message says why."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line, in which column ("" for the line as a whole)."""

    field: str
    why: str


@dataclass(frozen=True)
class Ticket:
    """A ticket as it is taken over."""

    number: str
    dispatched_at: datetime
    due_at: datetime | None
    sort: str
    filer: str
    filer_type: str
    id_number: str
    phone: str
    sealed: bool
    title: str
    content: str
    respondent: Unit
    person: str
    area: str
    street: Unit | None


def parse(line: Line, district: District, at: datetime) -> Ticket | list[Problem]:
    """The ticket of a line, or its problems in the order of the columns."""
    if line.problem:
        return [Problem("", line.problem)]
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in TICKET:
        text = line.cells.get(column.head, "")
        try:
            found[column.name] = _value(column.name, text, column.needed, district, at)
        except Wrong as wrong:
            problems.append(Problem(column.head, str(wrong)))
    problems += [] if problems else _together(found, district)
    return problems or Ticket(**found)


def _value(name: str, text: str, needed: bool, district: District, at: datetime) -> Any:
    if needed and not text:
        raise Wrong(_("This column must not be empty."))
    if CHARACTERS.search(text):
        raise Wrong(_("This holds characters that cannot be read."))
    if len(text) > LONGEST.get(name, len(text)):
        raise Wrong(
            _("At most %(most)d characters; these are %(given)d.") % {"most": LONGEST[name], "given": len(text)}
        )
    read = READERS.get(name)
    return read(text, district, at) if read else text


def _number(text: str, district: District, at: datetime) -> str:
    number = unicodedata.normalize("NFKC", text)
    if not re.fullmatch(r"[A-Za-z0-9\-_/]+", number):
        raise Wrong(_("A ticket number has letters, digits and hyphens only."))
    return number


def _dispatched(text: str, district: District, at: datetime) -> datetime:
    moment = _moment(text, time.min)
    if moment > at:
        raise Wrong(_("This moment has not come yet."))
    return moment


def _due(text: str, district: District, at: datetime) -> datetime | None:
    return _moment(text, LAST_MOMENT) if text else None


def _moment(text: str, otherwise: time) -> datetime:
    """A moment as people and platforms write it; a day alone gets the time `otherwise`."""
    match = WRITTEN_MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        if match is None:
            raise ValueError
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        clock = match["hour"] and time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
        return timezone.make_aware(datetime.combine(day, clock or otherwise))
    except ValueError:
        raise Wrong(_("“%(text)s” is not a moment like 2026-11-20 09:30.") % {"text": text[:40]}) from None


def _choice(known: dict[str, Any]) -> Callable[[str, District, datetime], Any]:
    def read(text: str, district: District, at: datetime) -> Any:
        if text not in known:
            allowed = "、".join(word for word in known if word)
            raise Wrong(_("“%(text)s” is not known here; write one of: %(all)s.") % {"text": text[:40], "all": allowed})
        return known[text]

    return read


def _phone(text: str, district: District, at: datetime) -> str:
    try:
        return identifiers.telephone(text, "0411") if text else ""
    except InvalidIdentifier:
        raise Wrong(_("This is not a telephone number.")) from None


def _respondent(text: str, district: District, at: datetime) -> Unit:
    unit = district.unit(text)
    if unit is None:
        raise Wrong(_("There is no unit “%(text)s” in the district.") % {"text": text[:40]})
    return unit


def _area(text: str, district: District, at: datetime) -> str:
    area = district.area(text)
    if not area:
        raise Wrong(_("“%(text)s” is no subject area; docs/import-12345.md lists them.") % {"text": text[:40]})
    return area


def _street(text: str, district: District, at: datetime) -> Unit | None:
    street = district.street(text) if text else None
    if text and street is None:
        raise Wrong(_("There is no street “%(text)s” in the district.") % {"text": text[:40]})
    return street


READERS: dict[str, Callable[[str, District, datetime], Any]] = {
    "number": _number,
    "dispatched_at": _dispatched,
    "due_at": _due,
    "sort": _choice(SORTS),
    "filer_type": _choice(FILER_TYPES | {"": "person"}),
    "sealed": _choice(YES_NO),
    "phone": _phone,
    "respondent": _respondent,
    "area": _area,
    "street": _street,
}


def _together(found: dict[str, Any], district: District) -> list[Problem]:
    """What is wrong only when several columns are seen together."""
    problems = []
    if found["due_at"] and found["due_at"] <= found["dispatched_at"]:
        problems.append(Problem(head_of("due_at"), _("This is not after the ticket was dispatched.")))
    if found["id_number"] and (why := _wrong_id(found)):
        problems.append(Problem(head_of("id_number"), why))
    if found["sealed"]:
        problems += _shown_identity(found)
    if not district.has_lead(found["area"], found["street"], found["respondent"]):
        problems.append(Problem(head_of("street"), _("The street leads in this area: name it.")))
    return problems


def _shown_identity(found: dict[str, Any]) -> list[Problem]:
    """Who has their identity kept secret stands in no text that the unit complained about may come to read (举报保密)."""
    secrets = [text for text in (found["filer"], found["phone"], found["id_number"]) if text]
    words = _("The identity is to be kept secret, but name, telephone or number stand in this text.")
    return [Problem(head_of(name), words) for name in ("title", "content") if any(s in found[name] for s in secrets)]


def _wrong_id(found: dict[str, Any]) -> str:
    try:
        if found["filer_type"] == "person":
            identifiers.citizen_id(found["id_number"], timezone.localdate(found["dispatched_at"]))
        else:
            identifiers.credit_code(found["id_number"])
    except InvalidIdentifier as error:
        return _("This number is not right (%(problem)s).") % {"problem": error.problem}
    return ""


__all__ = ["KEY", "Problem", "Ticket", "parse"]
