"""Differences between units that lead together (分歧裁定): they agree among themselves, else the common superior decides.

信访工作条例 第二十四条 (XF-24). A unit that refuses a draft says why, and the lead may change it and ask again. When the
same unit has refused twice, a supervisor of the common superior who took no part decides for one side, with a reason.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from casework import audit, clocks, desk, door, messages, registry, routing, rulings
from casework.context import Context
from casework.errors import InvalidData, NotAllowed, NotFound
from casework.models import Assignment, Case, Role, Unit
from casework.permissions import Actor, acted_before_referral, excluded_units

LONGEST = 2000
REFERRED = "difference_referred"


def refer(case: Case, refused: Assignment) -> None:
    """Put the difference before the common superior, by itself. Until it is decided nothing is concluded."""
    outer: Context = case.current
    ctx = desk.context(case, Actor.machine("flow"), outer.at)  # not the act of whoever happened to answer last
    unit = superior(ctx, refused)
    refused.ruling = Assignment.Ruling.PENDING
    refused.save()
    data = {"assignment": refused.pk, "unit": refused.unit_id, "superior": unit.pk}
    audit.record(ctx, REFERRED, data=data)
    registry.get(case.kind).engine.start_difference(case, refused, unit.pk)
    clocks.refresh_due(case)
    messages.to_role(ctx, REFERRED, unit.pk, Role.SUPERVISOR, key=f"difference:{refused.pk}:{case.last_seq}")
    case.current = outer


def pass_on(ctx: Context, unit: Unit) -> None:
    """The unit that was to decide keeps out by now: the next one does."""
    case = ctx.case
    waiting = case.assignments.filter(purpose=Assignment.Purpose.COUNTERSIGN, ruling=Assignment.Ruling.PENDING)
    for refused in waiting.filter(tasks__unit=unit, tasks__finished=None):
        registry.get(case.kind).engine.finish_ruling(case, refused, ctx.user)
        refer(case, refused)


def superior(ctx: Context, refused: Assignment) -> Unit:
    """Who decides: the unit above both, unless it is one of the two or keeps out; then the first free reserve unit."""
    case = ctx.case
    joint = frozenset(case.joint_leads.values_list("unit_id", flat=True))
    barred = excluded_units(case) | joint | {case.lead_unit_id, refused.unit_id}
    above = case.lead_unit.superior or refused.unit.superior
    if above is not None and above.pk not in barred:
        return above
    asked = frozenset(case.assignments.values_list("unit_id", flat=True))
    return routing.review_unit(ctx.on, barred, asked)


def settle(case: Case, assignment_id: int, stands: bool, reason: str, by: Actor, at: datetime) -> Assignment:
    """Decide for the lead, whose draft stands without this unit, or for the unit, and the draft has to change."""
    refused = Assignment.objects.select_for_update().get(pk=assignment_id)
    if refused.purpose != Assignment.Purpose.COUNTERSIGN:
        raise NotFound()
    task = rulings.check_rules(case, refused, by, at)
    if by.user is None or by.user.pk in acted_before_referral(case, refused.pk):
        raise NotAllowed(_("You took part in this case, so you may not decide between its units."))
    _check_reason(reason)
    refused.ruling = Assignment.Ruling.UPHELD if stands else Assignment.Ruling.AMENDED
    refused.ruled_by, refused.ruled_at, refused.ruling_reason = by.user, at, reason.strip()
    refused.save()
    ctx = desk.context(case, by, at)
    registry.get(case.kind).engine.finish_ruling(case, refused, by.user)
    data = {"assignment": refused.pk, "unit": refused.unit_id, "ruling": refused.ruling}
    audit.record(ctx, "difference_settled", data=data, private={"reason": reason.strip()}, unit_id=task.unit_id)
    door.save(ctx)
    for unit in (case.lead_unit_id, refused.unit_id):
        messages.to_role(ctx, "difference_settled", unit, Role.HANDLER, key=f"difference:{refused.pk}:{unit}:settled")
    return refused


def drop(ctx: Context, unit: Unit) -> None:
    """The unit leads with nobody any more: what it differed about need not be decided."""
    waiting = ctx.case.assignments.filter(purpose=Assignment.Purpose.COUNTERSIGN, ruling=Assignment.Ruling.PENDING)
    for refused in waiting.filter(unit=unit):
        refused.ruling, refused.ruled_at = Assignment.Ruling.DROPPED, ctx.at
        refused.save()
        registry.get(ctx.case.kind).engine.finish_ruling(ctx.case, refused, ctx.user)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidData({"reason": [_("Say why.")]})
    if len(reason) > LONGEST:
        raise InvalidData({"reason": [_("Use at most %(most)d characters.") % {"most": LONGEST}]})
