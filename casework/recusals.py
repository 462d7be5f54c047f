"""Keeping out of a case (回避): who declares a conflict, whom the registrar orders out, and who leads then."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from casework import assignments, audit, desk, differences, door, messages, registry, routing
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Assignment, Case, CaseTask, Proposal, Recusal, Role, Unit, User
from casework.permissions import Actor, check_not_recused, excluded_units, unit_id_of

LONGEST = 500


def declare(case: Case, reason: str, by: Actor, at: datetime) -> Recusal:
    """Somebody who works on the case declares a conflict of interest (自行申请回避): it takes effect at once."""
    if by.user is None:
        raise NotAllowed()
    check_not_recused(by, case)
    _check_reason(reason)
    ctx = desk.context(case, by, at)
    recusal = Recusal.objects.create(
        case_id=case.pk, user=by.user, why=Recusal.Why.DECLARED, reason=reason.strip(), by=by.user, at=at
    )
    _settle(ctx, recusal, {"person": by.user.pk, "why": recusal.why}, reason)
    return recusal


def order_person(case: Case, person: User, reason: str, by: Actor, at: datetime) -> Recusal:
    """The registrar orders a person to keep out (责令回避)."""
    ctx = _registrar(case, by, at)
    _check_reason(reason)
    if case.recusals.filter(user=person).exists():
        raise Conflict(_("%(who)s keeps out of this case already.") % {"who": person})
    recusal = Recusal.objects.create(
        case_id=case.pk, user=person, why=Recusal.Why.ORDERED, reason=reason.strip(), by=by.user, at=at
    )
    _settle(ctx, recusal, {"person": person.pk, "why": recusal.why}, reason)
    return recusal


def order_unit(case: Case, unit: Unit, reason: str, by: Actor, at: datetime) -> Recusal:
    """The registrar orders a unit to keep out. When it leads, the case is led by the next one, for the reason given."""
    ctx = _registrar(case, by, at)
    _check_reason(reason)
    if unit.pk == case.registry_unit_id:
        raise Conflict(_("The unit that registers the case cannot be ordered out of it by its own registrar."))
    if case.recusals.filter(unit=unit).exists():
        raise Conflict(_("%(who)s keeps out of this case already.") % {"who": unit})
    recusal = Recusal.objects.create(
        case_id=case.pk, unit=unit, why=Recusal.Why.ORDERED, reason=reason.strip(), by=by.user, at=at
    )
    case.joint_leads.filter(unit=unit).delete()
    differences.drop(ctx, unit)
    for assignment in case.assignments.filter(unit=unit, status=Assignment.Status.OPEN):
        assignments.cancel(ctx, assignment, reason)
    case.kept_out(anew=True)
    if unit.pk == case.lead_unit_id:
        change_lead(ctx, next_lead(case, at), reason)
    differences.pass_on(ctx, unit)
    _settle(ctx, recusal, {"unit": unit.pk, "why": recusal.why}, reason)
    return recusal


def relead(case: Case, unit: Unit, reason: str, by: Actor, at: datetime) -> Case:
    """The registrar gives the case to another lead unit, with the reason. Nothing that was done is lost."""
    ctx = _registrar(case, by, at)
    _check_reason(reason)
    if case.closed_at is not None:
        raise Conflict(_("The case is closed; nothing can be added to it."))
    if unit.pk == case.lead_unit_id:
        raise InvalidData({"unit": [_("This unit leads the case already.")]})
    change_lead(ctx, unit, reason)
    door.void_proposals(case, ctx)
    door.save(ctx)
    return case


def change_lead(ctx: Context, unit: Unit, reason: str) -> None:
    """Another unit leads: its people take the open work, the decision is kept with the case."""
    case, before = ctx.case, ctx.case.lead_unit
    if unit.pk in excluded_units(case) | {case.respondent_id}:
        raise InvalidData({"unit": [_("This unit has to keep out of the case.")]})
    case.lead_unit = unit
    change = {"from": before.name, "to": unit.name, "reason": reason.strip(), "at": ctx.at.isoformat()}
    case.route = case.route | {"lead": unit.name, "changes": [*case.route.get("changes", []), change]}
    case.joint_leads.filter(unit=unit).delete()
    differences.drop(ctx, unit)
    registry.get(case.kind).engine.move_tasks(case, before.pk, unit.pk)
    data = {"from": before.pk, "to": unit.pk}
    audit.record(ctx, "lead_changed", data=data, private={"reason": reason.strip()})
    messages.to_role(ctx, "case_moved", unit.pk, Role.HANDLER, key=f"lead:{case.pk}:{case.last_seq}")


def next_lead(case: Case, at: datetime) -> Unit:
    """Who leads by the clause table when everybody who keeps out is left aside."""
    found, _decision = routing.anew(case, timezone.localdate(at))
    return routing.unit(found.lead)


def _settle(ctx: Context, recusal: Recusal, data: dict[str, object], reason: str) -> None:
    """What who keeps out had in hand goes back to the unit; what they proposed is void."""
    case = ctx.case
    case.kept_out(anew=True)
    if recusal.unit_id:
        door.void_proposals(case, ctx)
    else:
        engine = registry.get(case.kind).engine
        for task in CaseTask.objects.open().filter(case_id=case.pk, owner=recusal.user_id).select_related("process"):
            engine.release(case, task)
        if case.proposals.filter(status=Proposal.Status.PENDING, proposer=recusal.user_id).exists():
            door.void_proposals(case, ctx)
    door.save(ctx)
    audit.record(ctx, "recused", data=dict(data), private={"reason": reason.strip()})


def _registrar(case: Case, by: Actor, at: datetime) -> Context:
    check_not_recused(by, case, unit_id_of(case, "registry"))
    if by.user is None or not by.holds(unit_id_of(case, "registry"), Role.REGISTRAR):
        raise NotAllowed(_("Only a registrar of %(unit)s may do this.") % {"unit": case.registry_unit})
    return desk.context(case, by, at)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidData({"reason": [_("Say why.")]})
    if len(reason) > LONGEST:
        raise InvalidData({"reason": [_("Use at most %(most)d characters.") % {"most": LONGEST}]})
