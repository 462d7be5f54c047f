"""What holds for every limit, start and history, tried by hypothesis."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from casework.rules import deadlines
from casework.rules.calendars import Calendar
from casework.rules.deadlines import CapType, ClockEvent, DeadlineRule, Due, EventKind, Extension, Limit, Roll, Unit
from casework.rules.terms import LARGEST

CHINA = ZoneInfo("Asia/Shanghai")
DAYS = [Unit.NATURAL_DAY, Unit.WORKDAY]
quick = settings(
    derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

moments = st.datetimes(
    datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2026-12-31"), timezones=st.just(CHINA)
)
units = st.sampled_from(list(Unit))
rolls = st.sampled_from(list(Roll))
sizes = st.integers(1, 30)
hours = st.integers(0, 24 * 40).map(lambda count: timedelta(hours=count))


def rule(limit: Limit, roll: Roll = Roll.NONE) -> DeadlineRule:
    """A rule that allows every event."""
    cap = Extension(CapType.TOTAL, Limit(LARGEST[limit.unit], limit.unit), before_expiry=False)
    return DeadlineRule("R", 1, limit, roll, cap, frozenset({"hearing"}), frozenset({"again"}))


def event(kind: EventKind, at: datetime, amount: Limit | None = None, reason: str = "") -> ClockEvent:
    return ClockEvent(kind, at, amount, reason)


def run(calendar: Calendar, terms: DeadlineRule, at: datetime, *later: ClockEvent) -> Due:
    return deadlines.due(terms, calendar, [event(EventKind.STARTED, at), *later])


@quick
@given(start=moments, unit=units, roll=rolls, size=sizes, more=st.integers(0, 10))
def test_a_longer_limit_never_ends_earlier(
    calendar: Calendar, start: datetime, unit: Unit, roll: Roll, size: int, more: int
) -> None:
    assume(not (unit is Unit.HOUR and roll is not Roll.NONE))  # an hour that rolls lands at an hour of another day
    short, long = (run(calendar, rule(Limit(value, unit), roll), start) for value in (size, size + more))
    assert short.at <= long.at


@quick
@given(start=moments, later=hours, unit=units, roll=rolls, size=sizes)
def test_a_later_start_never_ends_earlier(
    calendar: Calendar, start: datetime, later: timedelta, unit: Unit, roll: Roll, size: int
) -> None:
    assume(not (unit is Unit.HOUR and roll is not Roll.NONE))
    terms = rule(Limit(size, unit), roll)
    assert run(calendar, terms, start).at <= run(calendar, terms, start + later).at


@quick
@given(start=moments, wait=hours, length=hours, unit=units, roll=rolls, size=sizes)
def test_a_pause_never_shortens(
    calendar: Calendar, start: datetime, wait: timedelta, length: timedelta, unit: Unit, roll: Roll, size: int
) -> None:
    terms = rule(Limit(size, unit), roll)
    paused = event(EventKind.PAUSED, start + wait, reason="hearing")
    resumed = event(EventKind.RESUMED, start + wait + length)
    assert run(calendar, terms, start, paused, resumed).at >= run(calendar, terms, start).at


@quick
@given(
    start=moments, unit=units, roll=rolls, size=sizes, amounts=st.lists(st.tuples(hours, sizes), min_size=2, max_size=4)
)
def test_the_order_of_extensions_does_not_matter(
    calendar: Calendar, start: datetime, unit: Unit, roll: Roll, size: int, amounts: list[tuple[timedelta, int]]
) -> None:
    terms = rule(Limit(size, unit), roll)
    moments = [start + wait for wait, _ in amounts]
    values = [value for _, value in amounts]
    one, other = (
        run(
            calendar,
            terms,
            start,
            *(event(EventKind.EXTENDED, at, Limit(v, unit)) for at, v in zip(moments, order, strict=True)),
        )
        for order in (values, values[::-1])
    )
    whole = run(calendar, rule(Limit(size + sum(values), unit), roll), start)
    assert one.at == other.at == whole.at


@quick
@given(start=moments, unit=units, data=st.data(), waits=st.lists(hours, min_size=3, max_size=3, unique=True))
def test_events_may_be_told_in_any_order(
    calendar: Calendar, start: datetime, unit: Unit, data: st.DataObject, waits: list[timedelta]
) -> None:
    first, second, third = (start + timedelta(hours=1) + wait for wait in sorted(waits))
    events = [
        event(EventKind.STARTED, start),
        event(EventKind.PAUSED, first, reason="hearing"),
        event(EventKind.RESUMED, second),
        event(EventKind.EXTENDED, third, Limit(2, unit)),
    ]
    terms = rule(Limit(8, unit))
    shuffled = data.draw(st.permutations(events))
    assert deadlines.due(terms, calendar, shuffled) == deadlines.due(terms, calendar, events)


@quick
@given(start=moments, unit=st.sampled_from(DAYS), roll=rolls, size=sizes)
def test_the_days_add_up(calendar: Calendar, start: datetime, unit: Unit, roll: Roll, size: int) -> None:
    due = run(calendar, rule(Limit(size, unit), roll), start)
    assert sum(day.counts for day in due.days) == size
    assert due.days[0].on == due.start == start.date()
    assert due.days[-1].on == due.on
    assert [day.on for day in due.days] == [due.start + timedelta(days=n) for n in range(len(due.days))]


@quick
@given(start=moments, size=sizes)
def test_working_days_agree_with_the_calendar(calendar: Calendar, start: datetime, size: int) -> None:
    due = run(calendar, rule(Limit(size, Unit.WORKDAY)), start)
    assert due.on == calendar.add_workdays(start.date(), size)
    assert deadlines.remaining(due, calendar, start.date()) == size


@quick
@given(start=moments, unit=units, size=sizes)
def test_rolling_ends_on_the_first_working_day(calendar: Calendar, start: datetime, unit: Unit, size: int) -> None:
    plain = run(calendar, rule(Limit(size, unit)), start)
    rolled = run(calendar, rule(Limit(size, unit), Roll.NEXT_WORKDAY), start)
    assert rolled.on == calendar.next_workday(plain.on)


@quick
@given(start=moments, unit=units, size=sizes)
def test_computing_again_gives_the_same(calendar: Calendar, start: datetime, unit: Unit, size: int) -> None:
    terms = rule(Limit(size, unit))
    assert run(calendar, terms, start) == run(calendar, terms, start)


@quick
@given(start=moments, size=sizes)
def test_an_unknown_year_never_fails_and_is_provisional(start: datetime, size: int) -> None:
    due = run(Calendar(), rule(Limit(size, Unit.WORKDAY), Roll.NEXT_WORKDAY), start)
    assert due.provisional
    assert due.on > start.date()


@quick
@given(start=moments, unit=units, size=sizes, warn=st.integers(1, 5), offset=hours)
def test_the_light_only_gets_worse(
    calendar: Calendar, start: datetime, unit: Unit, size: int, warn: int, offset: timedelta
) -> None:
    due = run(calendar, rule(Limit(size, unit)), start)
    order = ["green", "amber", "red"]
    now, later = (
        order.index(deadlines.light(due, calendar, start + passed, Limit(warn, Unit.WORKDAY)))
        for passed in (offset, offset + timedelta(hours=30))
    )
    assert now <= later


@quick
@given(day=st.dates(date(2024, 1, 1), date(2027, 12, 31)), count=st.integers(-40, 40))
def test_going_forth_and_counting_back(calendar: Calendar, day: date, count: int) -> None:
    there = calendar.add_workdays(day, count)
    if count >= 0 or calendar.is_workday(day):
        assert calendar.workdays_between(day, there) == count
