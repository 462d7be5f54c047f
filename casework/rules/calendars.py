"""Working days by the State Council's yearly notices, and what to assume for a year without one."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class YearStatus(StrEnum):
    """Whether the notice for a year is out."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"


@dataclass(frozen=True)
class CalendarYear:
    """One year's notice. A notice may also name days of the December before its year."""

    year: int
    status: YearStatus | str
    source_notice: str
    off: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()


class DayKind(NamedTuple):
    """Why a day is, or is not, a working day: workday, weekend, holiday or makeup_workday, and by which notice."""

    code: str
    notice: str = ""


class Calendar:
    """Working days over any span; a year that is absent has its weekends only and is provisional."""

    def __init__(self, years: Iterable[CalendarYear] = ()) -> None:
        self.years = tuple(sorted(years, key=lambda year: year.year))
        self._official = {year.year for year in self.years if year.status == YearStatus.OFFICIAL}
        self._special: dict[date, DayKind] = {}
        for year in self.years:
            self._special |= {day: DayKind("holiday", year.source_notice) for day in year.off}
            self._special |= {day: DayKind("makeup_workday", year.source_notice) for day in year.makeup}
        self.version = _version(self.years)

    def __repr__(self) -> str:
        return f"Calendar({self.version})"

    def why(self, day: date) -> DayKind:
        """What kind of day this is, and the notice that makes it so."""
        special = self._special.get(day)
        if special:
            return special
        return DayKind("weekend") if day.weekday() >= SATURDAY else DayKind("workday")

    def is_workday(self, day: date) -> bool:
        """True when the day is worked, make-up days (调休) included."""
        return self.why(day).code in {"workday", "makeup_workday"}

    def provisional(self, day: date) -> bool:
        """True when the notice for the day's year is not loaded, so that the day may still change."""
        return day.year not in self._official

    def next_workday(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th working day after the day (before it when count is negative)."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative when `last` is the earlier one."""
        if last < first:
            return -self.workdays_between(last, first)
        span = (last - first).days
        return sum(self.is_workday(first + timedelta(days=n)) for n in range(1, span + 1))


def _version(years: tuple[CalendarYear, ...]) -> str:
    """A label that changes whenever a day, a status or a notice changes, such as `2024-2027p#1a2b3c4d`."""
    digest = hashlib.sha256()
    for year in years:
        days = [day.isoformat() for group in (year.off, year.makeup) for day in (*sorted(group), date.min)]
        digest.update(f"{year.year}|{year.status}|{year.source_notice}|{days}\n".encode())
    if not years:
        return "weekends"
    open_end = "" if years[-1].status == YearStatus.OFFICIAL else "p"
    return f"{years[0].year}-{years[-1].year}{open_end}#{digest.hexdigest()[:8]}"
