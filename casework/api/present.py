"""Domain objects as plain documents: masked people, units by name, words in the caller's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework import casefile, registry
from casework import clocks as clockwork
from casework.api.papers import paper
from casework.models import (
    Assignment,
    Case,
    CaseTask,
    ClockEvent,
    CreditRecord,
    Party,
    Proposal,
    RecordChange,
    RecordVersion,
    SubjectType,
)
from casework.paper_status import with_standing
from casework.permissions import Actor
from casework.register import changing
from casework.rules.deadlines import Due
from casework.rules.identifiers import mask_code, mask_name

Row = dict[str, Any]


def brief(case: Case) -> Row:
    """A case in a list."""
    return {
        "number": case.number,
        "kind": case.kind,
        "title": case.title,
        "state": case.state,
        "state_label": registry.get(case.kind).state_label(case.state),
        "lead_unit": case.lead_unit.name,
        "opened_at": case.opened_at,
    }


def whole(case: Case, by: Actor, at: datetime) -> Row:
    """The whole case, as far as the caller may see it."""
    kind = registry.get(case.kind)
    waiting = (
        case.proposals.seen_by(by).filter(status=Proposal.Status.PENDING).select_related("case", "unit", "proposer")
    )
    return brief(case) | {
        "kind_label": str(kind.label),
        "version": case.version,
        "content": case.content,
        "channel": case.channel,
        "area": case.area,
        "external_id": case.external_id,
        "outcome": case.outcome,
        "review_unit": _name(case.review_unit),
        "respondent": _name(case.respondent),
        "record": case.record.number if case.record else None,
        "closed_at": case.closed_at,
        "due_at": case.due_at,
        "light": casefile.lamp(case.due_at, case.amber_at, at),
        "steps": [step(task, at) for task in _open_tasks(case, by)],
        "clocks": clocks(case, by, at),
        "assignments": [
            assignment(row) for row in case.assignments.seen_by(by).select_related("unit", "belongs_to").order_by("pk")
        ],
        "papers": [paper(row) for row in with_standing(case.documents.seen_by(by)).order_by("issued_at", "pk")],
        "parties": [party(row) for row in case.parties.order_by("pk")],
        "proposals": [proposal(row) for row in waiting.order_by("pk")],
        "details": kind.summary(case) if kind.summary else {},
    }


def clocks(case: Case, by: Actor, at: datetime) -> list[Row]:
    """The time limits of a case, each with its reckoning day by day. A fixed number of queries."""
    calendar = clockwork.calendar()
    events: dict[int, list[ClockEvent]] = {}
    for event in ClockEvent.objects.filter(clock__case=case.pk).order_by("clock", "seq"):
        events.setdefault(event.clock_id, []).append(event)
    views = casefile.clock_views(case, by, at)
    return [_clock(view, clockwork.compute(view.clock, events[view.clock.pk], calendar)) for view in views]


def step(task: CaseTask, at: datetime) -> Row:
    """Open work."""
    return {
        "task": task.pk,
        "title": str(task.node.task_title),
        "role": task.role,
        "unit": _name(task.unit),
        "owner": str(task.owner) if task.owner else None,
        "assignment": task.assignment_id,
        "proposal": task.proposal_id,
        "due_at": task.due_at,
        "light": casefile.lamp(task.due_at, task.amber_at, at),
    }


def assignment(row: Assignment) -> Row:
    """A question to a unit, and its answer."""
    return {
        "id": row.pk,
        "unit": row.unit.name,
        "round": row.round,
        "status": row.status,
        "status_label": str(row.get_status_display()),
        "purpose": row.purpose,
        "question": row.question,
        "wished_by": row.wished_by,
        "asked_at": row.asked_at,
        "finding": row.finding,
        "finding_label": registry.get(row.case.kind).finding_label(row.purpose, row.finding),
        "answer": row.answer,
        "belongs_to": _name(row.belongs_to),
        "answered_at": row.answered_at,
        "ruling": row.ruling,
        "ruling_label": str(row.get_ruling_display()),
        "ruling_reason": row.ruling_reason,
        "ruled_at": row.ruled_at,
    }


def party(row: Party) -> Row:
    """A party as everybody sees it."""
    return {
        "role": row.role,
        "type": row.type,
        "name": shown_name(row.name, row.type),
        "id_number": row.id_masked,
        "phone": row.phone_masked,
        "email": row.email_masked,
    }


def shown_name(name: str, subject_type: str) -> str:
    """A firm by its name, a person masked."""
    return mask_name(name) if subject_type == SubjectType.PERSON else name


def proposal(row: Proposal) -> Row:
    """A proposal, with the content hash that a decision should quote."""
    return {
        "id": row.pk,
        "case": row.case.number,
        "move": row.move,
        "move_label": str(registry.get(row.case.kind).moves[row.move].label),
        "status": row.status,
        "status_label": str(row.get_status_display()),
        "proposer": str(row.proposer),
        "unit": row.unit.name,
        "note": row.note,
        "data": row.payload,
        "content_hash": row.content_hash,
        "proposed_at": row.proposed_at,
        "decided_by": str(row.decided_by) if row.decided_by else None,
        "decided_at": row.decided_at,
        "reason": row.reason,
    }


def work(task: Any, at: datetime) -> Row:
    """A row of queries.for_rows()."""
    return {
        "task": task.pk,
        "case": brief(task.case),
        "unit": _name(task.unit),
        "role": task.role,
        "owner": str(task.owner) if task.owner else None,
        "assignment": task.assignment_id,
        "filer": shown_name(task.filer_name or "", task.filer_type or ""),
        "due_at": task.due_at,
        "light": casefile.lamp(task.due_at, task.amber_at, at),
    }


def record(row: CreditRecord, version: RecordVersion) -> Row:
    """A record with its current version. `row` comes from queries.records()."""
    return {
        "number": row.number,
        "subject_type": row.subject_type,
        "subject": shown_name(row.subject_name, row.subject_type),
        "subject_code": mask_code(row.subject_code),
        "source_unit": row.source_unit.name,
        "status": version.status,
        "in_dispute": row.in_dispute,  # type: ignore[attr-defined]  # annotated
        "version": version.number,
        "title": version.title,
        "facts": version.facts,
        "basis": version.basis,
        "amount": str(version.amount) if version.amount is not None else None,
        "severity": version.severity,
        "decided_on": version.decided_on,
        "determined_on": version.determined_on,
        "obligations_done_on": version.obligations_done_on,
        "rule_version": row.rule_version,
        "repair_from": row.repair_from,
        "ends_on": row.ends_on,
        "from_at": version.from_at,
    }


def record_change(change: RecordChange) -> Row:
    """A change of a record outside any case."""
    names = ("what", "fields", "version", "reason", "basis", "status", "drafted_at", "decided_at", "answer")
    return {
        **{name: getattr(change, name) for name in names},
        "id": change.pk,
        "record": change.record.number,
        "drafted_by": str(change.drafted_by),
        "decided_by": str(change.decided_by) if change.decided_by else None,
        "due_at": changing.due_at(change),
    }


def _clock(view: casefile.ClockView, due: Due) -> Row:
    clock = view.clock
    return {
        "name": clock.name,
        "label": str(view.label),
        "status": clock.status,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "light": view.light,
        "words": str(view.words),
        "rule": str(clock.rule),
        "provisional": view.provisional,
        "unconfirmed": view.unconfirmed,
        "of_filer": view.of_filer,
        "assignment": clock.assignment_id,
        "why": [{"date": day.on, "counts": day.counts, "why": casefile.day_words(day)} for day in due.days],
    }


def _open_tasks(case: Case, by: Actor) -> Any:
    tasks = CaseTask.objects.open().filter(case_id=case.pk).seen_by(by)
    return tasks.select_related("unit", "owner", "process").order_by("pk")


def _name(unit: Any) -> str | None:
    return unit.name if unit else None
