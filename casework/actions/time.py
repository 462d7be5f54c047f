"""What running time sets off, and what bodies outside decided on it."""

from __future__ import annotations

from datetime import datetime

from casework import escalation, expiry, reminders, rule_changes
from casework.door import locked
from casework.escalation import OutsideDecision
from casework.models import DeadlineRule, Recommendation
from casework.permissions import Actor


def ring(clock_id: int, *, at: datetime) -> reminders.Rang:
    """Set off the rungs of a clock that are due, each once for each due date. A case in use is refused at once."""
    with locked(clocks=clock_id, wait=False) as case:
        return reminders.ring(case, clock_id, at)


def record_outside_decision(
    recommendation_id: int, decision: OutsideDecision, *, by: Actor, at: datetime
) -> Recommendation:
    """A handler of the lead unit notes what a body outside decided on a proposal (建议). Never the system."""
    with locked(recommendations=recommendation_id) as case:
        return escalation.record_decision(case, recommendation_id, decision, by, at)


def expire(clock_id: int, *, at: datetime) -> bool:
    """Make the move of the system that follows when a time of the filer has run out. Returns whether it was made."""
    with locked(wait=False, clocks=clock_id) as case:
        return expiry.expire(case, clock_id, at)


def end_overtaken(case_id: int, *, at: datetime) -> bool:
    """Make the move of the system that ends a case which has become pointless. Returns whether it was made."""
    with locked(wait=False, pk=case_id) as case:
        return expiry.overtake(case, at)


def move_clock(clock_id: int, *, at: datetime, rule: DeadlineRule | None = None, change_id: int | None = None) -> bool:
    """Store the recomputed date of a clock after a calendar or rule changed, with an event and a message.

    `rule` is the version it runs by from now on, if that changes; `change_id` the decision that moves it, which counts
    what it moved. Returns whether anything changed.
    """
    with locked(clocks=clock_id) as case:
        moved = reminders.move_clock(case, clock_id, at, rule)
        if moved and change_id is not None:
            rule_changes.count_moved(change_id)
    return moved
