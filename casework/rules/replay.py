"""Replaying the events of a clock, and refusing those its rule does not allow."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from . import errors
from .calendars import Calendar
from .counting import Count, Course, Span, count, until
from .terms import CapType, ClockEvent, DeadlineRule, EventKind, Extension, ExtensionRoom, Limit

# Events of one moment: a start comes first, a stop last, the rest as they were told.
RANK = {EventKind.STARTED: 0, EventKind.RESTARTED: 1, EventKind.STOPPED: 3}


@dataclass
class Run:
    """A clock while its events are replayed: one run from a start or a restart.

    `base` None: the rule names no length and waits for the moment that a platform outside sets (`fixed`).
    """

    rule: DeadlineRule
    start: datetime
    base: Limit | None
    fixed: datetime | None = None
    extra: int = 0
    times: int = 0
    pauses: list[Span] = field(default_factory=list)
    paused_at: datetime | None = None
    stopped_at: datetime | None = None

    def count(self, calendar: Calendar, as_of: datetime | None = None) -> Count:
        """Count this run; a pause still open is counted up to `as_of`, or not at all without it."""
        if self.fixed:
            return until(self.start, self.fixed)
        pauses = list(self.pauses)
        if self.paused_at and as_of and as_of > self.paused_at:
            pauses.append(Span(self.paused_at, as_of))
        return count(Course(self.start, self.length, self.extra, self.rule.roll, tuple(pauses)), calendar)

    @property
    def length(self) -> Limit:
        """The length of the run. Raises LimitMissing while neither a length nor a moment is known."""
        if self.base is None:
            raise errors.LimitMissing(rule=self.rule.id)
        return self.base

    def room(self) -> ExtensionRoom:
        """How much longer this run may still become."""
        extension = self.rule.extension
        if extension is None or self.fixed:
            return ExtensionRoom(None, 0)
        left = extension.cap.value - self.extra
        if extension.cap_type is CapType.TOTAL:
            left -= self.length.value
        times_left = None if extension.max_times is None else max(0, extension.max_times - self.times)
        longest = Limit(left, extension.cap.unit) if left > 0 and times_left != 0 else None
        return ExtensionRoom(longest, times_left, extension.approver, extension.before_expiry)


def in_order(events: Iterable[ClockEvent]) -> list[ClockEvent]:
    """Events by their moment; NaiveMoment when one has no time zone."""
    events = list(events)
    moments = [moment for event in events for moment in (event.at, event.until) if moment is not None]
    if any(moment.utcoffset() is None for moment in moments):
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


def _length(rule: DeadlineRule, given: Limit | None) -> Limit | None:
    """The length of the run: the rule's own, or the one given with the start when the rule has none.

    None when the rule lets a platform outside set the moment, which is then told by an event of its own.
    """
    if rule.limit is not None:
        if given not in (None, rule.limit):
            raise errors.LimitFixed(rule=rule.id)
        return rule.limit
    if given is None and not rule.outside_due:
        raise errors.LimitMissing(rule=rule.id)
    return given


def _started(run: Run, event: ClockEvent) -> Run:
    raise errors.AlreadyStarted


def _paused(run: Run, event: ClockEvent) -> Run:
    if run.fixed:
        raise errors.SetOutside
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
    if run.fixed:
        raise errors.SetOutside
    extension = run.rule.extension
    if extension is None:
        raise errors.ExtensionNotAllowed(rule=run.rule.id)
    amount, unit = event.amount, run.length.unit
    if amount is None:
        raise errors.BadLimit(text="")
    if amount.unit is not unit or extension.cap.unit is not unit:
        raise errors.UnitMismatch(expected=unit.value, given=amount.unit.value)
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
    if extension is None or not extension.before_expiry or run.fixed:
        return
    due_at = run.count(calendar, as_of=event.at).at
    if event.at > due_at:
        raise errors.ExtensionTooLate(rule=run.rule.id, due=due_at.date())


def _restarted(run: Run, event: ClockEvent) -> Run:
    if event.reason not in run.rule.restarts:
        raise errors.RestartNotAllowed(rule=run.rule.id, reason=event.reason or "—")
    length = _length(run.rule, event.amount or run.base)
    return Run(run.rule, event.at, length)


def _fixed(run: Run, event: ClockEvent) -> Run:
    """The moment from outside replaces whatever was counted; it runs on, so an open pause ends."""
    if not run.rule.outside_due:
        raise errors.OutsideDueNotAllowed(rule=run.rule.id)
    if event.until is None:
        raise errors.BadLimit(text="")
    run.fixed, run.paused_at = event.until, None
    return run


def _stopped(run: Run, event: ClockEvent) -> Run:
    run.stopped_at = event.at
    return run


STEPS: dict[EventKind, Callable[[Run, ClockEvent], Run]] = {
    EventKind.STARTED: _started,
    EventKind.PAUSED: _paused,
    EventKind.RESUMED: _resumed,
    EventKind.EXTENDED: _extended,
    EventKind.RESTARTED: _restarted,
    EventKind.FIXED: _fixed,
    EventKind.STOPPED: _stopped,
}
