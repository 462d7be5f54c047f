"""Who is away, and who stands in."""

from __future__ import annotations

from datetime import date, datetime

from casework import absences
from casework.door import transacting
from casework.models import Absence, Membership, User
from casework.permissions import Actor


def enter_absence(
    membership: Membership, *, deputy: User, first_day: date, last_day: date, by: Actor, at: datetime
) -> Absence:
    """A member is away and a colleague stands in (代理). The member enters it, or a supervisor of the unit."""
    with transacting():
        return absences.enter(membership, deputy, first_day, last_day, by, at)


def end_absence(absence_id: int, *, by: Actor, at: datetime) -> None:
    """The member is back earlier, or does not go."""
    with transacting():
        absences.end(absence_id, by, at)
