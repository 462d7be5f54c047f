"""When a message may go out: each hour of interest, on each sort of day, as a table."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from casework.rules.calendars import Calendar, CalendarYear
from casework.rules.counting import CHINA
from casework.rules.quiet import Wish, bundle_of, not_before

# National day 2026: off 1 to 7 October; Saturday 10 October is worked, 20 September (a Sunday) too.
YEAR = CalendarYear(
    2026,
    "official",
    "notice",
    off=frozenset(date(2026, 10, day) for day in range(1, 8)),
    makeup=frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
)
CALENDAR = Calendar([YEAR])
OFFICE, CITIZEN, ALWAYS = Wish(), Wish(workdays=False), Wish(quiet=False, workdays=False)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("written", "office", "citizen"),
    [
        ("09-30 20:59:59", "", ""),  # a Wednesday: the last second before the night
        ("09-30 21:00", "10-08 08:00", "10-01 08:00"),  # the night before the holidays
        ("10-01 12:00", "10-08 08:00", ""),  # a holiday
        ("10-07 22:00", "10-08 08:00", "10-08 08:00"),
        ("10-08 00:00", "10-08 08:00", "10-08 08:00"),
        ("10-08 07:59:59", "10-08 08:00", "10-08 08:00"),
        ("10-08 08:00", "", ""),
        ("10-09 21:00", "10-10 08:00", "10-10 08:00"),  # Friday night: the Saturday is worked
        ("10-10 12:00", "", ""),  # the worked Saturday
        ("10-10 21:00", "10-12 08:00", "10-11 08:00"),
        ("10-11 12:00", "10-12 08:00", ""),  # an ordinary Sunday
        ("10-11 23:30", "10-12 08:00", "10-12 08:00"),
        ("09-20 07:00", "09-20 08:00", "09-20 08:00"),  # a worked Sunday
    ],
)
def test_when_it_goes(written: str, office: str, citizen: str) -> None:
    moment = at(written)
    assert not_before(moment, OFFICE, CALENDAR) == (at(office) if office else moment)
    assert not_before(moment, CITIZEN, CALENDAR) == (at(citizen) if citizen else moment)
    assert not_before(moment, ALWAYS, CALENDAR) == moment
    assert not_before(moment, OFFICE, CALENDAR, urgent=True) == moment


@pytest.mark.parametrize(
    ("written", "day", "since"),
    [
        ("10-08 08:24:59", date(2026, 10, 8), "09-30 08:25"),
        ("10-08 08:25", date(2026, 10, 9), "10-08 08:25"),
        ("09-30 09:00", date(2026, 10, 8), "09-30 08:25"),  # over the holidays
        ("10-09 09:00", date(2026, 10, 10), "10-09 08:25"),  # to the worked Saturday
        ("10-10 09:00", date(2026, 10, 12), "10-10 08:25"),
    ],
)
def test_which_digest_takes_it_up(written: str, day: date, since: str) -> None:
    bundle = bundle_of(at(written), CALENDAR)
    assert (bundle.day, bundle.since) == (day, at(since))
    assert bundle.since <= at(written) < bundle.until < bundle.goes_out


def test_every_minute_of_a_year_is_in_one_digest_only() -> None:
    ends = {}
    for day in (date(2026, 9, 28).toordinal() + n for n in range(20)):
        for hour in range(24):
            moment = datetime.fromordinal(day).replace(hour=hour, tzinfo=CHINA)
            bundle = bundle_of(moment, CALENDAR)
            assert bundle.since <= moment < bundle.until
            ends[bundle.day] = bundle
    days = sorted(ends)
    assert [ends[b].since for b in days[1:]] == [ends[a].until for a in days[:-1]]
