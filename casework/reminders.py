"""What a running clock sets off: its reminders, and the news that its date was recomputed."""

from __future__ import annotations

from datetime import datetime

from casework import audit, clocks, desk, messages
from casework.context import Context
from casework.models import Case, CaseTask, Clock, DeadlineRule, Role, Rung
from casework.permissions import Actor


def ring(case: Case, clock_id: int, name: str, at: datetime) -> bool:
    """One reminder of a clock, once for each due date, to those whose duty it is."""
    clock = Clock.objects.select_related("assignment").get(pk=clock_id)
    due = clock.amber_at if name == "amber" else clock.due_at
    if clock.status != Clock.Status.RUNNING or due >= at:  # it was extended or stopped meanwhile
        return False
    rung, new = Rung.objects.get_or_create(clock=clock, name=name, due_at=clock.due_at, defaults={"at": at})
    if not new:
        return False
    ctx = desk.context(case, Actor.machine("sweep"), at)
    audit.record(ctx, "reminded", data={"clock": clock.name, "rung": name})
    _tell_who_is_bound(ctx, clock, f"clock_{name}", f"rung:{rung.pk}", grave=name == "red")
    return True


def move_clock(case: Case, clock_id: int, at: datetime, rule: DeadlineRule | None = None) -> bool:
    """Store the recomputed date of a live clock, and say so in the trail and to those who work against it.

    With `rule` the clock runs by that version from now on. Returns whether anything was to be stored.
    """
    clock = Clock.objects.select_related("rule", "assignment").get(pk=clock_id)
    before = (clock.due_at, clock.provisional, clock.rule_id)
    clock.rule = rule or clock.rule
    cal = clocks.calendar()
    due = clocks.recompute(clock, cal)
    after = (due.at, due.provisional, clock.rule_id)
    if clock.status not in clocks.LIVE or (before == after and not clocks.differs(clock, due, cal)):
        return False  # stopped or stored meanwhile
    clocks.store(clock, due, cal)
    ctx = desk.context(case, Actor.machine("recompute"), at)
    if before != after:  # else only the day of the warning is another
        data = {"clock": clock.name, "from": before[0].isoformat(), "to": due.at.isoformat(), "rule": str(clock.rule)}
        audit.record(ctx, "clock_moved", data=data, for_filer=True)
    clocks.refresh_due(case)
    if before[0] != due.at:
        _tell_who_is_bound(ctx, clock, "clock_moved", f"clock:{clock.pk}:{case.last_seq}")
    return True


def _tell_who_is_bound(ctx: Context, clock: Clock, event: str, key: str, grave: bool = False) -> None:
    """A message about a clock to the filer, or in the unit to who holds the task; when it is grave to all of them."""
    if clock.duty == Clock.Duty.FILER:
        messages.to_person(ctx, event, None, key)
        return
    case, unit = ctx.case, _responsible_unit(ctx.case, clock)
    owners = CaseTask.objects.open().filter(case_id=case.pk, unit_id=unit, owner__isnull=False, proposal__isnull=True)
    people = [] if grave else list(owners.values_list("owner_id", flat=True))
    for person in people:
        messages.to_person(ctx, event, person, key)
    if not people:
        messages.to_role(ctx, event, unit, Role.HANDLER, key)
    if grave:
        messages.to_role(ctx, event, unit, Role.SUPERVISOR, key)


def _responsible_unit(case: Case, clock: Clock) -> int:
    if clock.duty == Clock.Duty.UNIT and clock.assignment is not None:
        return clock.assignment.unit_id
    if clock.duty == Clock.Duty.REVIEW and case.review_unit_id is not None:
        return case.review_unit_id
    return case.lead_unit_id
