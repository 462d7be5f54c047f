"""Assignments (协办件): asking units, their answers, and the return of what is not their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, clocks, desk, documents, door, messages, registry, rulings
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.models import Assignment, Case, Role, Unit
from casework.permissions import Actor, check_not_recused, excluded_units, recused_people
from casework.readiness import check_task, cleaned, ready
from casework.registry import Move

LONGEST = 5000


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
    """Ask this unit to contribute; what else the form of the asking move wants comes in `data`."""
    given = {**data, "unit": unit.pk, "units": [unit.pk], "question": question, "wished_by": wished_by}
    try:
        move = registry.get(case.kind).asking()
    except LookupError:
        raise NotFound(_("There is no such step.")) from None
    return make(case, move, by, at, version, given)[0]


def make(
    case: Case, move: Move, by: Actor, at: datetime, version: int | None, data: dict[str, Any]
) -> list[Assignment]:
    """Open an assignment for each unit and make the asking move; while others still answer, branches are added."""
    ctx = Context(case=case, move=move, actor=by, at=at)
    task = ready(ctx, version)
    ctx.data = cleaned(ctx, data)
    chosen = ctx.data.get("units") or [ctx.data["unit"]]
    units = list(Unit.objects.filter(pk__in=chosen).order_by("pk"))
    for unit in units:
        _check_unit(case, unit)
    wished_by, question = ctx.data.get("wished_by"), ctx.data["question"]
    day = date.fromisoformat(wished_by) if wished_by else None
    ctx.asked = [open_one(ctx, unit, question, day) for unit in units]
    carry_out(ctx, desk.hold(ctx, task))
    return ctx.asked


def carry_out(ctx: Context, task: Any) -> None:
    """Make an asking move whose assignments stand in ctx.asked, and tell the units."""
    case, kind = ctx.case, registry.get(ctx.case.kind)
    joining = case.state == ctx.move.target
    door.carry_out(ctx, task)
    if joining:
        for asked in ctx.asked:
            kind.engine.add_branch(case, asked)
        clocks.refresh_due(case)
    for asked in ctx.asked:
        messages.to_role(ctx, "asked", asked.unit_id, Role.HANDLER, key=f"assignment:{asked.pk}")


def open_one(
    ctx: Context, unit: Unit, question: str, wished_by: date | None = None, origin: Assignment | None = None
) -> Assignment:
    """The row of one question to one unit, for the purpose that the move asks."""
    assignment = Assignment.objects.create(
        case_id=ctx.case.pk,
        unit=unit,
        purpose=ctx.move.asks,
        round=ctx.case.assignments.filter(unit=unit).count() + 1,
        question=question,
        asked_only=unit.outside,
        wished_by=wished_by,
        origin=origin,
        asked_by=ctx.user,
        asked_at=ctx.at,
    )
    data = {"assignment": assignment.pk, "unit": unit.pk}
    audit.record(ctx, "asked", data=data, private={"question": question})
    return assignment


def answer(case: Case, assignment_id: int, finding: str, text: str, by: Actor, at: datetime) -> Assignment:
    """Record the answer and close the branch; when it was the last one the case moves on by itself."""
    assignment, ctx = _open(case, assignment_id, by, at)
    errors: dict[str, list[str]] = {}
    if finding not in dict(registry.get(case.kind).findings.get(assignment.purpose, ())):
        errors["finding"] = [_("Choose what you found.")]
    if not text.strip():
        errors["text"] = [_("Write what you checked and what you found.")]
    elif len(text) > LONGEST:
        errors["text"] = [_("Use at most 5,000 characters.")]
    if errors:
        raise InvalidData(errors)
    assignment.finding, assignment.answer = finding, text.strip()
    _settle(assignment, ctx, Assignment.Status.ANSWERED)
    return assignment


def give_back(
    case: Case, assignment_id: int, reason: str, belongs_to: Unit | None, by: Actor, at: datetime
) -> Assignment:
    """Return an assignment that is not the unit's (不属我单位职责), within the time for it, with whose it is.

    The registrar rules on it; when the matter comes back a second time, the superior does, for good.
    """
    assignment, ctx = _open(case, assignment_id, by, at)
    if not reason.strip():
        raise InvalidData({"reason": [_("Say why this is not for your unit.")]})
    _check_may_return(assignment, at)
    assignment.answer, assignment.belongs_to = reason.strip(), belongs_to
    assignment.ruling = Assignment.Ruling.PENDING
    _settle(assignment, ctx, Assignment.Status.RETURNED)
    if case.closed_at is None:
        rulings.ask_for(ctx, assignment)
    return assignment


def return_until(assignment: Assignment) -> datetime | None:
    """Until when the assignment may be returned by the kind's rule; None where no rule sets a time."""
    rule = registry.get(assignment.case.kind).return_rule
    code = rule(assignment.case) if rule else ""
    return clocks.runs_out(code, assignment.asked_at) if code else None


