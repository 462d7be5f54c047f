"""Running the clocks of a case: rows in, dates out of casework.rules, due dates cached on case and tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from datetime import datetime

from django.utils import timezone

from casework import ladders, outside, registry
from casework.context import Context
from casework.held import once
from casework.models import Assignment, CalendarYear, Case, CaseTask, Clock, ClockEvent, DeadlineRule
from casework.models.guard import require_open
from casework.rules import calendars, deadlines, records
from casework.rules.deadlines import Due, EventKind, Limit, Unit

LIVE = (Clock.Status.RUNNING, Clock.Status.PAUSED)
DATES = ("due_at", "amber_at", "provisional", "next_rung_at")  # what a recomputation may move
OWN_DUTIES = (Clock.Duty.LEAD, Clock.Duty.REVIEW, Clock.Duty.REGISTRY)
NO_WARNING = Limit(1, Unit.HOUR)


@once
def calendar(*drafted: CalendarYear) -> calendars.Calendar:
    """The working calendar in force: the newest version of each year. Drafted years stand in place of theirs."""
    newest: dict[int, calendars.CalendarYear] = {}
    for row in (*CalendarYear.objects.order_by("year", "version"), *drafted):
        newest[row.year] = calendars.CalendarYear(
            year=row.year,
            status=row.status,
            source_notice=row.source_notice,
            off=frozenset(row.off),
            makeup=frozenset(row.makeup),
        )
    return calendars.Calendar(newest.values())


@once
def rule_in_force(code: str, at: datetime) -> DeadlineRule:
    """The version of a rule that governs what starts at a moment. Raises DeadlineRule.DoesNotExist."""
    on = timezone.localdate(at)
    for row in DeadlineRule.objects.filter(code=code).order_by("-version"):
        if row.in_force(on):
            return row
    raise DeadlineRule.DoesNotExist(code)


def runs_out(code: str, start: datetime) -> datetime | None:
    """When the time of a rule that starts at a moment is over; None when the rule names no number."""
    rule = as_rule(rule_in_force(code, start))
    if rule.limit is None:
        return None
    return deadlines.due(rule, calendar(), [deadlines.ClockEvent(EventKind.STARTED, start)]).at


def compute(clock: Clock, events: Iterable[ClockEvent], cal: calendars.Calendar) -> Due:
    """The due date of a clock from its rule, the calendar and its events. Nothing is stored."""
    return deadlines.due(as_rule(clock.rule), cal, [pure(event) for event in events], settled=True)


def as_rule(row: DeadlineRule) -> deadlines.DeadlineRule:
    """The row as the value that casework.rules computes with."""
    return records.deadline_rule({**row.spec, "rule_id": row.code, "version": row.version})


def apply(ctx: Context) -> None:
    """Stop and start the clocks that the move declares.

    A move that says since when a clock counts (a new classification) leaves it alone while its rule stays the same.
    """
    kept = _kept(ctx)
    for name in (name for name in ctx.move.stops if name not in kept):
        for clock in ctx.case.clocks.filter(name=name, status__in=LIVE):
            stop(clock, ctx)
    kind = registry.get(ctx.case.kind)
    for name in (name for name in ctx.move.starts if name not in kept):
        if kind.clocks[name].duty != Clock.Duty.UNIT:
            start(ctx, name)
            continue
        for asked in ctx.asked:
            if not asked.asked_only:  # a body outside the government is asked, never given a deadline
                start(ctx, name, asked)
    for clock in ctx.case.clocks.filter(name__in=ctx.stop_after, status__in=LIVE):
        stop(clock, ctx)


def _kept(ctx: Context) -> set[str]:
    """The clocks that the move would stop and start anew from the same moment by the same rule."""
    if not ctx.begun or not ctx.move.stops:
        return set()
    specs = registry.get(ctx.case.kind).clocks
    live = ctx.case.clocks.filter(name__in=ctx.begun, status__in=LIVE).select_related("rule")
    same = {
        clock.name
        for clock in live
        if clock.rule.code == specs[clock.name].rule_of(ctx.case)
        and clock.started_at == outside.said(ctx.case, as_rule(clock.rule), ctx.begun[clock.name]).begun
    }
    return same & set(ctx.move.stops) & set(ctx.move.starts)


def start(ctx: Context, name: str, asked: Assignment | None = None) -> Clock | None:
    """Start a clock of the kind; none when its rule names no number (第一时间, 及时) and nobody has stated one.

    ctx.limits brings a limit that the notice itself states, ctx.fixed a due time that a platform outside has set,
    ctx.begun the moment from which it counts when that is not now; the ticket of a case from the hotline brings its
    own moments.
    """
    require_open("Clock")
    spec = registry.get(ctx.case.kind).clocks[name]
    code = spec.rule_of(ctx.case)
    if not code:
        return None
    since = ctx.begun.get(name, ctx.at)
    rule, limit = rule_in_force(code, since), ctx.limits.get(name)
    pure = as_rule(rule)
    begun, until = outside.said(ctx.case, pure, since)
    until = ctx.fixed.get(name, until)
    if limit is None and until is None and pure.limit is None:
        return None
    clock = Clock(
        case_id=ctx.case.pk,
        assignment=asked,
        name=name,
        rule=rule,
        duty=spec.duty,
        started_at=begun,
    )
    events = [_event(ctx, 1, EventKind.STARTED, limit)]
    if until is not None:
        events.append(_event(ctx, 2, EventKind.FIXED, until=until))
    for event in events:
        event.at = begun
    cal = calendar()
    _cache(clock, compute(clock, events, cal), cal, events)
    clock.save()
    for event in events:
        event.clock = clock
    ClockEvent.objects.bulk_create(events)
    return clock


def stop(clock: Clock, ctx: Context) -> None:
    """The duty is done, or has fallen away."""
    add(clock, ctx, EventKind.STOPPED)


def stop_all(ctx: Context) -> None:
    """Stop every live clock of a closed case."""
    for clock in ctx.case.clocks.filter(status__in=LIVE):
        stop(clock, ctx)


def fix(clock: Clock, ctx: Context, until: datetime) -> None:
    """Take over a new due time from the platform outside that set it. Raises OutsideDueNotAllowed for other rules."""
    add(clock, ctx, EventKind.FIXED, until=until)


def recompute(clock: Clock, cal: calendars.Calendar) -> Due:
    """Compute a stored clock anew from its events (its rule version stays)."""
    return compute(clock, clock.events.all(), cal)


def moved(cal: calendars.Calendar) -> Iterator[tuple[Clock, Due]]:
    """Live clocks whose stored date, warning or next rung is not what rule, calendar and events give."""
    live = Clock.objects.filter(status__in=LIVE).select_related("rule", "case").prefetch_related("events", "rungs")
    for clock in live.order_by("pk").iterator(chunk_size=500):
        due = recompute(clock, cal)
        if differs(clock, due, cal):
            yield clock, due


def differs(clock: Clock, due: Due, cal: calendars.Calendar) -> bool:
    """Whether a stored clock says something else than what was computed for it."""
    anew = copy(clock)
    _cache(anew, due, cal, clock.events.all())
    return any(getattr(anew, name) != getattr(clock, name) for name in DATES)


def amber_of(clock: Clock, due: Due, cal: calendars.Calendar) -> datetime:
    """From when the clock warns, by its rule."""
    return deadlines.amber_from(due, cal, as_rule(clock.rule).warn or NO_WARNING)


def store(clock: Clock, due: Due, cal: calendars.Calendar) -> None:
    """Store a recomputed date."""
    require_open("Clock")
    _cache(clock, due, cal, clock.events.all())
    clock.save()


def refresh_due(case: Case) -> None:
    """Cache the earliest duty on the case, and on each open task the clock that it works against."""
    live = list(case.clocks.filter(status=Clock.Status.RUNNING))
    case.due_at, case.amber_at = case_due(live)
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at, amber_at=case.amber_at)
    for task in CaseTask.objects.open().filter(case_id=case.pk):
        due_at, amber_at = task_due(task, case, live)
        if (task.due_at, task.amber_at) != (due_at, amber_at):
            CaseTask.objects.filter(pk=task.pk).update(due_at=due_at, amber_at=amber_at)


def case_due(live: list[Clock]) -> tuple[datetime | None, datetime | None]:
    """Which running clock a case shows: that of the authority's own duty, else that of the units it waits for."""
    own = [clock for clock in live if clock.duty in OWN_DUTIES]
    return earliest(own or [clock for clock in live if clock.duty in (Clock.Duty.UNIT, Clock.Duty.RESPONDENT)])


