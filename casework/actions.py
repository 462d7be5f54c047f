"""THE ONE DOOR: everything that changes a case. Screens, API, admin, imports and jobs call these and nothing else.

Every function is one transaction under the lock of the case row, takes `by` (who) and `at` (the moment), and raises
a subclass of casework.errors.ActionError with a message that a person can act on.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework import approval, assignments, desk, door, intake, reminders, uploads
from casework.context import Context
from casework.door import locked, noting, transacting
from casework.errors import Conflict, NeedsApproval
from casework.filing import Filing, Opened
from casework.models import (
    Assignment,
    Case,
    CaseTask,
    CreditRecord,
    DeadlineRule,
    Draft,
    Evidence,
    Proposal,
    Reading,
    Unit,
    User,
)
from casework.permissions import Actor
from casework.readiness import cleaned, ready


def open_case(kind: str, filing: Filing, *, by: Actor, at: datetime) -> Opened:
    """File a matter: case, parties, evidence, routing, first clocks, receipt. The same key files once."""
    with transacting():
        return intake.open_case(kind, filing, by, at)


def submit(
    number: str,
    move: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    data: dict[str, Any] | None = None,
    note: str = "",
    files: Any = None,
) -> Case | Proposal:
    """Perform a move, or propose it when it needs approval. What screens and API call."""
    with locked(number=number) as case:
        row = approval.move_of(case, move)
        if row.approval is None:
            return _perform(case, move, by, at, version, data, files)
        return approval.propose(case, move, by, at, version, data, note)


def perform(
    number: str, move: str, *, by: Actor, at: datetime, version: int | None = None, data: dict[str, Any] | None = None
) -> Case:
    """Make a move that needs no approval. Raises NeedsApproval when it does."""
    with locked(number=number) as case:
        return _perform(case, move, by, at, version, data)


def propose(
    number: str,
    move: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    data: dict[str, Any] | None = None,
    note: str = "",
) -> Proposal:
    """Put a move before the supervisors of the unit. It takes effect when one of them approves."""
    with locked(number=number) as case:
        return approval.propose(case, move, by, at, version, data, note)


def decide(
    proposal_id: int, *, by: Actor, at: datetime, approve: bool, reason: str = "", content_hash: str = ""
) -> Proposal:
    """Approve or return a proposal. The proposer can do neither; a changed content voids it."""
    with locked(proposals=proposal_id) as case:
        proposal, changed = approval.decide(case, proposal_id, by, at, approve, reason, content_hash)
    if changed:  # the void is kept, the decision is not
        raise Conflict(_("The case changed after this was proposed, so the proposal is void. Nothing was decided."))
    return proposal


def take_back(proposal_id: int, *, by: Actor, at: datetime) -> Proposal:
    """The proposer takes a waiting proposal back to change it (撤回修改)."""
    with locked(proposals=proposal_id) as case:
        return approval.take_back(case, proposal_id, by, at)


def ask_unit(
    number: str,
    *,
    unit: Unit,
    question: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    data: dict[str, Any] | None = None,
    wished_by: date | None = None,
) -> Assignment:
    """Ask a unit (协办): an assignment with its own clock; a body outside the government has a wished-for date only."""
    with locked(number=number) as case:
        return assignments.ask(case, unit, question, by, at, version, data or {}, wished_by)


def answer(assignment_id: int, *, finding: str, text: str, by: Actor, at: datetime) -> Assignment:
    """The unit that was asked answers."""
    with locked(assignments=assignment_id) as case:
        return assignments.answer(case, assignment_id, finding, text, by, at)


def return_assignment(
    assignment_id: int, *, reason: str, belongs_to: Unit | None, by: Actor, at: datetime
) -> Assignment:
    """The unit that was asked says that it is not theirs, and whose it is (不属我单位职责). Once per case."""
    with locked(assignments=assignment_id) as case:
        return assignments.give_back(case, assignment_id, reason, belongs_to, by, at)


def claim(task_id: int, *, by: Actor, at: datetime) -> CaseTask:
    """Take an open task of one's unit (签收). Of several people one gets it, the others are told who."""
    with locked(tasks=task_id) as case:
        return desk.claim(case, task_id, by, at)


