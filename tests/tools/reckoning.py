"""A second opinion on due dates, without casework.rules: chinesecalendar, dateutil and plain addition."""

from datetime import date, datetime, time, timedelta
from typing import Any

import chinese_calendar
from dateutil.relativedelta import relativedelta

LAST_OFFICIAL = 2026
FREE_2027 = {date(2027, 1, 1), *(date(2027, 2, n) for n in range(5, 9))}  # statutory days alone; no notice is out
SATURDAY = 5
HOLIDAYS = {
    "National Day 2026": (date(2026, 9, 30), date(2026, 10, 2)),
    "May Day 2026": (date(2026, 4, 30), date(2026, 5, 2)),
    "Spring Festival 2026": (date(2026, 2, 14), date(2026, 2, 18)),
    "National Day 2025": (date(2025, 9, 30), date(2025, 10, 3)),
    "Spring Festival 2024": (date(2024, 2, 9), date(2024, 2, 13)),
    "National Day 2021": (date(2021, 9, 30), date(2021, 10, 4)),
}  # the last working day before it, and a day in it
SATURDAYS = [
    date(2026, 5, 9),
    date(2026, 2, 14),
    date(2025, 10, 11),
    date(2024, 5, 11),
    date(2026, 10, 10),
    date(2021, 10, 9),
]
YEAR_ENDS = [date(2025, 12, 31), date(2024, 12, 31), date(2026, 12, 31), date(2021, 12, 31)]
DAY = timedelta(days=1)


def works(day: date) -> bool:
    """A working day; 2027 has its weekends and statutory days, further years their weekends."""
    if day.year <= LAST_OFFICIAL:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY and day not in FREE_2027


def reckon(unit: str, value: int, start: datetime, roll: bool = False) -> tuple[datetime, bool]:
    """The last moment of a limit, and whether a day without an official notice took part."""
    if unit == "hour":
        return start + timedelta(hours=value), False
    day, looked_at = start.date(), []
    if unit != "workday":
        day += stretch(unit, value)
    else:
        left = value
        while left:
            day += DAY
            looked_at.append(day)
            left -= works(day)
    while roll and not works(day):
        looked_at.append(day)
        day += DAY
    if roll:
        looked_at.append(day)
    return datetime.combine(day, time(23, 59)), any(each.year > LAST_OFFICIAL for each in looked_at)


def stretch(unit: str, value: int) -> Any:
    """What to add to a date for a limit that counts every day."""
    if unit == "natural_day":
        return timedelta(days=value)
    return relativedelta(months=value) if unit == "month" else relativedelta(years=value)


def back(unit: str, value: int, last: date) -> date:
    """A start from which the limit ends on that day."""
    if unit != "workday":
        return last - stretch(unit, value)
    left = value
    while left:
        last -= DAY
        left -= works(last)
    return last


def holiday_within(first: date, last: date) -> bool:
    """Whether a public holiday that the notice names lies after the first day, up to the last."""
    return any(not works(day) and chinese_calendar.get_holiday_detail(day)[1] for day in official(first, last))


def saturday_within(first: date, last: date) -> bool:
    """Whether a Saturday that is worked (调休) lies after the first day, up to the last."""
    return any(works(day) and day.weekday() == SATURDAY for day in official(first, last))


def official(first: date, last: date) -> list[date]:
    """The days after the first up to the last, as far as the notices go."""
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    return [day for day in days if day.year <= LAST_OFFICIAL]
