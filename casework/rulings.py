"""Rulings on what came back (退件裁定): whose an assignment is when a unit says that it is not theirs.

The registrar rules the first time. When the matter comes back a second time it goes up to the common superior, whose
ruling is final, so that nothing goes round in circles.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from casework import around, assignments, audit, clocks, desk, door, messages, registry
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.models import Assignment, Case, CaseTask, Role, Unit
from casework.permissions import Actor, check_not_recused, excluded_units
from casework.readiness import check_task, check_when

MOST_RETURNS = 2  # DOMAIN: two returns of one matter go to the common superior


def ask_for(ctx: Context, assignment: Assignment) -> None:
    """Put the return before whoever rules on it."""
    unit, role = ruler(assignment)
    registry.get(ctx.case.kind).engine.start_ruling(ctx.case, assignment, unit.pk, role)
    clocks.refresh_due(ctx.case)
    event = "ruling_asked" if role == Role.REGISTRAR else "ruling_escalated"
    messages.to_role(ctx, event, unit.pk, role, key=f"ruling:{assignment.pk}")


def ruler(assignment: Assignment) -> tuple[Unit, str]:
    """Who rules: the registrar, or a supervisor of the common superior once the matter came back twice."""
    case = assignment.case
    registering = case.registry_unit or case.lead_unit
    if returns(assignment) < MOST_RETURNS:
        return registering, Role.REGISTRAR
    superior = assignment.unit.superior or case.lead_unit.superior or registering
    return (superior if superior.pk not in excluded_units(case) else registering), Role.SUPERVISOR


def returns(assignment: Assignment) -> int:
    """How often the matter of this assignment has come back so far."""
    return sum(one.status == Assignment.Status.RETURNED for one in around.chain(assignment))


def returned_before(assignment: Assignment) -> bool:
    """Whether the same unit has returned the same matter before."""
    return any(one.unit_id == assignment.unit_id for one in around.chain(assignment) if one.pk != assignment.pk)


def rule(case: Case, assignment_id: int, unit: Unit | None, reason: str, by: Actor, at: datetime) -> Assignment | None:
    """Rule on a return: the unit whose it is, be it the one that returned it; None when nobody need be asked again.

    Returns the new assignment. It stands in place of the old one, whose words are kept.
    """
    returned = Assignment.objects.select_for_update().get(pk=assignment_id)
    if returned.purpose != Assignment.Purpose.CONTRIBUTE:
        raise NotFound()
    task = check_rules(case, returned, by, at)
    if not reason.strip():
        raise InvalidData({"reason": [_("Say why.")]})
    if unit is not None:
        _check_unit(case, unit)
    ruling = Assignment.Ruling
    returned.ruling = ruling.DROPPED if unit is None else ruling.REASSIGNED
    if unit is not None and unit.pk == returned.unit_id:
        returned.ruling = ruling.CONFIRMED
    returned.ruled_by, returned.ruled_at, returned.ruling_reason = by.user, at, reason.strip()
    returned.save()
    ctx = desk.context(case, by, at)
    registry.get(case.kind).engine.finish_ruling(case, returned, by.user)
    data = {"assignment": returned.pk, "ruling": returned.ruling, "unit": unit.pk if unit else None}
    audit.record(ctx, "ruled", data=data, private={"reason": reason.strip()}, unit_id=task.unit_id)
    door.save(ctx)
    if returned.answered_by_id:
        messages.to_person(ctx, "ruled", returned.answered_by_id, key=f"ruled:{returned.pk}")
    return _ask_again(case, returned, unit, by, at) if unit is not None else None


def _ask_again(case: Case, returned: Assignment, unit: Unit, by: Actor, at: datetime) -> Assignment:
    """The same question to the unit whose it is, with a clock of its own."""
    ctx = Context(case=case, move=registry.get(case.kind).asking(), actor=by, at=at)
    check_when(ctx)
    new = assignments.open_one(ctx, unit, returned.question, returned.wished_by, origin=returned)
    new.asked_by = returned.asked_by  # the answer goes to whoever needs it
    new.final = unit.pk == returned.unit_id or returns(returned) >= MOST_RETURNS
    new.save()
    ctx.asked, ctx.data = [new], {"unit": unit.pk, "question": returned.question}
    assignments.carry_out(ctx, registry.get(case.kind).engine.task_for(case, ctx.move))
    return new


def check_rules(case: Case, returned: Assignment, by: Actor, at: datetime) -> CaseTask:
    """Raise unless this person may rule on the assignment now; the task of the ruling otherwise."""
    check_not_recused(by, case)
    if returned.ruling != Assignment.Ruling.PENDING:
        raise Conflict(_("This was already settled: %(status)s.") % {"status": returned.get_ruling_display() or "—"})
    task = returned.tasks.open().select_related("owner").get()
    if by.user is None or not by.holds(task.unit_id, task.role):
        raise NotAllowed(
            _("Only %(who)s of %(unit)s may rule on this.") % {"who": task.get_role_display(), "unit": task.unit}
        )
    check_task(desk.context(case, by, at), task)
    return task


def _check_unit(case: Case, unit: Unit) -> None:
    if unit.pk in excluded_units(case) or unit.pk == case.lead_unit_id:
        raise InvalidData({"unit": [_("This unit cannot be asked in this case.")]})
    if case.assignments.filter(unit=unit, status=Assignment.Status.OPEN).exists():
        raise InvalidData({"unit": [_("This unit has been asked already and has not answered yet.")]})
