"""The parts of a case file, read from the database in a fixed number of queries and put into their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from casework import casefile, clocks, registry, timeline
from casework.archive import order
from casework.archive.order import Section
from casework.archive.redaction import SEALED, Redaction
from casework.models import Case, Clock, Document, Evidence, SubjectType, Unit
from casework.permissions import Actor
from casework.rules.identifiers import mask_name

READER = Actor.machine("case file")  # sees the whole case, as its lead unit does; who may take it out: access.py


@dataclass(frozen=True)
class Part:
    """One piece of the file (件), a line of its index: an issued paper, a piece of material, or a sheet made of rows."""

    section: Section
    title: str
    author: str
    on: date
    number: str = ""
    note: str = ""
    paper: Document | None = None
    file: Evidence | None = None
    sheet: str = ""  # its template
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Contents:
    """All of a case at one moment."""

    case: Case
    kind: registry.CaseKind
    at: datetime
    title: str
    hidden: Redaction
    parts: list[Part]

    @property
    def label(self) -> str:
        """What kind of case it is."""
        return str(self.kind.label)


def gather(case: Case, at: datetime) -> Contents:
    """Everything that belongs into the file of a case, in its order. The case row should be locked meanwhile."""
    kind, parties = registry.get(case.kind), list(case.parties.order_by("pk"))
    hidden = Redaction(parties)
    parts = [
        *(_paper(case, row, hidden) for row in order.papers(case)),
        _filing(case, kind, parties),
        *_assignments(case, kind),
        *_proposals(case, kind),
        *_clocks(case, kind, at),
        *(_file(case, row, hidden) for row in order.material(case)),
        _course(case, at),
    ]
    return Contents(case, kind, at, hidden(case.title), hidden, sorted(parts, key=lambda part: part.section))


def made(title: str) -> str:
    """The title of a piece that has none of its own: archivists put it in brackets (DA/T 22)."""
    return f"[{title}]"


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _paper(case: Case, row: Document, hidden: Redaction) -> Part:
    withheld = hidden.withholds(row)
    void = hasattr(row, "cancellation")
    return Part(
        section=order.section_of(case, row),
        title=row.title,
        author=row.unit.full_name,
        on=_day(row.issued_at),
        number=row.number,
        note="；".join(filter(None, ["文号作废" if void else "", "含密封身份，不入卷" if withheld else ""])),
        paper=None if withheld else row,
        sheet="slip" if withheld else "",
        context={"why": "本件载有密封身份信息，依保密要求不编入案卷，由登记单位另行保管。", "name": row.title},
    )


def _filing(case: Case, kind: registry.CaseKind, parties: list[Any]) -> Part:
    facts = [
        (str(label), value) for label, value in (kind.facts(case) if kind.facts else []) if value not in (None, "")
    ]
    people = [
        {"role": party.get_role_display(), "name": _shown(party), "type": party.get_type_display()} for party in parties
    ]
    context = {"case": case, "facts": facts, "parties": [] if kind.by_office else people}
    unit = case.registry_unit or case.lead_unit
    return Part(
        Section.FILING, made("案件登记表"), unit.full_name, _day(case.opened_at), sheet="filing", context=context
    )


def _shown(party: Any) -> str:
    if party.sealed:
        return SEALED
    if not party.name:
        return "匿名"
    return mask_name(party.name) if party.type == SubjectType.PERSON else str(party.name)


def _assignments(case: Case, kind: registry.CaseKind) -> list[Part]:
    rows = case.assignments.select_related("unit", "asked_by", "answered_by", "belongs_to").order_by("asked_at", "pk")
    return [
        Part(
            section=Section.ASSIGNMENTS,
            title=made(f"协办件及答复：{row.unit.name}" + (f"（第{row.round}轮）" if row.round > 1 else "")),
            author=row.unit.full_name,
            on=_day(row.answered_at or row.asked_at),
            note="" if row.answered_at else str(row.get_status_display()),
            sheet="assignment",
            context={"row": row, "finding": kind.finding_label(row.purpose, row.finding) if row.finding else ""},
        )
        for row in rows
    ]


def _proposals(case: Case, kind: registry.CaseKind) -> list[Part]:
    rows = list(case.proposals.select_related("proposer", "decided_by", "unit").order_by("proposed_at", "pk"))
    if not rows:
        return []
    lines = [
        {"row": row, "move": str(kind.moves[row.move].label) if row.move in kind.moves else row.move} for row in rows
    ]
    last = max(row.decided_at or row.proposed_at for row in rows)
    author = case.lead_unit.full_name
    return [Part(Section.PROPOSALS, made("拟办与审批"), author, _day(last), sheet="proposals", context={"rows": lines})]


def _clocks(case: Case, kind: registry.CaseKind, at: datetime) -> list[Part]:
    calendar = clocks.calendar()
    rows = (
        case.clocks.select_related("rule", "assignment__unit").prefetch_related("events").order_by("started_at", "pk")
    )
    cards = [_clock(row, kind, calendar, at) for row in rows]
    if not cards:
        return []
    author = case.lead_unit.full_name
    return [Part(Section.CLOCKS, made("办理期限计算表"), author, _day(at), sheet="clocks", context={"cards": cards})]


def _clock(clock: Clock, kind: registry.CaseKind, calendar: Any, at: datetime) -> dict[str, Any]:
    view = casefile.clock_view(clock, kind.code, calendar, at)
    days = clocks.compute(clock, clock.events.all(), calendar).days
    return {
        "clock": clock,
        "view": view,
        "basis": " · ".join(filter(None, [clock.rule.title, clock.rule.source, clock.rule.article])),
        "counted": sum(day.counts for day in days),
        "skipped": [(day.on, casefile.day_words(day)) for day in days if not day.counts],
    }


def _file(case: Case, row: Evidence, hidden: Redaction) -> Part:
    unit = _handed_in_by(case, row)
    return Part(
        section=Section.MATERIAL,
        title=hidden(row.name),
        author=unit.full_name if unit else order.source_of(row),
        on=_day(row.uploaded_at),
        file=row,
        context={"name": hidden(row.name), "source": order.source_of(row)},
    )


def _handed_in_by(case: Case, row: Evidence) -> Unit | None:
    """The unit that a file came from, where it was one."""
    if row.assignment is not None:
        return row.assignment.unit
    if row.source == Evidence.Source.LEAD:
        return case.lead_unit
    return case.respondent if row.source == Evidence.Source.RESPONDENT else None


def _course(case: Case, at: datetime) -> Part:
    events = list(reversed(timeline.events_for(case, READER)))
    lines = [{"event": event, "entry": timeline.entry(event, case, READER)} for event in events]
    context = {"lines": lines, "hash": case.last_hash}
    return Part(Section.COURSE, made("办理记录"), case.lead_unit.full_name, _day(at), sheet="course", context=context)
