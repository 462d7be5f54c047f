"""More time (延期): within the cap of the rule, and before the time has run out where the rule wants that."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from casework import clocks
from casework.context import Context
from casework.models import Assignment, Clock
from casework.rules import deadlines
from casework.rules.deadlines import EventKind, Limit
from casework.rules.errors import ExtensionTooLate


def extend(clock: Clock, ctx: Context, by: Limit, reason: str) -> None:
    """Extend within the cap of the rule. Raises a RuleError when the rule does not allow it."""
    check_in_time(clock, ctx.at)
    clocks.add(clock, ctx, EventKind.EXTENDED, by, reason)


def check_in_time(clock: Clock, at: datetime) -> None:
    """Raise ExtensionTooLate when the time has run out and the rule wants an extension before that."""
    extension = clocks.as_rule(clock.rule).extension
    if extension is not None and extension.before_expiry and at > clock.due_at:
        raise ExtensionTooLate(rule=clock.rule.code, due=timezone.localdate(clock.due_at))


def room(clock: Clock) -> Limit | None:
    """How far a clock may still be extended by its rule; None when it may not at all."""
    events = [clocks.pure(event) for event in clock.events.all()]
    return deadlines.extension_room(clocks.as_rule(clock.rule), events).longest


def room_of(assignment: Assignment) -> int:
    """By how many units of its rule the clock of an assignment may still be extended; 0 when it may not."""
    clock = clocks.for_assignment(assignment)
    longest = room(clock) if clock is not None else None
    return longest.value if longest else 0
