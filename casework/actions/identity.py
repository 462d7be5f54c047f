"""Who filed: reading it, and the seal on it."""

from __future__ import annotations

from datetime import datetime

from casework import seals
from casework.door import locked, noting
from casework.models import Case, Reading, Unsealing
from casework.permissions import Actor
from casework.seals import Identity


def ask_unsealing(number: str, *, reason: str, by: Actor, at: datetime) -> Unsealing:
    """Ask to learn a sealed identity (申请启封); another person decides."""
    with locked(number=number) as case:
        return seals.ask(case, reason, by, at)


def decide_unsealing(unsealing_id: int, *, grant: bool, answer: str, by: Actor, at: datetime) -> Unsealing:
    """Grant or refuse that a sealed identity is learnt."""
    with locked(unsealings=unsealing_id) as case:
        return seals.decide(case, unsealing_id, grant, answer, by, at)


def read_identity(number: str, *, reason: str, by: Actor, at: datetime) -> list[Identity]:
    """Who filed, in full; noted with the reason. A sealed identity only while it is granted."""
    with locked(number=number) as case:
        return seals.read(case, reason, by, at)


def log_reading(case: Case, *, by: Actor, at: datetime, what: str = Reading.What.CASE) -> None:
    """Note who opened the case, or took out its file."""
    if by.user is not None:
        with noting():
            Reading.objects.create(case_id=case.pk, actor=by.user, at=at, what=what)


def log_readings(cases: list[int], *, by: Actor, at: datetime) -> None:
    """Note who took many cases out at once, as a file."""
    if by.user is not None:
        with noting():
            Reading.objects.bulk_create(
                [Reading(case_id=case, actor=by.user, at=at) for case in cases], batch_size=1000
            )
