"""Who has a case on the desk, who keeps out of it, who leads it, and what it belongs with."""

from __future__ import annotations

from datetime import datetime

from casework import desk, links, recusals
from casework.door import locked
from casework.models import Case, CaseLink, CaseTask, Recusal, Unit, User
from casework.permissions import Actor


def claim(task_id: int, *, by: Actor, at: datetime) -> CaseTask:
    """Take an open task of one's unit (签收). Of several people one gets it, the others are told who."""
    with locked(tasks=task_id) as case:
        return desk.claim(case, task_id, by, at)


def release(task_id: int, *, by: Actor, at: datetime) -> CaseTask:
    """Put a task back into the unit's queue; the owner or a supervisor of the unit may."""
    with locked(tasks=task_id) as case:
        return desk.release(case, task_id, by, at)


def hand_over(task_id: int, *, to: User, reason: str, by: Actor, at: datetime) -> CaseTask:
    """Give a task to a colleague of the same unit. Nothing that was done is lost."""
    with locked(tasks=task_id) as case:
        return desk.hand_over(case, task_id, to, reason, by, at)


def declare_conflict(number: str, *, reason: str, by: Actor, at: datetime) -> Recusal:
    """Somebody who works on the case keeps out of it from now on (自行申请回避)."""
    with locked(number=number) as case:
        return recusals.declare(case, reason, by, at)


def order_out(number: str, *, who: User | Unit, reason: str, by: Actor, at: datetime) -> Recusal:
    """The registrar orders a person or a unit to keep out (责令回避); who leads is looked for anew."""
    with locked(number=number) as case:
        if isinstance(who, Unit):
            return recusals.order_unit(case, who, reason, by, at)
        return recusals.order_person(case, who, reason, by, at)


def relead(number: str, *, unit: Unit, reason: str, by: Actor, at: datetime) -> Case:
    """The registrar gives the case to another lead unit (改派牵头单位)."""
    with locked(number=number) as case:
        return recusals.relead(case, unit, reason, by, at)


def link_cases(number: str, *, other: Case, nature: str, note: str, by: Actor, at: datetime) -> CaseLink:
    """The registrar links two cases, or says that they are different matters."""
    with locked(number=number) as case:
        return links.link(case, other, nature, note, by, at)
