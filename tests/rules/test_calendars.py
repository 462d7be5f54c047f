"""The official calendars against a second opinion, and years that nobody has announced."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from casework.rules.calendars import Calendar, CalendarYear, YearStatus


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_official_years_agree_day_by_day_with_chinesecalendar(calendar: Calendar, year: int, workdays: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    differing = [day for day in days if calendar.is_workday(day) != chinese_calendar.is_workday(day)]
    assert differing == []
    assert sum(calendar.is_workday(day) for day in days) == workdays


@pytest.mark.parametrize(
    ("day", "code", "notice"),
    [
        (date(2026, 2, 14), "makeup_workday", "国办发明电〔2025〕7号"),
        (date(2026, 2, 16), "holiday", "国办发明电〔2025〕7号"),
        (date(2024, 2, 9), "workday", ""),
        (date(2025, 1, 28), "holiday", "国办发明电〔2024〕12号"),
        (date(2026, 11, 21), "weekend", ""),
        (date(2026, 11, 23), "workday", ""),
    ],
)
def test_why_names_the_notice(calendar: Calendar, day: date, code: str, notice: str) -> None:
    assert calendar.why(day) == (code, notice)


def test_a_year_without_notice_is_provisional(calendar: Calendar) -> None:
    assert calendar.provisional(date(2027, 3, 1))
    assert not calendar.provisional(date(2026, 12, 31))
    assert calendar.why(date(2027, 2, 5)).code == "holiday"


def test_an_absent_year_has_its_weekends_and_never_fails() -> None:
    empty = Calendar()
    assert empty.provisional(date(2031, 5, 1))
    assert empty.is_workday(date(2031, 5, 1))
    assert not empty.is_workday(date(2031, 5, 3))
    assert empty.version == "weekends"


def test_adding_workdays_forward_and_back(calendar: Calendar) -> None:
    assert calendar.add_workdays(date(2026, 2, 9), 5) == date(2026, 2, 14)
    assert calendar.add_workdays(date(2026, 2, 14), -5) == date(2026, 2, 9)
    assert calendar.add_workdays(date(2026, 10, 3), 0) == date(2026, 10, 3)


def test_next_workday_is_the_day_itself_when_worked(calendar: Calendar) -> None:
    assert calendar.next_workday(date(2026, 10, 10)) == date(2026, 10, 10)
    assert calendar.next_workday(date(2026, 10, 2)) == date(2026, 10, 8)


def test_workdays_between_leaves_out_the_first_day(calendar: Calendar) -> None:
    assert calendar.workdays_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert calendar.workdays_between(date(2026, 10, 10), date(2026, 9, 30)) == -3
    assert calendar.workdays_between(date(2026, 9, 30), date(2026, 9, 30)) == 0


def test_the_version_changes_with_any_day_or_status() -> None:
    year = CalendarYear(2027, YearStatus.PROVISIONAL, "x", frozenset({date(2027, 1, 1)}))
    more = CalendarYear(2027, YearStatus.PROVISIONAL, "x", frozenset({date(2027, 1, 1), date(2027, 1, 2)}))
    official = CalendarYear(2027, YearStatus.OFFICIAL, "x", frozenset({date(2027, 1, 1)}))
    versions = {Calendar([each]).version for each in (year, more, official)}
    assert len(versions) == 3
    assert Calendar([year]).version == Calendar([year]).version


def test_a_notice_may_reach_into_the_december_before() -> None:
    later = CalendarYear(2027, YearStatus.OFFICIAL, "next", frozenset({date(2026, 12, 31)}))
    assert not Calendar([later]).is_workday(date(2026, 12, 31))
