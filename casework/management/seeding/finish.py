"""What a copy cannot take over: its number, its due dates, its papers' numbers and digests, and its hash chain."""

from __future__ import annotations

import re
from copy import copy as twin
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from casework import audit, clocks, crypto, documents, ladders, receipts
from casework.management.seeding.copies import Copy, Original, Rows
from casework.models import (
    Case,
    CaseTask,
    Clock,
    ClockEvent,
    Document,
    Event,
    EventPrivate,
    Evidence,
    NumberSeries,
    Party,
    Receipt,
    RecordVersion,
)
from casework.rules.calendars import Calendar
from casework.rules.deadlines import Due
from casework.visibility import search_terms

Dues = dict[int, tuple[Due, Clock]]
DATES = ("due_at", "amber_at", "provisional", "calendar", "next_rung_at")
PASSED_ON = re.compile(r"\d+(?=_)")  # a branch's token names the task that split it off


class Numbers:
    """Takes numbers out of the series; the rows stay locked until the end of the transaction."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], NumberSeries] = {}

    def take(self, series: str, year: int) -> int:
        """The next number."""
        if (series, year) not in self._rows:
            row, _new = NumberSeries.objects.get_or_create(series=series, year=year)
            self._rows[series, year] = NumberSeries.objects.select_for_update().get(pk=row.pk)
        row = self._rows[series, year]
        row.last += 1
        return row.last

    def save(self) -> None:
        """Keep what was taken."""
        for row in self._rows.values():
            row.save()


class Reckoning:
    """Due dates of copied clocks. The same clock moved by the same days is reckoned once."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[tuple[int, int], tuple[Due, Clock]] = {}

    def due(self, clock: Clock, events: list[ClockEvent], days: int) -> tuple[Due, Clock]:
        """When the clock runs out, and the clock with its dates, if all its events had happened so many days earlier."""
        if (clock.pk, days) not in self._known:
            earlier = [_earlier(event, timedelta(days=days)) for event in events]
            due = clocks.compute(clock, earlier, self._calendar)
            then = twin(clock)
            clocks.place(then, due, self._calendar)
            then.next_rung_at = ladders.next_at(then, earlier, self._calendar, ())
            self._known[clock.pk, days] = due, then
        return self._known[clock.pk, days]


def _earlier(event: ClockEvent, by: timedelta) -> ClockEvent:
    return ClockEvent(**_fields(event) | {"at": event.at - by, "until": event.until and event.until - by})


def finished(copy: Copy, numbers: Numbers, reckoning: Reckoning) -> tuple[Case, Rows]:
    """The case and the rows of one copy, ready to be written."""
    original = copy.wanted.original
    dues = _dues(original, reckoning, copy.wanted.days)
    _name(copy, numbers, dues)
    receipt = _receipt(copy, dues)
    own: Rows = {Receipt: [receipt], Document: [_paper(copy, row, numbers) for row in original.rows[Document]]}
    rows: Rows = own | {
        model: [copy.of(row) for row in found] for model, found in original.rows.items() if model not in own
    }
    case = copy.of(original.case)
    _set_clocks(case, rows, original, dues)
    for task in rows[CaseTask]:
        task.token = type(task.token)(PASSED_ON.sub(lambda m: str(copy.ids[CaseTask][int(m[0])]), str(task.token)))
    for version in rows[RecordVersion]:
        _supersede(copy.wanted.subject.version, version)
    for party in rows[Party]:
        party.id_index = crypto.blind_index(party.id_number) if party.id_number else ""
    _chain(case, rows)
    case.receipt_hash, case.idempotency_key = "", None
    filer = rows[Party][0].name
    record = copy.wanted.subject.record.number if case.record_id else ""
    case.search = search_terms(case.number, case.title, filer, record)
    return case, rows


def _supersede(old: RecordVersion, new: RecordVersion) -> None:
    """The next version of the subject's record; what was not corrected stays as it was."""
    for name in ("amount", "severity", "decided_on", "determined_on"):
        setattr(new, name, getattr(old, name))
    new.number, old.to_at = old.number + 1, new.from_at


def _dues(original: Original, reckoning: Reckoning, days: int) -> Dues:
    events: dict[int, list[ClockEvent]] = {}
    for event in original.rows[ClockEvent]:
        events.setdefault(event.clock_id, []).append(event)
    return {clock.pk: reckoning.due(clock, events[clock.pk], days) for clock in original.rows[Clock]}


