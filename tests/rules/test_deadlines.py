"""When a clock runs out: the vectors of the law digest, month ends, hours, rolling and the day-by-day reasons."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.rules import deadlines, errors
from casework.rules.calendars import Calendar
from casework.rules.deadlines import ClockEvent, DeadlineRule, Due, EventKind, Limit, Roll, Unit

CHINA = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def run(calendar: Calendar, limit: str, start: str) -> Due:
    length, roll = deadlines.parse_limit(limit)
    return deadlines.due(DeadlineRule("R", 1, length, roll), calendar, [ClockEvent(EventKind.STARTED, at(start))])


VECTORS = [
    ("2026-02-09", "workday:5", "2026-02-14"),
    ("2026-02-13", "workday:10", "2026-03-05"),
    ("2026-04-29", "workday:7", "2026-05-12"),
    ("2026-09-18", "workday:5", "2026-09-24"),
    ("2026-09-21", "workday:20", "2026-10-26"),
    ("2026-09-30", "workday:3", "2026-10-10"),
    ("2025-01-24", "workday:10", "2025-02-13"),
    ("2024-09-13", "workday:5", "2024-09-23"),
    ("2026-08-03", "natural_day:60", "2026-10-02"),
    ("2026-08-03", "natural_day:60:roll", "2026-10-08"),
    ("2026-01-31", "natural_day:15", "2026-02-15"),
    ("2026-01-31", "natural_day:15:roll", "2026-02-24"),
    ("2026-09-05", "natural_day:30", "2026-10-05"),
    ("2026-09-05", "natural_day:30:roll", "2026-10-08"),
    ("2026-09-26", "natural_day:60", "2026-11-25"),
    ("2026-12-03", "workday:20", "2026-12-31"),
    ("2026-08-31", "month:3", "2026-11-30"),
    ("2026-11-30", "month:3", "2027-02-28"),
    ("2024-02-29", "year:1", "2025-02-28"),
    ("2023-11-30", "month:3", "2024-02-29"),
    ("2026-01-31", "month:1", "2026-02-28"),
    ("2026-03-31", "month:6", "2026-09-30"),
    ("2025-12-31", "month:2", "2026-02-28"),
    ("2024-02-29", "year:4", "2028-02-29"),
    ("2026-02-28", "month:1", "2026-03-28"),
    ("2026-02-13", "workday:1:roll", "2026-02-14"),
]


@pytest.mark.parametrize(("start", "limit", "expected"), VECTORS)
def test_vectors(calendar: Calendar, start: str, limit: str, expected: str) -> None:
    due = run(calendar, limit, start)
    assert due.on == date.fromisoformat(expected)
    assert not due.provisional


def test_counting_into_a_year_without_notice_is_provisional(calendar: Calendar) -> None:
    due = run(calendar, "workday:10", "2026-12-18")
    assert due.on == date(2027, 1, 4)
    assert due.provisional


def test_natural_days_need_no_calendar_unless_the_last_day_rolls(calendar: Calendar) -> None:
    assert not run(calendar, "natural_day:60", "2026-12-18").provisional
    assert run(calendar, "natural_day:60:roll", "2026-12-18").provisional


def test_a_limit_of_days_ends_with_the_day_in_china(calendar: Calendar) -> None:
    due = run(calendar, "workday:5", "2026-02-09T16:40")
    assert due.at == at("2026-02-14T23:59:59.999999")


def test_the_day_of_the_event_is_the_day_in_china(calendar: Calendar) -> None:
    late_evening_utc = datetime(2026, 2, 9, 17, 0, tzinfo=ZoneInfo("UTC"))
    rule = DeadlineRule("R", 1, Limit(1, Unit.NATURAL_DAY))
    due = deadlines.due(rule, calendar, [ClockEvent(EventKind.STARTED, late_evening_utc)])
    assert (due.start, due.on) == (date(2026, 2, 10), date(2026, 2, 11))


def test_hours_run_from_the_moment(calendar: Calendar) -> None:
    due = run(calendar, "hour:24", "2026-02-13T18:30")
    assert due.at == at("2026-02-14T18:30")
    assert [day.why for day in due.days] == ["hours", "hours"]


def test_hours_roll_to_the_same_time_of_the_next_working_day(calendar: Calendar) -> None:
    assert run(calendar, "hour:24:roll", "2026-02-14T18:30").at == at("2026-02-24T18:30")


def test_every_day_says_why(calendar: Calendar) -> None:
    due = run(calendar, "workday:2", "2026-02-13")
    assert [(day.on.isoformat(), day.counts, day.why) for day in due.days] == [
        ("2026-02-13", False, "start_day"),
        ("2026-02-14", True, "makeup_workday"),
        *((f"2026-02-{n}", False, "holiday") for n in range(15, 24)),
        ("2026-02-24", True, "workday"),
    ]
    assert due.days[1].notice == due.days[2].notice == "国办发明电〔2025〕7号"


def test_rolled_days_do_not_count(calendar: Calendar) -> None:
    due = run(calendar, "natural_day:1:roll", "2026-10-05")
    assert [(day.counts, day.why) for day in due.days] == [
        (False, "start_day"),
        (True, "natural_day"),
        (False, "holiday"),
        (False, "rolled"),
    ]


@pytest.mark.parametrize(
    "text", ["", "10", "workday", "workday:", "workday:0", "workday:-1", "workday:1.5", "week:1", "workday:10:stay",
             "workday:10:roll:roll", "year:1000", "workday:９", "WORKDAY:1 0", "hour:999999"]
)  # fmt: skip
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(errors.BadLimit):
        deadlines.parse_limit(text)


def test_parse_limit() -> None:
    assert deadlines.parse_limit(" month:3:roll ") == (Limit(3, Unit.MONTH), Roll.NEXT_WORKDAY)


def test_the_end_of_all_dates_is_a_bad_limit(calendar: Calendar) -> None:
    with pytest.raises(errors.BadLimit):
        run(calendar, "year:100", "9950-01-01")
    with pytest.raises(errors.BadLimit):
        run(calendar, "natural_day:100", "9999-12-01")


def test_remaining_counts_in_the_unit_of_the_rule(calendar: Calendar) -> None:
    due = run(calendar, "workday:3", "2026-09-30")
    assert deadlines.remaining(due, calendar, date(2026, 9, 30)) == 3
    assert deadlines.remaining(due, calendar, date(2026, 10, 10)) == 0
    assert deadlines.remaining(due, calendar, date(2026, 10, 11)) == -1
    assert deadlines.remaining(due, calendar, date(2026, 10, 13)) == -2
    natural = run(calendar, "natural_day:30", "2026-09-05")
    assert deadlines.remaining(natural, calendar, date(2026, 10, 3)) == 2
    assert deadlines.remaining(natural, calendar, date(2026, 10, 9)) == -4


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-09-28T23:59", "green"),
        ("2026-09-29T00:00", "amber"),
        ("2026-10-10T23:59", "amber"),
        ("2026-10-11T00:00", "red"),
    ],
)
def test_light_turns_amber_with_the_working_days_left(calendar: Calendar, now: str, expected: str) -> None:
    due = run(calendar, "workday:7", "2026-09-23")
    assert due.on == date(2026, 10, 10)
    assert deadlines.light(due, calendar, at(now), Limit(4, Unit.WORKDAY)) == expected


def test_amber_moment_for_hours_and_natural_days(calendar: Calendar) -> None:
    hours = run(calendar, "hour:24", "2026-11-20T09:00")
    assert deadlines.amber_from(hours, calendar, Limit(6, Unit.HOUR)) == at("2026-11-21T03:00")
    days = run(calendar, "natural_day:10", "2026-11-20T09:00")
    assert deadlines.amber_from(days, calendar, Limit(2, Unit.NATURAL_DAY)) == at("2026-11-28")
    with pytest.raises(errors.BadLimit):
        deadlines.amber_from(days, calendar, Limit(1, Unit.MONTH))


def test_light_says_the_same_as_the_days_left(calendar: Calendar) -> None:
    due = run(calendar, "natural_day:12", "2026-09-20")
    for n in range(12):
        now = at("2026-09-20T10:00") + timedelta(days=n)
        near = calendar.workdays_between(now.date(), due.on) <= 2
        assert (deadlines.light(due, calendar, now, Limit(2, Unit.WORKDAY)) == "amber") == near
