"""Deadlines: when a clock runs out, how long is left, which light it shows and how far it may be extended."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from .calendars import Calendar
from .counting import CHINA, local_date
from .errors import BadLimit
from .replay import in_order, replay
from .terms import (
    CapType,
    ClockEvent,
    Day,
    DeadlineRule,
    Due,
    EventKind,
    Extension,
    ExtensionRoom,
    Light,
    Limit,
    Roll,
    Unit,
)

__all__ = [
    "CHINA",
    "CapType",
    "ClockEvent",
    "Day",
    "DeadlineRule",
    "Due",
    "EventKind",
    "Extension",
    "ExtensionRoom",
    "Light",
    "Limit",
    "Roll",
    "Unit",
    "amber_from",
    "due",
    "extension_room",
    "light",
    "longer_ago",
    "parse_limit",
    "remaining",
]

WRITTEN_LIMIT = re.compile(r"(?P<unit>[a-z_]+):(?P<value>[0-9]{1,6})(?P<roll>:roll)?")


def due(
    rule: DeadlineRule,
    calendar: Calendar,
    events: Iterable[ClockEvent],
    as_of: datetime | None = None,
    settled: bool = False,
) -> Due:
    """When the clock runs out after these events, in whatever order they are given.

    With `as_of` later events are left out and an open pause lasts until then. A stop ends an open pause too.
    Raises a RuleError when an event is not allowed by the rule. With `settled` an extension is not called late: it
    was granted in time by the calendar of its day, and a newer calendar takes nothing back.
    """
    if as_of is not None:
        events = [event for event in in_order(events) if event.at <= as_of]
    run = replay(rule, events, None if settled else calendar)
    counted = run.count(calendar, as_of=run.stopped_at or as_of)
    return Due(
        rule_id=rule.id,
        version=rule.version,
        start=local_date(run.start),
        on=local_date(counted.at),
        at=counted.at,
        provisional=counted.provisional,
        calendar=calendar.version,
        days=counted.days,
        stopped_at=run.stopped_at,
        paused=run.paused_at is not None,
        unit=Unit.HOUR if run.fixed else run.length.unit,
        set_outside=run.fixed is not None,
    )


def remaining(due: Due, calendar: Calendar, on: date) -> int:
    """Days left after `on`, in working days for a working-day rule, else in natural days.

    0 on the last day; negative from the day after it (at least −1, so that a weekend never hides that it is late).
    """
    if due.unit is not Unit.WORKDAY:
        return (due.on - on).days
    left = calendar.workdays_between(on, due.on)
    return min(left, -1) if on > due.on else left


def light(due: Due, calendar: Calendar, now: datetime, warn: Limit) -> Light:
    """Grey when paused or stopped, red when late, amber when no more than `warn` is left, else green."""
    if due.stopped_at or due.paused:
        return Light.GREY
    if now > due.at:
        return Light.RED
    return Light.AMBER if now >= amber_from(due, calendar, warn) else Light.GREEN


def amber_from(due: Due, calendar: Calendar, warn: Limit) -> datetime:
    """The moment from which no more than `warn` (hours, natural days or working days) is left."""
    if warn.unit is Unit.HOUR:
        return due.at - timedelta(hours=warn.value)
    if warn.unit is Unit.WORKDAY:
        back = warn.value if calendar.is_workday(due.on) else warn.value + 1
        first = calendar.add_workdays(due.on, -back)
    elif warn.unit is Unit.NATURAL_DAY:
        first = due.on - timedelta(days=warn.value)
    else:
        raise BadLimit(text=str(warn))
    return datetime.combine(first, time.min, tzinfo=CHINA)


def longer_ago(limit: Limit, calendar: Calendar, now: datetime) -> datetime:
    """What happened before this moment is longer ago than the limit; whole days, of which the day itself is none."""
    if limit.unit is Unit.HOUR:
        return now - timedelta(hours=limit.value)
    today = local_date(now)
    if limit.unit is Unit.WORKDAY:
        first = calendar.add_workdays(today, -limit.value)
    elif limit.unit is Unit.NATURAL_DAY:
        first = today - timedelta(days=limit.value)
    else:
        raise BadLimit(text=str(limit))
    return datetime.combine(first, time.min, tzinfo=CHINA)


def extension_room(rule: DeadlineRule, events: Iterable[ClockEvent]) -> ExtensionRoom:
    """How much longer, and how many times more, the clock may be extended by its rule (not whether in time)."""
    return replay(rule, events, calendar=None).room()


def parse_limit(text: str) -> tuple[Limit, Roll]:
    """Read `workday:10`, `natural_day:60`, `month:3`, `year:1`, `hour:2`, each with `:roll` or not; or BadLimit."""
    match = WRITTEN_LIMIT.fullmatch(text.strip())
    if match is None or match["unit"] not in list(Unit):
        raise BadLimit(text=text)
    return Limit(int(match["value"]), Unit(match["unit"])), Roll.NEXT_WORKDAY if match["roll"] else Roll.NONE
