"""What may happen to a running clock: pauses, extensions, restarts and the stop, and what is refused."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from casework.rules import deadlines, errors
from casework.rules.calendars import Calendar
from casework.rules.deadlines import CapType, ClockEvent, DeadlineRule, Due, EventKind, Extension, Limit, Unit

CHINA = ZoneInfo("Asia/Shanghai")
BY_AMOUNT = Extension(CapType.EXTENSION, Limit(30, Unit.NATURAL_DAY))
BY_TOTAL = Extension(CapType.TOTAL, Limit(90, Unit.NATURAL_DAY))


def days(value: int) -> Limit:
    return Limit(value, Unit.NATURAL_DAY)


def happened(kind: str, when: str, amount: Limit | None = None, reason: str = "") -> ClockEvent:
    return ClockEvent(EventKind(kind), datetime.fromisoformat(when).replace(tzinfo=CHINA), amount, reason)


def rule(limit: Limit | None = None, **terms: object) -> DeadlineRule:
    return DeadlineRule("R", 1, limit or days(60), **terms)  # type: ignore[arg-type]  # terms of a test


def run(calendar: Calendar, terms: DeadlineRule, *events: ClockEvent) -> Due:
    return deadlines.due(terms, calendar, events)


START = happened("started", "2026-03-02T10:00")
HEARING = frozenset({"hearing"})


@pytest.mark.parametrize(
    ("extension", "base", "amount", "due"),
    [
        (BY_AMOUNT, 60, 29, date(2026, 5, 30)),
        (BY_AMOUNT, 60, 30, date(2026, 5, 31)),
        (BY_AMOUNT, 60, 31, None),
        (BY_TOTAL, 30, 59, date(2026, 5, 30)),
        (BY_TOTAL, 30, 60, date(2026, 5, 31)),
        (BY_TOTAL, 30, 61, None),
    ],
)
def test_extension_at_below_and_above_its_cap(
    calendar: Calendar, extension: Extension, base: int, amount: int, due: date | None
) -> None:
    events = [START, happened("extended", "2026-03-20", days(amount))]
    if due is None:
        with pytest.raises(errors.ExtensionTooLong) as refused:
            run(calendar, rule(days(base), extension=extension), *events)
        assert refused.value.params["longest"] == amount - 1
    else:
        assert run(calendar, rule(days(base), extension=extension), *events).on == due


@pytest.mark.parametrize("extension", [BY_AMOUNT, BY_TOTAL])
def test_several_extensions_share_one_cap(calendar: Calendar, extension: Extension) -> None:
    events = [START, happened("extended", "2026-03-20", days(20)), happened("extended", "2026-03-21", days(10))]
    assert run(calendar, rule(extension=extension), *events).on == date(2026, 5, 31)
    with pytest.raises(errors.ExtensionTooLong):
        run(calendar, rule(extension=extension), *events, happened("extended", "2026-03-22", days(1)))


def test_extended_days_say_so(calendar: Calendar) -> None:
    terms = rule(Limit(1, Unit.WORKDAY), extension=Extension(CapType.TOTAL, Limit(2, Unit.WORKDAY)))
    due = run(calendar, terms, START, happened("extended", "2026-03-03", Limit(1, Unit.WORKDAY)))
    assert [day.why for day in due.days] == ["start_day", "workday", "extension"]


def test_no_extension_without_permission_of_the_rule(calendar: Calendar) -> None:
    with pytest.raises(errors.ExtensionNotAllowed):
        run(calendar, rule(), START, happened("extended", "2026-03-20", days(1)))


def test_extension_only_so_many_times(calendar: Calendar) -> None:
    once = Extension(CapType.EXTENSION, days(30), max_times=1)
    events = [START, happened("extended", "2026-03-20", days(1))]
    run(calendar, rule(extension=once), *events)
    with pytest.raises(errors.ExtensionTooOften):
        run(calendar, rule(extension=once), *events, happened("extended", "2026-03-21", days(1)))


def test_extension_before_expiry(calendar: Calendar) -> None:
    last_evening, next_day = (happened("extended", when, days(5)) for when in ("2026-05-01T23:00", "2026-05-02T00:00"))
    assert run(calendar, rule(extension=BY_AMOUNT), START, last_evening).on == date(2026, 5, 6)
    with pytest.raises(errors.ExtensionTooLate):
        run(calendar, rule(extension=BY_AMOUNT), START, next_day)
    late = Extension(CapType.EXTENSION, days(30), before_expiry=False)
    assert run(calendar, rule(extension=late), START, next_day).on == date(2026, 5, 6)


def test_extension_during_a_pause_is_in_time(calendar: Calendar) -> None:
    terms = rule(days(5), extension=BY_AMOUNT, pauses=HEARING)
    paused = happened("paused", "2026-03-05", reason="hearing")
    due = run(calendar, terms, START, paused, happened("extended", "2026-03-20", days(5)))
    assert due.paused


@pytest.mark.parametrize("amount", [None, Limit(5, Unit.WORKDAY)])
def test_extension_in_the_unit_of_the_rule(calendar: Calendar, amount: Limit | None) -> None:
    with pytest.raises((errors.UnitMismatch, errors.BadLimit)):
        run(calendar, rule(extension=BY_AMOUNT), START, happened("extended", "2026-03-20", amount))


def test_pause_only_for_the_reasons_of_the_rule(calendar: Calendar) -> None:
    for terms in (rule(), rule(pauses=HEARING)):
        with pytest.raises(errors.PauseNotAllowed):
            run(calendar, terms, START, happened("paused", "2026-03-05", reason="holiday"))


def test_a_pause_moves_the_due_date_by_its_length(calendar: Calendar) -> None:
    paused, resumed = happened("paused", "2026-03-05", reason="hearing"), happened("resumed", "2026-03-15")
    due = run(calendar, rule(pauses=HEARING), START, paused, resumed)
    assert due.on == date(2026, 5, 11)
    assert [day.on.day for day in due.days if day.why == "paused"] == list(range(6, 16))


def test_a_pause_within_one_day_changes_nothing(calendar: Calendar) -> None:
    paused, resumed = happened("paused", "2026-03-05T09:00", reason="hearing"), happened("resumed", "2026-03-05T17:00")
    assert run(calendar, rule(pauses=HEARING), START, paused, resumed).on == date(2026, 5, 1)


def test_a_pause_of_an_hour_limit_is_exact(calendar: Calendar) -> None:
    terms = rule(Limit(24, Unit.HOUR), pauses=HEARING)
    paused, resumed = happened("paused", "2026-03-02T12:00", reason="hearing"), happened("resumed", "2026-03-02T15:30")
    assert run(calendar, terms, START, paused, resumed).at == datetime(2026, 3, 3, 13, 30, tzinfo=CHINA)


def test_an_open_pause_counts_up_to_the_day_asked_about(calendar: Calendar) -> None:
    events = [START, happened("paused", "2026-03-05", reason="hearing"), happened("resumed", "2026-03-25")]
    as_of = datetime(2026, 3, 15, 12, tzinfo=CHINA)
    due = deadlines.due(rule(pauses=HEARING), calendar, events, as_of=as_of)
    assert (due.on, due.paused) == (date(2026, 5, 11), True)
    assert deadlines.light(due, calendar, as_of, days(60)) == "grey"


@pytest.mark.parametrize(
    ("kinds", "error"),
    [
        (["resumed"], errors.NotPaused),
        (["paused", "paused"], errors.AlreadyPaused),
        (["started"], errors.AlreadyStarted),
        (["stopped", "resumed"], errors.ClockStopped),
        (["restarted"], errors.RestartNotAllowed),
    ],
)
def test_events_in_an_impossible_order(calendar: Calendar, kinds: list[str], error: type[Exception]) -> None:
    later = [happened(kind, f"2026-03-{10 + n}", reason="hearing") for n, kind in enumerate(kinds)]
    with pytest.raises(error):
        run(calendar, rule(pauses=HEARING), START, *later)


def test_no_clock_without_a_start(calendar: Calendar) -> None:
    for events in ([], [happened("stopped", "2026-03-03")], [happened("stopped", "2026-03-01"), START]):
        with pytest.raises(errors.NotStarted):
            run(calendar, rule(), *events)


def test_moments_need_a_time_zone(calendar: Calendar) -> None:
    with pytest.raises(errors.NaiveMoment):
        run(calendar, rule(), ClockEvent(EventKind.STARTED, datetime.fromisoformat("2026-03-02")))


def test_a_restart_begins_afresh(calendar: Calendar) -> None:
    terms = rule(extension=BY_AMOUNT, restarts=frozenset({"corrected"}), pauses=HEARING)
    restarted = happened("restarted", "2026-04-01", reason="corrected")
    before = [happened("extended", "2026-03-10", days(30)), happened("paused", "2026-03-20", reason="hearing")]
    due = run(calendar, terms, START, *before, restarted)
    assert (due.start, due.on, due.paused) == (date(2026, 4, 1), date(2026, 5, 31), False)


def test_a_stop_freezes_the_clock(calendar: Calendar) -> None:
    due = run(calendar, rule(), START, happened("stopped", "2026-03-10T15:00"))
    assert due.stopped_at == datetime(2026, 3, 10, 15, tzinfo=CHINA)
    assert deadlines.light(due, calendar, datetime(2027, 1, 1, tzinfo=CHINA), days(1)) == "grey"


def test_a_length_given_with_the_start(calendar: Calendar) -> None:
    case_by_case = DeadlineRule("R", 1, None, restarts=frozenset({"again"}))
    given = happened("started", "2026-03-02", Limit(5, Unit.WORKDAY))
    assert run(calendar, case_by_case, given).on == date(2026, 3, 9)
    again = happened("restarted", "2026-03-09", reason="again")
    assert run(calendar, case_by_case, given, again).on == date(2026, 3, 16)
    with pytest.raises(errors.LimitMissing):
        run(calendar, case_by_case, START)
    with pytest.raises(errors.LimitFixed):
        run(calendar, rule(), given)


def test_room_for_extension() -> None:
    events = [START, happened("extended", "2027-03-20", days(20))]
    room = deadlines.extension_room(rule(extension=BY_AMOUNT), events)
    assert (room.longest, room.times_left) == (days(10), None)
    total = Extension(CapType.TOTAL, days(90), max_times=1, approver="部门负责人")
    assert deadlines.extension_room(rule(days(30), extension=total), [START]).longest == days(60)
    assert deadlines.extension_room(rule(days(30), extension=total), events).longest is None
    assert deadlines.extension_room(rule(), [START]).times_left == 0


def test_every_refusal_has_words_and_a_code() -> None:
    refusals = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.RuleError)]
    assert len({each.code for each in refusals}) == len(refusals)
    assert all(each.__doc__ and each.__doc__.endswith(".") for each in refusals)
    assert str(errors.ExtensionTooLong(rule="R", asked=9, longest=3, unit="workday")).count("9") == 1
