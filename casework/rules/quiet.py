"""When a message may go out: quiet hours, days that are not worked, and one bundle a working day (免打扰与汇总)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .calendars import ONE_DAY, Calendar
from .counting import CHINA

NIGHT, MORNING = time(21), time(8)  # D: quiet from the first, until the second
DIGEST_TIME = time(8, 30)  # D: when the bundle of a working day goes out
DIGEST_CLOSES = time(8, 25)  # what comes later goes into the next one, so that none is written while it is being sent


@dataclass(frozen=True)
class Wish:
    """How somebody wants to be told. `workdays`: nothing on days that are not worked."""

    quiet: bool = True
    workdays: bool = True
    daily: bool = False


@dataclass(frozen=True)
class Bundle:
    """What one digest holds: all that was written from `since` until before `until`. `day`: when it goes out."""

    day: date
    since: datetime
    until: datetime

    @property
    def goes_out(self) -> datetime:
        """The moment from which it is sent."""
        return _at(self.day, DIGEST_TIME)


def not_before(at: datetime, wish: Wish, calendar: Calendar, *, urgent: bool = False) -> datetime:
    """The first moment from `at` on at which a message may go out. What is urgent goes at once."""
    if urgent or not (wish.quiet or wish.workdays):
        return at
    local = at.astimezone(CHINA)
    day, start = local.date(), local
    if wish.quiet and local.time() >= NIGHT:
        day, start = _next(day)
    elif wish.quiet and local.time() < MORNING:
        start = _at(day, MORNING)
    if wish.workdays and not calendar.is_workday(day):
        start = _at(calendar.next_workday(day), MORNING if wish.quiet else time.min)
    return at if start == local else start


def bundle_of(at: datetime, calendar: Calendar) -> Bundle:
    """The digest that takes up what is written at this moment."""
    local = at.astimezone(CHINA)
    first = local.date() if local.time() < DIGEST_CLOSES else local.date() + ONE_DAY
    return bundle_on(calendar.next_workday(first), calendar)


def bundle_on(day: date, calendar: Calendar) -> Bundle:
    """The digest of a working day."""
    before = calendar.add_workdays(day, -1)
    return Bundle(day, _at(before, DIGEST_CLOSES), _at(day, DIGEST_CLOSES))


def _next(day: date) -> tuple[date, datetime]:
    morrow = day + timedelta(days=1)
    return morrow, _at(morrow, MORNING)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=CHINA)
