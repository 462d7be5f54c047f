"""The words of a time limit: its length, its rule, its events and its result."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .errors import BadLimit

LARGEST = {"hour": 87_600, "natural_day": 36_500, "workday": 9_999, "month": 1_200, "year": 100}


class Unit(StrEnum):
    """What a limit is counted in. natural_day is 日, workday is 工作日."""

    HOUR = "hour"
    NATURAL_DAY = "natural_day"
    WORKDAY = "workday"
    MONTH = "month"
    YEAR = "year"


class Roll(StrEnum):
    """What happens when the last day is not worked."""

    NONE = "none"
    NEXT_WORKDAY = "next_workday"


class CapType(StrEnum):
    """Whether a cap is on what is added or on the whole."""

    EXTENSION = "extension"
    TOTAL = "total"


@dataclass(frozen=True)
class Limit:
    """A length of time, such as 10 working days; at least one, at most about a century."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "unit", Unit(self.unit))
        except ValueError:
            raise BadLimit(text=str(self)) from None
        if not 1 <= self.value <= LARGEST[self.unit]:
            raise BadLimit(text=str(self))

    def __str__(self) -> str:
        return f"{self.unit}:{self.value}"


@dataclass(frozen=True)
class Extension:
    """How far a rule lets itself be extended. `max_times` None: the text names no number of times."""

    cap_type: CapType
    cap: Limit
    max_times: int | None = None
    approver: str = ""
    before_expiry: bool = True


@dataclass(frozen=True)
class DeadlineRule:
    """One version of one rule. `limit` None: the length is stated case by case and comes with the start."""

    id: str
    version: int
    limit: Limit | None
    roll: Roll = Roll.NONE
    extension: Extension | None = None
    pauses: frozenset[str] = frozenset()
    restarts: frozenset[str] = frozenset()
    start_event: str = ""
    source: str = ""
    article: str = ""
    attestation: str = ""
    title: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    confirmed_by_district: bool = False
    warn: Limit | None = None
    outside_due: bool = False  # a due time that a platform outside sets wins over the limit

    def in_force(self, on: date) -> bool:
        """True when this version governs what starts on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class EventKind(StrEnum):
    """What can happen to a clock."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    RESTARTED = "restarted"
    FIXED = "fixed"  # 办结时限 set from outside, such as the hotline's platform; the last one given wins
    STOPPED = "stopped"


@dataclass(frozen=True)
class ClockEvent:
    """One thing that happened to a clock, at a moment with a time zone. `until` comes with FIXED only."""

    kind: EventKind
    at: datetime
    amount: Limit | None = None
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Day:
    """One day between start and due: did it count, why (a short code), and under which notice.

    Codes: start_day, workday, makeup_workday, weekend, holiday, natural_day, hours, extension, paused, rolled,
    set_outside (the day that a platform outside set; nothing was counted up to it).
    """

    on: date
    counts: bool
    why: str
    notice: str = ""


@dataclass(frozen=True)
class Due:
    """When a clock runs out, and day by day why.

    `paused` means that the clock stands still now: `on` is then the date if it resumed at once.
    `provisional` means that a day without an official notice took part, so that the date may move.
    `set_outside` means that a platform outside set the moment: no calendar moves it, and nobody here extends it.
    """

    rule_id: str
    version: int
    start: date
    on: date
    at: datetime
    provisional: bool
    calendar: str
    days: tuple[Day, ...]
    stopped_at: datetime | None
    paused: bool
    unit: Unit
    set_outside: bool = False


class Light(StrEnum):
    """The colour of a clock; screens add a shape and a word."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"


@dataclass(frozen=True)
class ExtensionRoom:
    """What an extension may still be. `longest` None: none at all; `times_left` None: no number is set."""

    longest: Limit | None
    times_left: int | None
    approver: str = ""
    before_expiry: bool = True