def recall(case: Case, assignment_id: int, reason: str, by: Actor, at: datetime) -> Assignment:
    """Whoever leads takes a question back (撤回协办件), say because it has become idle. The others go on."""
    assignment = Assignment.objects.select_for_update().get(pk=assignment_id)
    check_not_recused(by, case, case.lead_unit_id)
    if by.user is None or not by.holds(case.lead_unit_id, Role.HANDLER):
        raise NotAllowed(_("Only a handler of the lead unit may do this."))
    if not reason.strip():
        raise InvalidData({"reason": [_("Say why you take the question back.")]})
    _check_open(assignment)
    ctx = desk.context(case, by, at)
    cancel(ctx, assignment, reason)
    return assignment


def cancel(ctx: Context, assignment: Assignment, reason: str) -> None:
    """End an open assignment without an answer and close its branch."""
    case = ctx.case
    assignment.status = Assignment.Status.CANCELLED
    assignment.save()
    _stop_clock(assignment, ctx)
    door.save(ctx)
    data = {"assignment": assignment.pk, "unit": assignment.unit_id}
    audit.record(ctx, "recalled", data=data, private={"reason": reason.strip()})
    door.void_proposals(case, ctx)
    registry.get(case.kind).engine.finish_branch(case, assignment, ctx.user)
    clocks.refresh_due(case)
    messages.to_role(ctx, "recalled", assignment.unit_id, Role.HANDLER, key=f"assignment:{assignment.pk}:recalled")


def _open(case: Case, assignment_id: int, by: Actor, at: datetime) -> tuple[Assignment, Context]:
    assignment = Assignment.objects.select_for_update().get(pk=assignment_id)
    if by.user is None or not by.holds(assignment.unit_id, Role.HANDLER):
        raise NotAllowed(_("Only a handler of the unit that was asked may do this."))
    check_not_recused(by, case, assignment.unit_id)
    _check_open(assignment)
    ctx = desk.context(case, by, at)
    check_task(ctx, assignment.tasks.open().select_related("owner").first())
    ctx.assignment = assignment
    return assignment, ctx


def _check_open(assignment: Assignment) -> None:
    if assignment.status != Assignment.Status.OPEN:
        raise Conflict(_("This was already settled: %(status)s.") % {"status": assignment.get_status_display()})


def _check_may_return(assignment: Assignment, at: datetime) -> None:
    """Raise Conflict unless the unit may still say that this is not theirs."""
    if assignment.purpose != Assignment.Purpose.CONTRIBUTE:
        raise Conflict(_("A request to countersign is answered, not returned."))
    if assignment.final:
        raise Conflict(_("It was ruled that this is yours. It cannot be returned again."))
    if rulings.returned_before(assignment):
        raise Conflict(_("Your unit has returned this matter once already. It was confirmed that it is yours."))
    until = return_until(assignment)
    if until is not None and at > until:
        day = timezone.localdate(until).isoformat()
        raise Conflict(_("The time in which this could be returned ended on %(day)s. Please answer it.") % {"day": day})


def _settle(assignment: Assignment, ctx: Context, status: str) -> None:
    case = ctx.case
    assignment.status, assignment.answered_by, assignment.answered_at = status, ctx.user, ctx.at
    assignment.save()
    _stop_clock(assignment, ctx)
    door.save(ctx)
    data = {"assignment": assignment.pk, "status": status, "finding": assignment.finding}
    audit.record(ctx, "answered", data=data, private={"text": assignment.answer}, unit_id=assignment.unit_id)
    paper = registry.get(case.kind).answer_papers.get((assignment.purpose, status))
    if paper:
        documents.issue(ctx, paper)
    door.void_proposals(case, ctx)
    registry.get(case.kind).engine.finish_branch(case, assignment, ctx.user)
    clocks.refresh_due(case)
    _tell_who_asked(ctx, assignment)


def _tell_who_asked(ctx: Context, assignment: Assignment) -> None:
    """Whoever asked hears of the answer; when they keep out by now, the handlers of the lead do."""
    event, key = f"assignment_{assignment.status}", f"assignment:{assignment.pk}"
    if assignment.asked_by_id and assignment.asked_by_id not in recused_people(ctx.case):
        messages.to_person(ctx, event, assignment.asked_by_id, key=key)
    else:
        messages.to_role(ctx, event, ctx.case.lead_unit_id, Role.HANDLER, key=key)


def _stop_clock(assignment: Assignment, ctx: Context) -> None:
    clock = clocks.for_assignment(assignment)
    if clock is not None:
        clocks.stop(clock, ctx)


def _check_unit(case: Case, unit: Unit) -> None:
    if unit.pk in excluded_units(case):
        raise InvalidData({"unit": [_("This unit has to keep out of the case.")]})
    if case.assignments.filter(unit=unit, status=Assignment.Status.OPEN).exists():
        raise InvalidData({"unit": [_("This unit has been asked already and has not answered yet.")]})
    if case.assignments.filter(unit=unit, ruling=Assignment.Ruling.PENDING).exists():
        raise InvalidData({"unit": [_("This unit says that it is not theirs. Whose it is has to be ruled first.")]})