def task_due(task: CaseTask, case: Case, live: list[Clock]) -> tuple[datetime | None, datetime | None]:
    """Which running clock a task works against: its assignment's, the filer's, the respondent's, or the case's.

    Who watches over the respondent works against the respondent's clock, when no duty of their own runs.
    """
    if task.assignment_id:
        return earliest([c for c in live if c.assignment_id == task.assignment_id])
    if task.role == "filer":
        return earliest([c for c in live if c.duty == Clock.Duty.FILER])
    theirs = [c for c in live if c.duty == Clock.Duty.RESPONDENT]
    if task.unit_id == case.respondent_id:
        return earliest(theirs)
    return earliest([c for c in live if c.duty in OWN_DUTIES] or theirs)


def earliest(clocks: list[Clock]) -> tuple[datetime | None, datetime | None]:
    """Due and amber moment of the clock that runs out first."""
    first = min(clocks, key=lambda clock: clock.due_at, default=None)
    return (first.due_at, first.amber_at) if first else (None, None)


def for_assignment(assignment: Assignment) -> Clock | None:
    """The live clock of an assignment. Bodies outside the government have none."""
    return assignment.clocks.filter(status__in=LIVE).first()


def add(
    clock: Clock,
    ctx: Context,
    kind: EventKind,
    amount: Limit | None = None,
    reason: str = "",
    until: datetime | None = None,
) -> None:
    """One more event of a clock. Raises a RuleError when its rule does not allow it."""
    require_open("ClockEvent")
    events = list(clock.events.order_by("seq"))
    event = _event(ctx, len(events) + 1, kind, amount, reason, until)
    event.clock = clock
    cal, events = calendar(), [*events, event]
    _cache(clock, compute(clock, events, cal), cal, events)
    event.save()
    clock.save()


