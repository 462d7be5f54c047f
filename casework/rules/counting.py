"""Counting one run of a clock from its first day to its last."""

import calendar as month_lengths
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .calendars import ONE_DAY, Calendar
from .errors import BadLimit, LimitMissing
from .terms import Day, DeadlineRule, Limit, Roll, Unit

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Span:
    """A stretch in which the clock stood still."""

    begin: datetime
    end: datetime

    def covers(self, day: date) -> bool:
        """True for the days after the pause up to and with the day it resumed: the day of an event never counts."""
        return local_date(self.begin) < day <= local_date(self.end)


@dataclass(frozen=True)
class Course:
    """What is to be counted: `base` plus `extra` of the same unit from `start`, standing still in the pauses."""

    start: datetime
    base: Limit
    extra: int
    roll: Roll
    pauses: tuple[Span, ...]

    def stands_still(self, day: date) -> bool:
        """True when the day lies in a pause."""
        return any(pause.covers(day) for pause in self.pauses)


@dataclass(frozen=True)
class Count:
    """The result of counting."""

    at: datetime
    days: tuple[Day, ...]
    provisional: bool


def local_date(moment: datetime) -> date:
    """The date of a moment on the district's clocks."""
    return moment.astimezone(CHINA).date()


def end_of_day(day: date) -> datetime:
    """The last moment of a day, 24:00 in the words of 民法典 art 203."""
    return datetime.combine(day, time.max, tzinfo=CHINA)


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later, else the last of that month (民法典 art 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_lengths.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def last_day(start: date, rule: DeadlineRule) -> date:
    """The last day of a period that counts every day, from its date alone; nothing rolls and nothing pauses.

    Raises LimitMissing when the rule names no number, BadLimit for hours and working days and past the last date.
    """
    if rule.limit is None:
        raise LimitMissing(rule=rule.id)
    if rule.limit.unit in (Unit.HOUR, Unit.WORKDAY):
        raise BadLimit(text=str(rule.limit))
    try:
        return start + timedelta(days=_days_to_count(start, rule.limit.value, rule.limit.unit))
    except (OverflowError, ValueError):
        raise BadLimit(text=f"{start} + {rule.limit}") from None


def count(course: Course, calendar: Calendar) -> Count:
    """Run the course to its end; BadLimit when dates themselves end first."""
    try:
        return _count_hours(course, calendar) if course.base.unit is Unit.HOUR else _count_days(course, calendar)
    except (OverflowError, ValueError):
        raise BadLimit(text=f"{local_date(course.start)} + {course.base}") from None


def _count_days(course: Course, calendar: Calendar) -> Count:
    """Day one is the day after the event (民法典 art 201)."""
    start = local_date(course.start)
    unit = course.base.unit
    own = _days_to_count(start, course.base.value, unit)
    needed = _days_to_count(start, course.base.value + course.extra, unit)
    days = [Day(start, counts=False, why="start_day")]
    counted = 0
    while counted < needed:
        day = _judge(days[-1].on + ONE_DAY, course, calendar)
        counted += day.counts
        days.append(Day(day.on, day.counts, "extension", day.notice) if day.counts and counted > own else day)
    looked_at = days[1:] if unit is Unit.WORKDAY else []
    if course.roll is Roll.NEXT_WORKDAY:
        rolled = _rolled(days[-1].on, calendar)
        looked_at = [*looked_at, days[-1], *rolled]
        days += rolled
    provisional = any(calendar.provisional(day.on) for day in looked_at)
    return Count(end_of_day(days[-1].on), tuple(days), provisional)


def until(start: datetime, end: datetime) -> Count:
    """A run to a moment that was set from outside. Nothing is counted, so no calendar moves it."""
    last = local_date(end)
    days = [Day(day, counts=True, why="natural_day") for day in _each_day(local_date(start), last)[1:-1]]
    first = [Day(local_date(start), counts=False, why="start_day")] if local_date(start) < last else []
    return Count(end.astimezone(CHINA), (*first, *days, Day(last, counts=True, why="set_outside")), provisional=False)


def _days_to_count(start: date, value: int, unit: Unit) -> int:
    """How many days must count; months and years become the natural days up to the corresponding day."""
    if unit in (Unit.MONTH, Unit.YEAR):
        months = value * (12 if unit is Unit.YEAR else 1)
        return (add_months(start, months) - start).days
    return value


def _judge(day: date, course: Course, calendar: Calendar) -> Day:
    """Whether this day counts."""
    if course.stands_still(day):
        return Day(day, counts=False, why="paused")
    if course.base.unit is not Unit.WORKDAY:
        return Day(day, counts=True, why="natural_day")
    kind = calendar.why(day)
    return Day(day, calendar.is_workday(day), kind.code, kind.notice)


def _rolled(last: date, calendar: Calendar) -> list[Day]:
    """The days between a last day that is not worked and the next working day (民法典 art 203)."""
    target = calendar.next_workday(last)
    days = []
    while last < target:
        last += ONE_DAY
        kind = calendar.why(last)
        days.append(Day(last, counts=False, why="rolled" if last == target else kind.code, notice=kind.notice))
    return days


def _count_hours(course: Course, calendar: Calendar) -> Count:
    """Hours run from the moment itself (民法典 art 201) and stand still for the exact time of a pause."""
    start = course.start.astimezone(CHINA)
    at = start + timedelta(hours=course.base.value + course.extra)
    for pause in sorted(course.pauses, key=lambda span: span.begin):
        if pause.begin < at:
            at += pause.end - pause.begin
    days = [_judge_hours(day, course) for day in _each_day(start.date(), at.date())]
    if course.roll is Roll.NONE:
        return Count(at, tuple(days), provisional=False)
    rolled = _rolled(at.date(), calendar)
    looked_at = [days[-1], *rolled]
    at = datetime.combine(looked_at[-1].on, at.timetz())
    return Count(at, (*days, *rolled), any(calendar.provisional(day.on) for day in looked_at))


def _judge_hours(day: date, course: Course) -> Day:
    """A day within a limit of hours."""
    still = course.stands_still(day)
    return Day(day, counts=not still, why="paused" if still else "hours")


def _each_day(first: date, last: date) -> list[date]:
    """Every date from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
