"""What a running clock sets off: the rungs of its ladder, and the news that its date was recomputed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from casework import audit, clocks, desk, escalation, ladders, messages
from casework.context import Context
from casework.models import Case, CaseTask, Clock, DeadlineRule, Role, Rung, Unit
from casework.permissions import Actor, unit_members
from casework.rules import ladder
from casework.rules.ladder import Tell


@dataclass(frozen=True)
class Rang:
    """What one look at a clock set off. `expired`: the rung that says that the time has run out was among them."""

    rungs: int = 0
    reminders: int = 0
    expired: bool = False


def ring(case: Case, clock_id: int, at: datetime) -> Rang:
    """Every rung of a clock that is due and was not set off for its present due date, in order, each once."""
    clock = Clock.objects.select_related("rule", "assignment__unit").get(pk=clock_id)
    calendar = clocks.calendar()
    due = ladders.due_rungs(clock, calendar, at)
    for moment, rung in due:
        _set_off(case, clock, rung, moment, at)
    ladders.plan_next(clock, calendar)
    last = ladder.first_late(ladders.of(clock))
    return Rang(len(due), sum(bool(rung.tell) for _moment, rung in due), any(rung == last for _moment, rung in due))


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
        key = f"clock:{clock.pk}:{case.last_seq}"
        _tell_who_acts(ctx, clock, "clock_moved", key)
        if clock.duty == Clock.Duty.RESPONDENT:
            _tell_respondent(ctx, "clock_moved", key)
    return True


def _set_off(case: Case, clock: Clock, rung: ladder.Rung, moment: datetime, at: datetime) -> None:
    """One rung: its row, its event, its messages, its paper and its proposals."""
    row = Rung.objects.create(clock=clock, name=rung.code, due_at=clock.due_at, at=at)
    ctx = desk.context(case, Actor.machine("sweep"), at)
    ctx.assignment = clock.assignment
    day = timezone.localdate(moment).isoformat()
    data = {"clock": clock.name, "rung": rung.code, "workdays": rung.workdays, "day": day}
    audit.record(ctx, "reminded", data=data)
    _tell(ctx, clock, rung, f"rung:{row.pk}")
    document = escalation.issue_paper(ctx, clock, rung) if rung.paper else None
    escalation.propose(ctx, row, rung, document)


def _tell(ctx: Context, clock: Clock, rung: ladder.Rung, key: str) -> None:
    """One message a person, to those whom the rung names."""
    event = "clock_amber" if rung.warns else "clock_late" if rung.workdays else "clock_red"
    unit = _responsible_unit(ctx.case, clock)
    if Tell.HANDLER in rung.tell:
        _tell_who_acts(ctx, clock, event, key)
    if Tell.SUPERVISOR in rung.tell:
        messages.to_role(ctx, event, unit, Role.SUPERVISOR, key)
    if Tell.LEADER in rung.tell:
        messages.to_role(ctx, event, _led_by(unit, ctx), Role.LEADER, key)
    if Tell.RESPONDENT in rung.tell:
        _tell_respondent(ctx, event, key)


def _tell_respondent(ctx: Context, event: str, key: str) -> None:
    """A message to the unit that the case is about, where it takes part."""
    if ctx.case.respondent_id and not ctx.case.respondent_barred:
        for role in (Role.HANDLER, Role.SUPERVISOR):
            messages.to_role(ctx, event, ctx.case.respondent_id, role, key)


def _tell_who_acts(ctx: Context, clock: Clock, event: str, key: str) -> None:
    """A message about a clock to the filer when it is theirs, else to who holds the task, else to all who could."""
    if clock.duty == Clock.Duty.FILER:
        messages.to_person(ctx, event, None, key)
        return
    case, unit = ctx.case, _responsible_unit(ctx.case, clock)
    owners = CaseTask.objects.open().filter(case_id=case.pk, unit_id=unit, owner__isnull=False, proposal__isnull=True)
    people = list(owners.values_list("owner_id", flat=True))
    for person in people:
        messages.to_person(ctx, event, person, key)
    if not people:
        role = Role.REGISTRAR if clock.duty == Clock.Duty.REGISTRY else Role.HANDLER
        messages.to_role(ctx, event, unit, role, key)


def _responsible_unit(case: Case, clock: Clock) -> int:
    if clock.duty == Clock.Duty.UNIT and clock.assignment is not None:
        return clock.assignment.unit_id
    if clock.duty == Clock.Duty.REVIEW and case.review_unit_id is not None:
        return case.review_unit_id
    if clock.duty == Clock.Duty.REGISTRY and case.registry_unit_id is not None:
        return case.registry_unit_id
    return case.lead_unit_id


def _led_by(unit: int, ctx: Context) -> int:
    """The unit whose leader answers for this one: itself, or where it has no leader the first above it that has."""
    superior: int | None = unit
    climbed: set[int] = set()
    while superior is not None and superior not in climbed:
        if unit_members(superior, Role.LEADER, ctx.on, ctx.case):
            return superior
        climbed.add(superior)
        superior = Unit.objects.filter(pk=superior).values_list("superior_id", flat=True).get()
    return unit
