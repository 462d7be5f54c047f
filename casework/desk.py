"""Who has a task on the desk: claim, release, hand over; and adding a file."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, door, messages, registry, uploads
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound, Taken
from casework.models import Assignment, Case, CaseTask, Evidence, Role, User
from casework.models.work import LIVE
from casework.permissions import Actor, acted_before_referral, check_not_recused, is_party, took_part, unit_members
from casework.registry import Move

DESK = Move(name="desk", label="", source=(), target="", by=(Role.HANDLER,), law="", for_filer=False)


def context(case: Case, by: Actor, at: datetime) -> Context:
    """The context of an act that is no move."""
    return Context(case=case, move=DESK, actor=by, at=at)


def hold(ctx: Context, task: CaseTask | None) -> CaseTask | None:
    """A task that nobody has is taken in passing by the one who does it."""
    if task is not None and task.owner_id is None and ctx.user is not None:
        take(ctx, task)
    return task


def take(ctx: Context, task: CaseTask) -> None:
    """Make the acting person the owner of a task."""
    if ctx.user is None:
        raise NotAllowed()
    registry.get(ctx.case.kind).engine.claim(ctx.case, task, ctx.user)
    audit.record(ctx, "claimed", data={"task": task.pk}, unit_id=task.unit_id)


def claim(case: Case, task_id: int, by: Actor, at: datetime) -> CaseTask:
    """Take a task of one's unit."""
    task = open_task(case, task_id)
    if task.proposal_id:
        raise Conflict(_("An approval is not claimed; any supervisor of the unit may decide it."))
    if by.user is None or not by.holds(task.unit_id, task.role):
        raise NotAllowed()
    check_not_recused(by, case, task.unit_id)
    if took_part_before(case, task, by.user.pk):
        raise NotAllowed(_("You took part in this case, so you may not review it."))
    if task.owner_id is not None:
        raise Taken(_("%(name)s has taken this already.") % {"name": task.owner})
    take(context(case, by, at), task)
    return task


def release(case: Case, task_id: int, by: Actor, at: datetime) -> CaseTask:
    """Put a task back into the queue of its unit."""
    task = open_task(case, task_id)
    _check_disposes(case, task, by)
    if task.owner_id is None:
        raise Conflict(_("Nobody holds this task."))
    registry.get(case.kind).engine.release(case, task)
    audit.record(context(case, by, at), "released", data={"task": task.pk}, unit_id=task.unit_id)
    return task


def hand_over(case: Case, task_id: int, to: User, reason: str, by: Actor, at: datetime) -> CaseTask:
    """Give a task to a colleague who holds its role in its unit."""
    task = open_task(case, task_id)
    _check_disposes(case, task, by)
    if not reason.strip():
        raise InvalidData({"reason": [_("Say why you hand this over.")]})
    if to.pk not in unit_members(task.unit_id or 0, task.role, timezone.localdate(at), case):
        raise InvalidData({"to": [_("Choose somebody who works on such tasks in this unit.")]})
    if took_part_before(case, task, to.pk):
        raise InvalidData({"to": [_("This person took part in the case, so they may not review it.")]})
    check_not_recused(Actor.person(to, timezone.localdate(at)), case, task.unit_id)
    ctx = context(case, by, at)
    registry.get(case.kind).engine.hand_over(case, task, to)
    audit.record(ctx, "handed_over", data={"task": task.pk, "to": to.pk}, private={"reason": reason.strip()})
    messages.to_person(ctx, "handed_over", to.pk, key=f"task:{task.pk}:{case.last_seq}")
    return task


def add_evidence(
    case: Case, checked: uploads.Checked, assignment: Assignment | None, by: Actor, at: datetime
) -> Evidence:
    """Add a file to an open case. It changes the content, so a waiting proposal is void."""
    ctx = context(case, by, at)
    if case.closed_at is not None:
        raise Conflict(_("The case is closed; nothing can be added to it."))
    _check_may_add(case, assignment, by)
    source = _source_of(case, assignment, by)
    evidence = uploads.store(checked, at, case_id=case.pk, assignment=assignment, source=source, uploaded_by=by.user)
    door.void_proposals(case, ctx)
    door.save(ctx)
    data = {"evidence": evidence.pk, "sha256": evidence.sha256}
    audit.record(ctx, "evidence", data=data, private={"name": evidence.name}, for_filer=by.is_filer)
    return evidence


def open_task(case: Case, task_id: int) -> CaseTask:
    """A task that is still to be done. Raises Conflict when it is finished."""
    task = CaseTask.objects.select_related("owner", "unit", "process").filter(pk=task_id, case_id=case.pk).first()
    if task is None:
        raise NotFound()
    if task.flow_task_type != "HUMAN" or task.status not in LIVE:
        raise Conflict(_("This task is already done."))
    return task


def took_part_before(case: Case, task: CaseTask, user_id: int) -> bool:
    """Whether the task is for people who took no part, and this person did (复核回避)."""
    if task.node.page == "difference":
        return user_id in acted_before_referral(case, task.assignment_id or 0)
    moves = registry.get(case.kind).moves
    fresh = any(moves[name].fresh_eyes for name in getattr(task.node, "moves", ()))
    return fresh and user_id in took_part(case)


def _check_disposes(case: Case, task: CaseTask, by: Actor) -> None:
    check_not_recused(by, case, task.unit_id)
    owner = by.user is not None and task.owner_id == by.user.pk
    if task.proposal_id or not (owner or by.holds(task.unit_id, Role.SUPERVISOR)):
        raise NotAllowed(_("Only the person who holds the task, or a supervisor of the unit, may do this."))


def _check_may_add(case: Case, assignment: Assignment | None, by: Actor) -> None:
    if by.is_filer and by.case_id == case.pk:
        return
    unit = assignment.unit_id if assignment else case.respondent_id if is_party(by, case) else case.lead_unit_id
    check_not_recused(by, case, unit)
    registers = assignment is None and by.holds(case.registry_unit_id, Role.REGISTRAR)
    if not (by.holds(unit, Role.HANDLER) or registers) or (assignment and assignment.case_id != case.pk):
        raise NotAllowed()
    if assignment and assignment.status != Assignment.Status.OPEN:
        raise Conflict(_("This was already settled: %(status)s.") % {"status": assignment.get_status_display()})
    if not assignment and unit == case.respondent_id and not _their_turn(case):
        raise Conflict(_("It is not your turn in this case at the moment, so no file can be added."))


def _their_turn(case: Case) -> bool:
    """Whether something is open for the respondent to do."""
    return case.tasks.open().filter(unit=case.respondent_id, assignment=None).exists()


def _source_of(case: Case, assignment: Assignment | None, by: Actor) -> str:
    """From whom a file comes."""
    if by.is_filer:
        return Evidence.Source.FILER
    if assignment:
        return Evidence.Source.UNIT
    return Evidence.Source.RESPONDENT if is_party(by, case) else Evidence.Source.LEAD
