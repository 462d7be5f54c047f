"""The ladder of a time limit (催办、督办): which rung is due when, in working days from the due day. Data, not code."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from .calendars import Calendar
from .counting import CHINA, local_date
from .errors import BadLadder

AMBER = "amber"
KEYS = frozenset(("rung", "at", "workdays", "tell", "paper", "propose"))
CODE = re.compile(r"[a-z][a-z0-9_]{0,23}")
FARTHEST = 250  # working days, about a year; more is a slip of the pen
JUST_AFTER = timedelta(microseconds=1)


class Tell(StrEnum):
    """Whom a rung tells: who has to act, and those above them."""

    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    RESPONDENT = "respondent"


@dataclass(frozen=True)
class Rung:
    """One rung. `workdays` counts from the due day, before it when negative; None: when the clock turns amber."""

    code: str
    workdays: int | None
    tell: tuple[Tell, ...] = ()
    paper: str = ""
    propose: tuple[str, ...] = ()

    @property
    def warns(self) -> bool:
        """Whether it comes before the time has run out."""
        return self.workdays is None or self.workdays < 0


@dataclass(frozen=True)
class Dates:
    """What the rungs of a clock are counted from. `since`: when the present due date was set."""

    since: datetime
    amber_at: datetime
    due_at: datetime


def read(records: Iterable[Mapping[str, Any]]) -> tuple[Rung, ...]:
    """The rungs from the pack's records. Raises BadLadder."""
    rungs = tuple(_rung(record) for record in records)
    codes = [rung.code for rung in rungs]
    if doubles := sorted({code for code in codes if codes.count(code) > 1}):
        raise BadLadder(problem=f"{', '.join(doubles)} stands twice")
    return rungs


def unknown(rungs: Iterable[Rung], papers: Iterable[str], measures: Iterable[str]) -> list[str]:
    """Papers and measures that the rungs name and that are not among the known ones."""
    rungs = list(rungs)
    named = {rung.paper for rung in rungs if rung.paper} - set(papers)
    named |= {measure for rung in rungs for measure in rung.propose} - set(measures)
    return sorted(named)


def schedule(rungs: Iterable[Rung], dates: Dates, calendar: Calendar) -> list[tuple[datetime, Rung]]:
    """The rungs with the moment from which each is due, in order.

    A warning whose day was over before the due date was set (a short limit, a late extension) warns of nothing and is
    left out; the one at amber is kept, because the clock is amber from its first moment then.
    """
    found = [(moment(rung, dates, calendar), rung) for rung in rungs]
    first = local_date(dates.since)
    kept = [(at, rung) for at, rung in found if rung.workdays is None or rung.workdays >= 0 or local_date(at) >= first]
    return sorted(kept, key=lambda one: one[0])


def moment(rung: Rung, dates: Dates, calendar: Calendar) -> datetime:
    """From when the rung is due: at the start of its working day, on the due day itself when the time has run out."""
    if rung.workdays is None:
        return dates.amber_at
    if rung.workdays == 0:
        return dates.due_at + JUST_AFTER
    day = calendar.add_workdays(local_date(dates.due_at), rung.workdays)
    return datetime.combine(day, time.min, tzinfo=CHINA)


def first_late(rungs: Iterable[Rung]) -> Rung | None:
    """The rung that says that the time has run out."""
    late = [rung for rung in rungs if rung.workdays is not None and rung.workdays >= 0]
    return min(late, key=lambda rung: rung.workdays or 0, default=None)


def _rung(record: Mapping[str, Any]) -> Rung:
    code = record["rung"]
    if not CODE.fullmatch(code):
        raise BadLadder(problem=f"“{code}” is no code of a rung")
    if strange := sorted(record.keys() - KEYS):
        raise BadLadder(problem=f"{code}: unknown {', '.join(strange)}")
    try:
        tell = tuple(Tell(whom) for whom in record.get("tell", ()))
    except ValueError as error:
        raise BadLadder(problem=f"{code}: {error}") from None
    rung = Rung(code, _workdays(record), tell, record.get("paper") or "", tuple(record.get("propose", ())))
    if not (rung.tell or rung.paper or rung.propose):
        raise BadLadder(problem=f"{code}: does nothing")
    return rung


def _workdays(record: Mapping[str, Any]) -> int | None:
    """How many working days from the due day; None for `at: amber`."""
    if record.get("at") == AMBER and "workdays" not in record:
        return None
    days = record.get("workdays")
    if "at" in record or type(days) is not int or abs(days) > FARTHEST:
        raise BadLadder(problem=f"{record['rung']}: needs a number of workdays, or at: amber")
    return days
