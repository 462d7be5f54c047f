"""Writing tickets out again in the columns they came in, with what became of them. Personal data are masked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework import casefile, clocks, registry
from casework.held import held
from casework.hotline.columns import FILER_TYPES, RESULT, SORTS, TICKET
from casework.hotline.district import District
from casework.hotline.opening import KIND
from casework.models import Case, Event, HotlineTicket, Party
from casework.permissions import Actor
from casework.rules.calendars import Calendar
from casework.rules.identifiers import mask_name
from casework.sheets import FORMULA_SIGNS

COLUMNS = (*TICKET, *RESULT)
SORT_WORDS = {code: word for word, code in SORTS.items()}
FILER_WORDS = {code: word for word, code in FILER_TYPES.items()}
BATCH = 500


def tickets(actor: Actor, since: date | None = None) -> Any:
    """The tickets of cases that this actor may see, the oldest first; `since` by the day they were dispatched."""
    replies = Event.objects.filter(case=OuterRef("case"), verb="move", move="reply").order_by("-seq")
    filers = Prefetch("case__parties", Party.objects.filter(role=Party.Role.FILER), to_attr="filers")
    rows = (
        HotlineTicket.objects.filter(case__in=Case.objects.visible_to(actor))
        .annotate(replied_at=Subquery(replies.values("at")[:1]))
        .select_related("case__lead_unit", "case__respondent", "case__street", f"case__{KIND}")
        .prefetch_related(filers)
        .order_by("dispatched_at", "pk")
    )
    if since is not None:
        rows = rows.filter(dispatched_at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    return rows


def lines(rows: Any, at: datetime) -> Iterator[list[str]]:
    """The heads, then a line for each ticket, in Chinese whatever language the reader has chosen."""
    with held(), translation.override("zh-hans"):
        yield [column.head for column in COLUMNS]
        names, calendar = District(timezone.localdate(at)), clocks.calendar()
        for ticket in rows.iterator(chunk_size=BATCH):
            told = _asked(ticket, names) | _answered(ticket, calendar, at)
            yield [_harmless(str(told[column.name] or "")) for column in COLUMNS]


def as_csv(found: Iterable[list[str]], out: BinaryIO) -> None:
    """As CSV in UTF-8 with the mark that spreadsheets look for."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows(found)
    text.flush()
    text.detach()


def as_xlsx(found: Iterable[list[str]], out: BinaryIO) -> None:
    """As a workbook of one sheet."""
    from openpyxl import Workbook  # takes long to load, and only this form needs it

    book = Workbook(write_only=True)
    sheet = book.create_sheet("12345工单")
    sheet.freeze_panes = "B2"
    for number, column in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + number)].width = column.width
    for line in found:
        sheet.append(line)
    book.save(out)


def _asked(ticket: Any, names: District) -> dict[str, Any]:
    """What the ticket said."""
    case, filer = ticket.case, ticket.case.filers[0]
    personal = filer.type == "person"
    return {
        "number": ticket.number,
        "dispatched_at": _moment(ticket.dispatched_at),
        "due_at": _moment(ticket.due_at),
        "sort": SORT_WORDS[ticket.sort],
        "filer": mask_name(filer.name) if personal else filer.name,
        "filer_type": FILER_WORDS[filer.type],
        "id_number": filer.id_masked,
        "phone": filer.phone_masked,
        "sealed": "是" if case.sealed else "否",
        "title": case.title.replace(filer.name, mask_name(filer.name)) if personal and filer.name else case.title,
        "content": case.content,
        "respondent": case.respondent,
        "person": mask_name(case.named_person),
        "area": names.area_name(case.area),
        "street": case.street,
    }


def _answered(ticket: Any, calendar: Calendar, at: datetime) -> dict[str, Any]:
    """What became of it."""
    case, kind = ticket.case, registry.get(ticket.case.kind)
    settled = ticket.replied_at or case.closed_at
    finding, reply = kind.result(case) if kind.result and settled else ("", "")
    return {
        "case": case.number,
        "lead": case.lead_unit,
        "state": kind.state_label(case.state),
        "light": _light(ticket, calendar, at),
        "finding": finding,
        "reply": reply,
        "replied_at": _moment(ticket.replied_at),
        "closed_at": _moment(case.closed_at),
    }


def _light(ticket: Any, calendar: Calendar, at: datetime) -> str:
    case = ticket.case
    settled = ticket.replied_at or case.closed_at
    if settled and ticket.due_at:
        return _("Done in time") if settled <= ticket.due_at else _("Done late")
    return casefile.left_words(case.due_at, calendar, at) if case.due_at and not settled else ""


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _harmless(text: str) -> str:
    """No spreadsheet takes the text of a caller for a formula."""
    return f"'{text}" if text.startswith(tuple(FORMULA_SIGNS)) else text
