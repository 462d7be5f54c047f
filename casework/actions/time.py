"""What running time sets off."""

from __future__ import annotations

from datetime import datetime

from casework import reminders
from casework.door import locked
from casework.models import DeadlineRule


def ring(clock_id: int, rung: str, *, at: datetime) -> bool:
    """Set off one rung of the reminders of a clock, once for each due date. Returns whether it was new."""
    with locked(clocks=clock_id) as case:
        return reminders.ring(case, clock_id, rung, at)


def move_clock(clock_id: int, *, at: datetime, rule: DeadlineRule | None = None) -> bool:
    """Store the recomputed date of a clock after a calendar or rule changed, with an event and a message.

    `rule` is the version it runs by from now on, if that changes. Returns whether anything changed.
    """
    with locked(clocks=clock_id) as case:
        return reminders.move_clock(case, clock_id, at, rule)
