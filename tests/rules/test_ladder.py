"""Ladders as data: how a rung is written, on which day it is due, and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.rules import ladder
from casework.rules.counting import CHINA, end_of_day
from casework.rules.errors import BadLadder

DEFAULT = [
    {"rung": "amber", "at": "amber", "tell": ["handler"]},
    {"rung": "red", "workdays": 0, "tell": ["handler", "supervisor"]},
    {"rung": "late_3", "workdays": 3, "tell": ["leader"]},
]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def days(records, calendar, due: str, since: str = "2026-01-05T09:00", amber: str | None = None) -> dict[str, str]:
    """The day from which each rung is due, in their order."""
    due_at = end_of_day(moment(due).date())
    dates = ladder.Dates(moment(since), moment(amber) if amber else due_at - timedelta(days=2), due_at)
    found = ladder.schedule(ladder.read(records), dates, calendar)
    return {rung.code: at.strftime("%m-%d %H:%M") for at, rung in found}


def step(workdays: int, code: str = "x") -> dict[str, object]:
    return {"rung": code, "workdays": workdays, "tell": ["handler"]}


@pytest.mark.parametrize(
    ("due", "workdays", "on"),
    [
        ("2026-03-18", 1, "03-19"),  # Wednesday
        ("2026-03-20", 1, "03-23"),  # Friday: the working day after it is Monday
        ("2026-03-21", 1, "03-23"),  # a natural day that ends on a Saturday
        ("2026-09-18", 1, "09-20"),  # Sunday the 20th is worked
        ("2026-09-24", 1, "09-28"),  # Mid-Autumn
        ("2026-09-30", 3, "10-10"),  # over National Day, and Saturday the 10th is worked
        ("2026-02-13", 2, "02-24"),  # Saturday the 14th is worked, then Spring Festival
        ("2026-12-30", 3, "01-05"),  # over the year end
        ("2026-03-18", -1, "03-17"),
        ("2026-03-18", -5, "03-11"),
        ("2026-03-21", -1, "03-20"),  # before a Saturday comes Friday
        ("2026-10-08", -1, "09-30"),
        ("2026-10-12", -1, "10-10"),  # the make-up Saturday
        ("2026-10-09", -5, "09-24"),
    ],
)
def test_a_rung_is_due_so_many_working_days_from_the_due_day(calendar, due, workdays, on):
    assert days([step(workdays)], calendar, due) == {"x": f"{on} 00:00"}


def test_the_default_ladder(calendar):
    found = days(DEFAULT, calendar, "2026-03-18", amber="2026-03-16")
    assert found == {"amber": "03-16 00:00", "red": "03-19 00:00", "late_3": "03-23 00:00"}


def test_time_that_runs_out_at_an_hour_is_told_at_once(calendar):
    due = moment("2026-03-18T15:30")
    dates = ladder.Dates(moment("2026-03-18T13:30"), moment("2026-03-18T14:30"), due)
    (_amber, _a), (red, _r), _late = ladder.schedule(ladder.read(DEFAULT), dates, calendar)
    assert red == due + timedelta(microseconds=1)


def test_rungs_come_in_the_order_of_their_days_and_of_one_day_as_they_are_written(calendar):
    records = [step(10, "b"), step(1, "c"), step(10, "a"), step(-1, "d")]
    assert list(days(records, calendar, "2026-03-18")) == ["d", "c", "b", "a"]


def test_a_warning_for_a_day_before_the_date_was_set_is_left_out(calendar):
    records = [step(-5, "far"), step(-1, "near"), *DEFAULT]
    found = days(records, calendar, "2026-03-18", since="2026-03-16T10:00", amber="2026-03-13")
    assert list(found) == ["amber", "near", "red", "late_3"]
    assert "near" in days(records, calendar, "2026-03-18", since="2026-03-17T10:00")


def test_the_rung_that_says_that_the_time_has_run_out():
    assert ladder.first_late(ladder.read(DEFAULT)).code == "red"
    assert ladder.first_late(ladder.read([step(-1), step(3, "b"), step(1, "a")])).code == "a"
    assert ladder.first_late(ladder.read([step(-1)])) is None


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"rung": "x", "workdays": 1}, "does nothing"),
        ({"rung": "x", "tell": ["handler"]}, "needs a number of workdays"),
        ({"rung": "x", "at": "amber", "workdays": 1, "tell": ["handler"]}, "needs a number of workdays"),
        ({"rung": "x", "at": "red", "tell": ["handler"]}, "needs a number of workdays"),
        ({"rung": "x", "workdays": "1", "tell": ["handler"]}, "needs a number of workdays"),
        ({"rung": "x", "workdays": True, "tell": ["handler"]}, "needs a number of workdays"),
        ({"rung": "x", "workdays": 251, "tell": ["handler"]}, "needs a number of workdays"),
        ({"rung": "x", "workdays": 1, "tell": ["mayor"]}, "mayor"),
        ({"rung": "x", "workdays": 1, "tells": ["handler"]}, "unknown tells"),
        ({"rung": "X 1", "workdays": 1, "tell": ["handler"]}, "no code of a rung"),
        ({"rung": "x" * 25, "workdays": 1, "tell": ["handler"]}, "no code of a rung"),
    ],
)
def test_what_is_no_rung_is_refused(record, said):
    with pytest.raises(BadLadder) as refused:
        ladder.read([record])
    assert said in str(refused.value)


def test_a_code_stands_once():
    with pytest.raises(BadLadder, match="x stands twice"):
        ladder.read([step(1), step(2)])


def test_what_a_ladder_names_must_be_known():
    rungs = ladder.read([{"rung": "x", "workdays": 1, "paper": "letter", "propose": ["talk", "ban"]}])
    assert ladder.unknown(rungs, ["letter"], ["talk"]) == ["ban"]
    assert ladder.unknown(rungs, [], ["talk", "ban"]) == ["letter"]