def _event(
    ctx: Context,
    seq: int,
    kind: EventKind,
    amount: Limit | None = None,
    reason: str = "",
    until: datetime | None = None,
) -> ClockEvent:
    return ClockEvent(
        seq=seq,
        kind=kind,
        at=ctx.at,
        amount=amount.value if amount else None,
        unit=amount.unit if amount else "",
        reason=reason[:200],
        until=until,
        actor=ctx.user,
    )


def _cache(clock: Clock, due: Due, cal: calendars.Calendar, events: Iterable[ClockEvent]) -> None:
    place(clock, due, cal)
    clock.next_rung_at = ladders.next_at(clock, events, cal, ladders.set_off(clock))


def place(clock: Clock, due: Due, cal: calendars.Calendar) -> None:
    """Set dates and status of a clock from what was computed."""
    clock.due_at = due.at
    clock.amber_at = amber_of(clock, due, cal)
    clock.provisional = due.provisional
    clock.calendar = due.calendar
    clock.stopped_at = due.stopped_at
    clock.status = (
        Clock.Status.STOPPED if due.stopped_at else Clock.Status.PAUSED if due.paused else Clock.Status.RUNNING
    )


def pure(event: ClockEvent) -> deadlines.ClockEvent:
    """The row as the value that casework.rules computes with."""
    amount = Limit(event.amount, Unit(event.unit)) if event.amount else None
    return deadlines.ClockEvent(EventKind(event.kind), event.at, amount, event.reason, event.until)
