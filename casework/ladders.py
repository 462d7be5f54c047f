"""The ladder of a clock (催办、督办): the rungs of its rule version, which are still to come, and when the next is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from casework.models import Clock, ClockEvent
from casework.rules import ladder
from casework.rules.calendars import Calendar
from casework.rules.deadlines import EventKind
from casework.rules.ladder import Rung, Tell


def of(clock: Clock) -> tuple[Rung, ...]:
    """The rungs of the clock's rule. A citizen who is late is only reminded: nobody is told of it, nothing is issued."""
    rungs = ladder.read(clock.rule.spec.get("ladder", ()))
    if clock.duty != Clock.Duty.FILER:
        return rungs
    return tuple(Rung(rung.code, rung.workdays, (Tell.HANDLER,)) for rung in rungs if Tell.HANDLER in rung.tell)


def set_off(clock: Clock) -> frozenset[str]:
    """The rungs that the clock has set off for its present due date."""
    if clock._state.adding:
        return frozenset()
    return frozenset(row.name for row in clock.rungs.all() if row.due_at == clock.due_at)


def waiting(
    clock: Clock, events: Iterable[ClockEvent], calendar: Calendar, done: Collection[str]
) -> list[tuple[datetime, Rung]]:
    """The rungs that are still to come, each with the moment from which it is due, in order.

    A rung belongs to a due date. When the date moves (an extension, a new calendar) the rungs of the old one are over:
    what it had not set off never comes, and the new date has all its own.
    """
    since = max(event.at for event in events if event.kind != EventKind.STOPPED)
    dates = ladder.Dates(since, clock.amber_at, clock.due_at)
    return [(at, rung) for at, rung in ladder.schedule(of(clock), dates, calendar) if rung.code not in done]


def next_at(clock: Clock, events: Iterable[ClockEvent], calendar: Calendar, done: Collection[str]) -> datetime | None:
    """When the next rung is due; None when the clock stands still or has no rung left."""
    if clock.status != Clock.Status.RUNNING:
        return None
    rungs = waiting(clock, events, calendar, done)
    return rungs[0][0] if rungs else None


def due_rungs(clock: Clock, calendar: Calendar, at: datetime) -> list[tuple[datetime, Rung]]:
    """The rungs of a running clock that are due and not yet set off for its present due date, in order."""
    if clock.status != Clock.Status.RUNNING:
        return []
    rungs = waiting(clock, clock.events.all(), calendar, set_off(clock))
    return [(moment, rung) for moment, rung in rungs if moment <= at]


def plan_next(clock: Clock, calendar: Calendar) -> None:
    """Store when the next rung is due, after some were set off."""
    clock.next_rung_at = next_at(clock, clock.events.all(), calendar, set_off(clock))
    clock.save(update_fields=["next_rung_at"])