def release(task_id: int, *, by: Actor, at: datetime) -> CaseTask:
    """Put a task back into the unit's queue; the owner or a supervisor of the unit may."""
    with locked(tasks=task_id) as case:
        return desk.release(case, task_id, by, at)


def hand_over(task_id: int, *, to: User, reason: str, by: Actor, at: datetime) -> CaseTask:
    """Give a task to a colleague of the same unit. Nothing that was done is lost."""
    with locked(tasks=task_id) as case:
        return desk.hand_over(case, task_id, to, reason, by, at)


def withdraw(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Case:
    """The filer withdraws the matter."""
    return perform(number, "withdraw", by=by, at=at, version=version, data={"reason": reason})


def add_evidence(
    upload: Any,
    *,
    by: Actor,
    at: datetime,
    draft: Draft | None = None,
    case: Case | None = None,
    assignment: Assignment | None = None,
) -> Evidence:
    """Store a file with a draft or a case after checking what it really is. Raises InvalidData for the field file."""
    checked = uploads.check(upload)
    if draft is not None:
        with transacting():
            return uploads.store_with_draft(checked, draft, at)
    pk = case.pk if case else assignment.case_id if assignment else None
    with locked(pk=pk) as held:
        asked = Assignment.objects.get(pk=assignment.pk) if assignment else None  # as it is now, under the lock
        return desk.add_evidence(held, checked, asked, by, at)


def remove_evidence(evidence_id: int, *, draft: Draft) -> None:
    """Take a file out of a draft that is not sent yet."""
    with transacting():
        for evidence in Evidence.objects.filter(pk=evidence_id, draft=draft, case__isnull=True):
            stored = evidence.file
            evidence.delete()
            transaction.on_commit(partial(stored.storage.delete, str(stored.name)))


def impose_sanction(
    record: CreditRecord,
    *,
    measure: str,
    decided_by: str,
    decided_on: date,
    first_day: date,
    last_day: date | None = None,
) -> Any:
    """Build a sanction on a record. Refused while the record is in dispute; the database refuses it too."""
    with transacting():
        held = CreditRecord.objects.select_for_update().get(pk=record.pk)
        if held.marks.filter(removed_at__isnull=True).exists():
            raise Conflict(_("The record is in dispute. No new sanction may be built on it until that is decided."))
        return held.sanctions.create(
            measure=measure, decided_by=decided_by, decided_on=decided_on, first_day=first_day, last_day=last_day
        )


def log_reading(case: Case, *, by: Actor, at: datetime) -> None:
    """Note who opened the file."""
    if by.user is not None:
        with noting():
            Reading.objects.create(case_id=case.pk, actor=by.user, at=at)


def ring(clock_id: int, rung: str, *, at: datetime) -> bool:
    """Set off one rung of the reminders of a clock, once for each due date. Returns whether it was new."""
    with locked(clocks=clock_id) as case:
        return reminders.ring(case, clock_id, rung, at)


def move_clock(clock_id: int, *, at: datetime, rule: DeadlineRule | None = None) -> bool:
    """Store the recomputed date of a clock after a calendar or rule changed, with an event and a message.

    `rule` is the version it runs by from now on, if that changes. Returns whether anything changed.
    """
    with locked(clocks=clock_id) as case:
        return reminders.move_clock(case, clock_id, at, rule)


def _perform(
    case: Case,
    name: str,
    by: Actor,
    at: datetime,
    version: int | None,
    data: dict[str, Any] | None,
    files: Any = None,
) -> Case:
    move = approval.move_of(case, name)
    if name == assignments.ASK:  # without its assignment the move would leave nobody to answer
        assignments.make(case, by, at, version, data or {})
        return case
    ctx = Context(case=case, move=move, actor=by, at=at)
    task = ready(ctx, version)
    if move.approval is not None:
        raise NeedsApproval()
    ctx.data = cleaned(ctx, data, files)
    task = desk.hold(ctx, task)
    door.carry_out(ctx, task)
    return case


__all__ = [
    "add_evidence",
    "answer",
    "ask_unit",
    "claim",
    "decide",
    "hand_over",
    "impose_sanction",
    "log_reading",
    "move_clock",
    "open_case",
    "perform",
    "propose",
    "release",
    "remove_evidence",
    "return_assignment",
    "ring",
    "submit",
    "take_back",
    "withdraw",
]
