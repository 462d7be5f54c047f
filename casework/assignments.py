"""Assignments (协办件): asking a unit, its answer, and its return of what is not its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from casework import audit, clocks, desk, door, messages, registry
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Assignment, Case, Role, Unit
from casework.permissions import Actor, check_not_recused, excluded_units
from casework.readiness import check_task, cleaned, ready

ASK = "ask_provider"


def ask(
    case: Case,
    unit: Unit,
    question: str,
    by: Actor,
    at: datetime,
    version: int | None,
    data: dict[str, Any],
    wished_by: date | None,
) -> Assignment:
    """Ask this unit; what else the form of the asking move wants comes in `data`."""
    return make(case, by, at, version, {**data, "unit": unit.pk, "question": question, "wished_by": wished_by})


def make(case: Case, by: Actor, at: datetime, version: int | None, data: dict[str, Any]) -> Assignment:
    """Open an assignment and make the kind's asking move; while others still answer, one more branch is added."""
    kind = registry.get(case.kind)
    ctx = Context(case=case, move=kind.moves[ASK], actor=by, at=at)
    task = ready(ctx, version)
    ctx.data = cleaned(ctx, data)
    unit = Unit.objects.get(pk=ctx.data["unit"])
    _check_unit(case, unit)
    ctx.assignment = _open_assignment(ctx, unit)
    task = desk.hold(ctx, task)
    joining = task is None
    door.carry_out(ctx, task)
    if joining:
        kind.engine.add_branch(case, ctx.assignment)
        clocks.refresh_due(case)
    messages.to_role(ctx, "asked", unit.pk, Role.HANDLER, key=f"assignment:{ctx.assignment.pk}")
    return ctx.assignment


def answer(case: Case, assignment_id: int, finding: str, text: str, by: Actor, at: datetime) -> Assignment:
    """Record the answer and close the branch; when it was the last one the case moves on by itself."""
    assignment, ctx = _open(case, assignment_id, by, at)
    errors: dict[str, list[str]] = {}
    if finding not in Assignment.Finding.values:
        errors["finding"] = [_("Choose what you found.")]
    if not text.strip():
        errors["text"] = [_("Write what you checked and what you found.")]
    elif len(text) > 5000:
        errors["text"] = [_("Use at most 5,000 characters.")]
    if errors:
        raise InvalidData(errors)
    assignment.finding, assignment.answer = finding, text.strip()
    _settle(assignment, ctx, Assignment.Status.ANSWERED)
    return assignment


def give_back(
    case: Case, assignment_id: int, reason: str, belongs_to: Unit | None, by: Actor, at: datetime
) -> Assignment:
    """Return an assignment that is not the unit's; once per case, with the reason and whose it is."""
    assignment, ctx = _open(case, assignment_id, by, at)
    if not reason.strip():
        raise InvalidData({"reason": [_("Say why this is not for your unit.")]})
    if case.assignments.filter(unit=assignment.unit, status=Assignment.Status.RETURNED).exists():
        raise Conflict(_("Your unit has returned this matter once already. It was confirmed that it is yours."))
    assignment.answer, assignment.belongs_to = reason.strip(), belongs_to
    _settle(assignment, ctx, Assignment.Status.RETURNED)
    return assignment


def _open(case: Case, assignment_id: int, by: Actor, at: datetime) -> tuple[Assignment, Context]:
    assignment = Assignment.objects.select_for_update().get(pk=assignment_id)
    if by.user is None or not by.holds(assignment.unit_id, Role.HANDLER):
        raise NotAllowed(_("Only a handler of the unit that was asked may do this."))
    check_not_recused(by, case)
    if assignment.status != Assignment.Status.OPEN:
        raise Conflict(_("This was already settled: %(status)s.") % {"status": assignment.get_status_display()})
    ctx = desk.context(case, by, at)
    check_task(ctx, assignment.tasks.open().select_related("owner").first())
    ctx.assignment = assignment
    return assignment, ctx


def _open_assignment(ctx: Context, unit: Unit) -> Assignment:
    case, question, wished_by = ctx.case, ctx.data["question"], ctx.data["wished_by"]
    assignment = Assignment.objects.create(
        case_id=case.pk,
        unit=unit,
        round=case.assignments.filter(unit=unit).count() + 1,
        question=question,
        asked_only=unit.outside,
        wished_by=date.fromisoformat(wished_by) if wished_by else None,
        asked_by=ctx.user,
        asked_at=ctx.at,
    )
    data = {"assignment": assignment.pk, "unit": unit.pk}
    audit.record(ctx, "asked", data=data, private={"question": question})
    return assignment


def _settle(assignment: Assignment, ctx: Context, status: str) -> None:
    case = ctx.case
    assignment.status, assignment.answered_by, assignment.answered_at = status, ctx.user, ctx.at
    assignment.save()
    clock = clocks.for_assignment(assignment)
    if clock is not None:
        clocks.stop(clock, ctx)
    door.save(ctx)
    data = {"assignment": assignment.pk, "status": status, "finding": assignment.finding}
    audit.record(ctx, "answered", data=data, private={"text": assignment.answer}, unit_id=assignment.unit_id)
    door.void_proposals(case, ctx)
    registry.get(case.kind).engine.finish_branch(case, assignment, ctx.user)
    clocks.refresh_due(case)
    if assignment.asked_by_id:
        messages.to_person(ctx, f"assignment_{status}", assignment.asked_by_id, key=f"assignment:{assignment.pk}")


def _check_unit(case: Case, unit: Unit) -> None:
    if unit.pk in excluded_units(case):
        raise InvalidData({"unit": [_("This unit has to keep out of the case.")]})
    if case.assignments.filter(unit=unit, status=Assignment.Status.OPEN).exists():
        raise InvalidData({"unit": [_("This unit has been asked already and has not answered yet.")]})
