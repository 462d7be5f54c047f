"""Asking units, their answers, and what came back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from casework import assignments, differences, rulings
from casework.door import locked
from casework.models import Assignment, Unit
from casework.permissions import Actor


def ask_unit(
    number: str,
    *,
    unit: Unit,
    question: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    data: dict[str, Any] | None = None,
    wished_by: date | None = None,
) -> Assignment:
    """Ask a unit (协办): an assignment with its own clock; a body outside the government has a wished-for date only."""
    with locked(number=number) as case:
        return assignments.ask(case, unit, question, by, at, version, data or {}, wished_by)


def answer(assignment_id: int, *, finding: str, text: str, by: Actor, at: datetime) -> Assignment:
    """The unit that was asked answers."""
    with locked(assignments=assignment_id) as case:
        return assignments.answer(case, assignment_id, finding, text, by, at)


def return_assignment(
    assignment_id: int, *, reason: str, belongs_to: Unit | None, by: Actor, at: datetime
) -> Assignment:
    """The unit that was asked says that it is not theirs, and whose it is (不属我单位职责). Once, within its time."""
    with locked(assignments=assignment_id) as case:
        return assignments.give_back(case, assignment_id, reason, belongs_to, by, at)


def rule_on_return(assignment_id: int, *, unit: Unit | None, reason: str, by: Actor, at: datetime) -> Assignment | None:
    """The registrar, or the superior the second time, rules whose a returned assignment is; None: nobody's."""
    with locked(assignments=assignment_id) as case:
        return rulings.rule(case, assignment_id, unit, reason, by, at)


def settle_difference(assignment_id: int, *, stands: bool, reason: str, by: Actor, at: datetime) -> Assignment:
    """The common superior decides between the lead and a unit that leads with it and refused twice (分歧裁定)."""
    with locked(assignments=assignment_id) as case:
        return differences.settle(case, assignment_id, stands, reason, by, at)


def recall_assignment(assignment_id: int, *, reason: str, by: Actor, at: datetime) -> Assignment:
    """The lead takes a question back that nobody need answer any more."""
    with locked(assignments=assignment_id) as case:
        return assignments.recall(case, assignment_id, reason, by, at)