def _name(copy: Copy, numbers: Numbers, dues: Dues) -> None:
    """Number, subject and days of the copy, wherever the original's stand in a text."""
    wanted = copy.wanted
    case, old, new = wanted.original.case, wanted.original.case.record, wanted.subject.record
    year = timezone.localdate(wanted.opened_at).year
    word = case.number.partition("〔")[0]
    number = documents.written_number(word, year, numbers.take(f"case:{case.kind}", year))
    words = {case.number: number}
    if old is not None:
        names = {old.number: new.number, old.subject_name: new.subject_name, old.subject_code: new.subject_code}
        said, says = wanted.original.said, wanted.subject.version
        if said is not None:
            names |= {said.title: says.title, said.facts: says.facts, said.basis: says.basis}
        words |= {before: after for before, after in names.items() if before}
    moments = {timezone.localdate(event.at) for event in wanted.original.rows[Event]}
    days = {day: day - timedelta(days=wanted.days) for day in moments}
    copy.days = {timezone.localdate(c.due_at): dues[c.pk][0].on for c in wanted.original.rows[Clock]}
    words |= {_written(day): _written(moved) for day, moved in (days | copy.days).items()}
    copy.say(words)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _receipt(copy: Copy, dues: Dues) -> Receipt:
    """A receipt over what the copy says was filed; the papers that name its code and digest follow."""
    original = copy.wanted.original
    old = original.rows[Receipt][0]
    case, model = copy.of(original.case), receipts.details_model(original.case.kind)
    case.record = copy.wanted.subject.record if case.record_id else None
    case.respondent = original.case.respondent
    files = tuple(row.sha256 for row in original.rows[Evidence] if row.draft_id is not None)
    particulars = copy.of(original.rows[model][0]) if model else None
    filed = receipts.Filed(case, particulars, copy.of(original.rows[Party][0]), files, case.content)
    promised = [one | _promised(one, copy, dues) for one in old.payload["promised"]]
    made = receipts.make(filed, promised, old.payload["unit"])
    made.pk = copy.ids[Receipt][old.pk]
    copy.say({old.code: made.code, old.payload["digest"]: made.payload["digest"]})
    copy.say({_said(was["by"]): _said(now["by"]) for was, now in zip(old.payload["promised"], promised, strict=True)})
    return made


def _promised(said: dict[str, Any], copy: Copy, dues: Dues) -> dict[str, Any]:
    """The moments of a clock that the filing started, as they are in the copy; one extended later moves along."""
    clock = next(one for one in copy.wanted.original.rows[Clock] if one.name == said["step"])
    by, since = datetime.fromisoformat(said["by"]), datetime.fromisoformat(said["since"])
    earlier = timedelta(days=copy.wanted.days)
    due = dues[clock.pk][0].at if receipts.moment(clock.due_at) == said["by"] else by - earlier
    return {"since": receipts.moment(since - earlier), "by": receipts.moment(due)}


def _said(moment: str) -> str:
    return _written(timezone.localdate(datetime.fromisoformat(moment)))


def _paper(copy: Copy, row: Document, numbers: Numbers) -> Document:
    """A paper with its own number and digest; the events that name them follow."""
    paper: Document = copy.of(row)
    paper.code = copy.words.get(row.code, "")  # that of the receipt stands, any other is taken anew
    paper.year = timezone.localdate(paper.issued_at).year
    paper.serial = numbers.take(documents.series_of(row.paper, row.unit), paper.year)
    paper.number = documents.written_number(documents.word_of(row.paper, row.unit), paper.year, paper.serial)
    documents.sign(paper)
    copy.say({row.number: paper.number, row.sha256: paper.sha256})
    return paper


def _set_clocks(case: Case, rows: Rows, original: Original, dues: Dues) -> None:
    for clock, old in zip(rows[Clock], original.rows[Clock], strict=True):
        _due, then = dues[old.pk]
        for name in DATES:
            setattr(clock, name, getattr(then, name))
    live = [clock for clock in rows[Clock] if clock.status == Clock.Status.RUNNING]
    case.due_at, case.amber_at = clocks.case_due(live)
    for task in rows[CaseTask]:
        if task.flow_task_type == "HUMAN" and task.finished is None:
            task.due_at, task.amber_at = clocks.task_due(task, case, live)


def _chain(case: Case, rows: Rows) -> None:
    """Every event signed anew over what it says now."""
    private = {row.event_id: row for row in rows[EventPrivate]}
    previous = ""
    for event in sorted(rows[Event], key=lambda row: row.seq):
        if event.pk in private:
            event.private_digest = audit.sealed(private[event.pk].salt, private[event.pk].data)
        event.prev_hash = previous
        event.hash = previous = audit.digest(event)
    case.last_hash = previous


def _fields(row: Any) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
