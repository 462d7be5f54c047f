"""Replaying the events of a clock, and refusing those its rule does not allow."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from . import errors
from .calendars import Calendar
from .counting import Count, Course, Span, count
from .terms import CapType, ClockEvent, DeadlineRule, EventKind, Extension, ExtensionRoom, Limit

# Events of one moment: a start comes first, a stop last, the rest as they were told.
RANK = {EventKind.STARTED: 0, EventKind.RESTARTED: 1, EventKind.STOPPED: 3}


@dataclass
class Run:
    """A clock while its events are replayed: one run from a start or a restart."""

    rule: DeadlineRule
    start: datetime
    base: Limit
    extra: int = 0
    times: int = 0
    pauses: list[Span] = field(default_factory=list)
    paused_at: datetime | None = None
    stopped_at: datetime | None = None

    def count(self, calendar: Calendar, as_of: datetime | None = None) -> Count:
        """Count this run; a pause still open is counted up to `as_of`, or not at all without it."""
        pauses = list(self.pauses)
        if self.paused_at and as_of and as_of > self.paused_at:
            pauses.append(Span(self.paused_at, as_of))
        return count(Course(self.start, self.base, self.extra, self.rule.roll, tuple(pauses)), calendar)

    def room(self) -> ExtensionRoom:
        """How much longer this run may still become."""
        extension = self.rule.extension
        if extension is None:
            return ExtensionRoom(None, 0)
        left = extension.cap.value - self.extra
        if extension.cap_type is CapType.TOTAL:
            left -= self.base.value
        times_left = None if extension.max_times is None else max(0, extension.max_times - self.times)
        longest = Limit(left, extension.cap.unit) if left > 0 and times_left != 0 else None
        return ExtensionRoom(longest, times_left, extension.approver, extension.before_expiry)


def in_order(events: Iterable[ClockEvent]) -> list[ClockEvent]:
    """Events by their moment; NaiveMoment when one has no time zone."""
    events = list(events)
    if any(event.at.utcoffset() is None for event in events):
        raise errors.NaiveMoment
    return sorted(events, key=lambda event: (event.at, RANK.get(event.kind, 2)))


def replay(rule: DeadlineRule, events: Iterable[ClockEvent], calendar: Calendar | None) -> Run:
    """The run that the events leave; raises a RuleError for the first event that the rule does not allow.

    Without a calendar nothing is said about an extension being late.
    """
    ordered = in_order(events)
    if not ordered or ordered[0].kind != EventKind.STARTED:
        raise errors.NotStarted
    run = Run(rule, ordered[0].at, _length(rule, ordered[0].amount))
    for event in ordered[1:]:
        if run.stopped_at:
            raise errors.ClockStopped
        if event.kind == EventKind.EXTENDED and calendar is not None:
            _check_in_time(run, event, calendar)
        run = STEPS[event.kind](run, event)
    return run


def _length(rule: DeadlineRule, given: Limit | None) -> Limit:
    """The length of the run: the rule's own, or the one given with the start when the rule has none."""
    if rule.limit is not None:
        if given not in (None, rule.limit):
            raise errors.LimitFixed(rule=rule.id)
        return rule.limit
    if given is None:
        raise errors.LimitMissing(rule=rule.id)
    return given


def _started(run: Run, event: ClockEvent) -> Run:
    raise errors.AlreadyStarted


def _paused(run: Run, event: ClockEvent) -> Run:
    if run.paused_at:
        raise errors.AlreadyPaused
    if event.reason not in run.rule.pauses:
        raise errors.PauseNotAllowed(rule=run.rule.id, reason=event.reason or "—")
    run.paused_at = event.at
    return run


def _resumed(run: Run, event: ClockEvent) -> Run:
    if run.paused_at is None:
        raise errors.NotPaused
    run.pauses.append(Span(run.paused_at, event.at))
    run.paused_at = None
    return run


def _extended(run: Run, event: ClockEvent) -> Run:
    extension = run.rule.extension
    if extension is None:
        raise errors.ExtensionNotAllowed(rule=run.rule.id)
    amount = event.amount
    if amount is None:
        raise errors.BadLimit(text="")
    if amount.unit is not run.base.unit or extension.cap.unit is not run.base.unit:
        raise errors.UnitMismatch(expected=run.base.unit.value, given=amount.unit.value)
    _check_room(run, extension, amount)
    run.extra += amount.value
    run.times += 1
    return run


def _check_room(run: Run, extension: Extension, amount: Limit) -> None:
    """Raise when the extension is one too many or too long."""
    room = run.room()
    if room.times_left == 0:
        raise errors.ExtensionTooOften(rule=run.rule.id, max_times=extension.max_times)
    longest = room.longest.value if room.longest else 0
    if amount.value > longest:
        raise errors.ExtensionTooLong(rule=run.rule.id, asked=amount.value, longest=longest, unit=amount.unit.value)


def _check_in_time(run: Run, event: ClockEvent, calendar: Calendar) -> None:
    """Raise when an extension comes after the time has run out, and the rule wants it before."""
    extension = run.rule.extension
    if extension is None or not extension.before_expiry:
        return
    due_at = run.count(calendar, as_of=event.at).at
    if event.at > due_at:
        raise errors.ExtensionTooLate(rule=run.rule.id, due=due_at.date())


def _restarted(run: Run, event: ClockEvent) -> Run:
    if event.reason not in run.rule.restarts:
        raise errors.RestartNotAllowed(rule=run.rule.id, reason=event.reason or "—")
    length = _length(run.rule, event.amount or run.base)
    return Run(run.rule, event.at, length)


def _stopped(run: Run, event: ClockEvent) -> Run:
    run.stopped_at = event.at
    return run


STEPS: dict[EventKind, Callable[[Run, ClockEvent], Run]] = {
    EventKind.STARTED: _started,
    EventKind.PAUSED: _paused,
    EventKind.RESUMED: _resumed,
    EventKind.EXTENDED: _extended,
    EventKind.RESTARTED: _restarted,
    EventKind.STOPPED: _stopped,
}
