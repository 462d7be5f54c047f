"""Assignments: ask a unit, answer, return what is not one's own."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Path, Router
from ninja.responses import Status

from casework import actions
from casework.api import present
from casework.api.answers import AssignmentOut
from casework.api.asking import ask
from casework.api.auth import ApiRequest
from casework.api.find import assignment_of, case_of, unit_for
from casework.api.schemas import (
    AnswerIn,
    AssignmentIn,
    DifferenceIn,
    Key,
    Number,
    ReasonIn,
    ReturnAssignmentIn,
    RulingIn,
)
from casework.api.shapes import writing

router = Router(tags=[gettext_noop("Assignments")])


@router.post(
    "/cases/{number}/assignments",
    response=writing((201, AssignmentOut)),
    summary=gettext_noop("Ask a unit"),
    description=gettext_noop("Opens an assignment with its own time limit. More units may be asked while one answers."),
    operation_id="ask_unit",
)
def ask_unit(request: ApiRequest, number: Path[Number], body: AssignmentIn) -> Status[dict[str, Any]]:
    """Ask a unit in a case."""
    case = case_of(number, request.auth)
    data = body.data | {"unit": body.unit, "question": body.question, "wished_by": body.due and body.due.isoformat()}
    asked = ask(case, data, version=body.version, by=request.auth, at=timezone.now())
    return Status(201, present.assignment(asked))


@router.post(
    "/assignments/{assignment_id}/answer",
    response=writing((200, AssignmentOut)),
    summary=gettext_noop("Answer an assignment"),
    description=gettext_noop("For handlers of the unit that was asked."),
    operation_id="answer_assignment",
)
def answer(request: ApiRequest, assignment_id: Path[Key], body: AnswerIn) -> dict[str, Any]:
    """What the unit found."""
    found = assignment_of(assignment_id, request.auth)
    at = timezone.now()
    done = actions.answer(found.pk, finding=body.finding, text=body.text, by=request.auth, at=at)
    return present.assignment(done)


@router.post(
    "/assignments/{assignment_id}/return",
    response=writing((200, AssignmentOut)),
    summary=gettext_noop("Return an assignment that is not yours"),
    description=gettext_noop("Once per case, with the reason and, if you know it, the unit it belongs to."),
    operation_id="return_assignment",
)
def give_back(request: ApiRequest, assignment_id: Path[Key], body: ReturnAssignmentIn) -> dict[str, Any]:
    """Not for this unit."""
    found = assignment_of(assignment_id, request.auth)
    belongs_to = unit_for("belongs_to", body.belongs_to) if body.belongs_to else None
    done = actions.return_assignment(
        found.pk, reason=body.reason, belongs_to=belongs_to, by=request.auth, at=timezone.now()
    )
    return present.assignment(done)


@router.post(
    "/assignments/{assignment_id}/ruling",
    response=writing((200, AssignmentOut)),
    summary=gettext_noop("Rule on a return"),
    description=gettext_noop("For the registrar; when the matter came back twice, for a supervisor of the superior."),
    operation_id="rule_on_return",
)
def rule(request: ApiRequest, assignment_id: Path[Key], body: RulingIn) -> dict[str, Any]:
    """Whose the returned assignment is. The answer is the assignment that came back."""
    found = assignment_of(assignment_id, request.auth)
    unit = unit_for("unit", body.unit) if body.unit else None
    actions.rule_on_return(found.pk, unit=unit, reason=body.reason, by=request.auth, at=timezone.now())
    return present.assignment(assignment_of(assignment_id, request.auth))


@router.post(
    "/assignments/{assignment_id}/difference",
    response=writing((200, AssignmentOut)),
    summary=gettext_noop("Decide between units that lead together"),
    description=gettext_noop("For a supervisor of the common superior who took no part in the case."),
    operation_id="settle_difference",
)
def settle_difference(request: ApiRequest, assignment_id: Path[Key], body: DifferenceIn) -> dict[str, Any]:
    """Who is right: the lead, or the unit that refused its draft twice."""
    found = assignment_of(assignment_id, request.auth)
    stands, at = body.side == "lead", timezone.now()
    done = actions.settle_difference(found.pk, stands=stands, reason=body.reason, by=request.auth, at=at)
    return present.assignment(done)


@router.post(
    "/assignments/{assignment_id}/recall",
    response=writing((200, AssignmentOut)),
    summary=gettext_noop("Take a question back"),
    description=gettext_noop("For handlers of the lead unit."),
    operation_id="recall_assignment",
)
def recall(request: ApiRequest, assignment_id: Path[Key], body: ReasonIn) -> dict[str, Any]:
    """The question is taken back."""
    found = assignment_of(assignment_id, request.auth)
    done = actions.recall_assignment(found.pk, reason=body.reason, by=request.auth, at=timezone.now())
    return present.assignment(done)
