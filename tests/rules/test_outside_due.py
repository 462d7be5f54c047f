"""A due time set from outside (12345 办结时限): it wins over what was counted, and only a new one changes it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules import deadlines, errors
from casework.rules.calendars import Calendar
from casework.rules.deadlines import CapType, ClockEvent, DeadlineRule, Due, EventKind, Extension, Limit, Roll, Unit
from reference.pack import Pack
from tests.rules.test_properties import moments, quick, sizes, units

CHINA = ZoneInfo("Asia/Shanghai")
FIVE = Limit(5, Unit.WORKDAY)
LONGER = Extension(CapType.EXTENSION, Limit(10, Unit.WORKDAY))
COUNTED = DeadlineRule("T", 1, FIVE, extension=LONGER, pauses=frozenset({"hearing"}), outside_due=True)
PLATFORM = DeadlineRule("P", 1, None, restarts=frozenset({"again"}), outside_due=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def happened(kind: str, when: str, *, amount: Limit | None = None, reason: str = "", until: str = "") -> ClockEvent:
    return ClockEvent(EventKind(kind), at(when), amount, reason, at(until) if until else None)


START = happened("started", "2026-11-20T09:00")
FIXED = happened("fixed", "2026-11-20T09:00", until="2026-12-01T17:00")


def run(calendar: Calendar, rule: DeadlineRule, *events: ClockEvent, as_of: str = "") -> Due:
    return deadlines.due(rule, calendar, events, as_of=at(as_of) if as_of else None)


@pytest.mark.parametrize("rule", [COUNTED, PLATFORM])
def test_the_moment_from_outside_wins(calendar: Calendar, rule: DeadlineRule) -> None:
    due = run(calendar, rule, START, FIXED)
    assert (due.at, due.on, due.set_outside) == (at("2026-12-01T17:00"), date(2026, 12, 1), True)
    assert not due.provisional


def test_the_last_one_given_wins_whatever_order_they_are_told_in(calendar: Calendar) -> None:
    later = happened("fixed", "2026-11-25T10:00", until="2026-11-27T12:00")
    assert run(calendar, COUNTED, START, FIXED, later).at == at("2026-11-27T12:00")
    assert run(calendar, COUNTED, later, START, FIXED).at == at("2026-11-27T12:00")
    assert run(calendar, COUNTED, START, FIXED, later, as_of="2026-11-24T10:00").at == at("2026-12-01T17:00")


def test_before_it_was_told_the_limit_counts(calendar: Calendar) -> None:
    told = happened("fixed", "2026-11-25T10:00", until="2026-12-01T17:00")
    due = run(calendar, COUNTED, START, told, as_of="2026-11-24T10:00")
    assert (due.on, due.set_outside) == (date(2026, 11, 27), False)
    with pytest.raises(errors.LimitMissing):
        run(calendar, PLATFORM, START, told, as_of="2026-11-24T10:00")


def test_every_day_up_to_it_says_why(calendar: Calendar) -> None:
    due = run(calendar, PLATFORM, START, happened("fixed", "2026-11-20T09:00", until="2026-11-23T12:00"))
    assert [(day.on.day, day.counts, day.why) for day in due.days] == [
        (20, False, "start_day"),
        (21, True, "natural_day"),
        (22, True, "natural_day"),
        (23, True, "set_outside"),
    ]
    same_day = run(calendar, PLATFORM, START, happened("fixed", "2026-11-20T09:00", until="2026-11-20T18:00"))
    assert [(day.on.day, day.why) for day in same_day.days] == [(20, "set_outside")]


def test_a_time_that_had_passed_when_the_ticket_came_is_late_at_once(calendar: Calendar) -> None:
    due = run(calendar, PLATFORM, START, happened("fixed", "2026-11-20T09:00", until="2026-11-18T18:00"))
    assert [(day.on.day, day.why) for day in due.days] == [(18, "set_outside")]
    assert deadlines.light(due, calendar, START.at, Limit(1, Unit.WORKDAY)) == "red"


def test_only_for_rules_that_say_so(calendar: Calendar) -> None:
    with pytest.raises(errors.OutsideDueNotAllowed):
        run(calendar, DeadlineRule("R", 1, FIVE), START, FIXED)
    with pytest.raises(errors.LimitMissing):
        run(calendar, PLATFORM, START)


def test_nobody_here_extends_or_pauses_it(calendar: Calendar) -> None:
    for refused in (
        happened("extended", "2026-11-23", amount=Limit(1, Unit.WORKDAY)),
        happened("extended", "2026-12-20", amount=Limit(1, Unit.WORKDAY)),
        happened("paused", "2026-11-23", reason="hearing"),
    ):
        with pytest.raises(errors.SetOutside):
            run(calendar, COUNTED, START, FIXED, refused)
        with pytest.raises(errors.SetOutside):
            deadlines.due(COUNTED, calendar, [START, FIXED, refused], settled=True)
    room = deadlines.extension_room(COUNTED, [START, FIXED])
    assert (room.longest, room.times_left) == (None, 0)


def test_it_replaces_an_extension_and_ends_a_pause(calendar: Calendar) -> None:
    extended = happened("extended", "2026-11-23", amount=Limit(5, Unit.WORKDAY))
    paused = happened("paused", "2026-11-24", reason="hearing")
    told = happened("fixed", "2026-11-25T10:00", until="2026-11-27T12:00")
    due = run(calendar, COUNTED, START, extended, paused, told)
    assert (due.at, due.paused) == (at("2026-11-27T12:00"), False)


def test_a_stop_freezes_it(calendar: Calendar) -> None:
    stopped = happened("stopped", "2026-11-30T09:00")
    due = run(calendar, PLATFORM, START, FIXED, stopped)
    assert (due.at, due.stopped_at) == (at("2026-12-01T17:00"), at("2026-11-30T09:00"))
    with pytest.raises(errors.ClockStopped):
        run(calendar, PLATFORM, START, FIXED, stopped, happened("fixed", "2026-12-02", until="2026-12-09"))


def test_a_restart_waits_for_a_new_one(calendar: Calendar) -> None:
    again = happened("restarted", "2026-11-25", reason="again")
    with pytest.raises(errors.LimitMissing):
        run(calendar, PLATFORM, START, FIXED, again)
    told = happened("fixed", "2026-11-25", until="2026-12-08T17:00")
    due = run(calendar, PLATFORM, START, FIXED, again, told)
    assert (due.start, due.at) == (date(2026, 11, 25), at("2026-12-08T17:00"))


def test_a_moment_is_needed_and_needs_a_time_zone(calendar: Calendar) -> None:
    with pytest.raises(errors.BadLimit):
        run(calendar, PLATFORM, START, happened("fixed", "2026-11-20T09:00"))
    with pytest.raises(errors.NaiveMoment):
        run(calendar, PLATFORM, START, ClockEvent(EventKind.FIXED, START.at, until=datetime(2026, 12, 1)))  # noqa: DTZ001 -- the point


def test_the_rules_of_the_hotline_let_the_platform_set_the_time(xigang: Pack) -> None:
    open_to_it = {rule.id for rule in xigang.rules if rule.outside_due}
    handling = {f"HL-XG-{name}" for name in ("CONSULT", "GENERAL", "COMPLAINT", "HARD", "URGENT-RESULT")}
    assert open_to_it == handling | {"HL-PLATFORM"}
    (platform,) = (rule for rule in xigang.rules if rule.id == "HL-PLATFORM")
    assert (platform.limit, platform.extension, platform.attestation) == (None, None, "D")


@quick
@given(
    start=moments,
    wait=st.integers(0, 900),
    ahead=st.integers(-200, 2000),
    unit=units,
    size=sizes,
    roll=st.sampled_from(list(Roll)),
)
def test_no_calendar_and_no_length_moves_it(
    calendar: Calendar, start: datetime, wait: int, ahead: int, unit: Unit, size: int, roll: Roll
) -> None:
    told = start + timedelta(hours=wait)
    events = [
        ClockEvent(EventKind.STARTED, start),
        ClockEvent(EventKind.FIXED, told, until=told + timedelta(hours=ahead)),
    ]
    rule = DeadlineRule("R", 1, Limit(size, unit), roll, outside_due=True)
    one, other = (deadlines.due(rule, each, events) for each in (calendar, Calendar()))
    assert one.at == other.at == told + timedelta(hours=ahead)
    assert not one.provisional
    assert not other.provisional
    assert one.days[-1].on == one.on
    spans = [day.on for day in one.days]
    assert spans == [spans[0] + timedelta(days=n) for n in range(len(spans))]


@quick
@given(start=moments, waits=st.lists(st.integers(1, 900), min_size=1, max_size=4, unique=True), data=st.data())
def test_of_several_the_last_told_stands(
    calendar: Calendar, start: datetime, waits: list[int], data: st.DataObject
) -> None:
    told = [start + timedelta(hours=wait) for wait in sorted(waits)]
    untils = [moment + timedelta(hours=data.draw(st.integers(1, 500))) for moment in told]
    events = [ClockEvent(EventKind.STARTED, start)]
    events += [ClockEvent(EventKind.FIXED, moment, until=until) for moment, until in zip(told, untils, strict=True)]
    shuffled = data.draw(st.permutations(events))
    assert deadlines.due(PLATFORM, calendar, shuffled).at == untils[-1]
    assert deadlines.due(PLATFORM, calendar, shuffled, as_of=told[0]).at == untils[0]
