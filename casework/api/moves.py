"""Steps of a case: what the caller may do now, and doing it."""

from __future__ import annotations

from typing import Any

from django.forms import FileField
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Path, Router
from ninja.responses import Status

from casework import actions, casefile, registry
from casework.api import papers, present
from casework.api.answers import CaseOut, MovesOut, ProposedOut
from casework.api.asking import ask
from casework.api.auth import ApiRequest
from casework.api.find import case_of, proposal_of
from casework.api.paper_answers import DraftsOut
from casework.api.schemas import DraftIn, MoveIn, Number
from casework.api.shapes import reading, writing
from casework.models import Proposal
from casework.paper_edits import Edit

router = Router(tags=[gettext_noop("Steps of a case")])


@router.get(
    "/cases/{number}/moves",
    response=reading(MovesOut),
    summary=gettext_noop("What you may do now"),
    description=gettext_noop("Every step of this kind of case; for those you cannot make now, why not."),
    operation_id="list_moves",
)
def list_moves(request: ApiRequest, number: Path[Number]) -> dict[str, Any]:
    """The options of this caller."""
    case = case_of(number, request.auth)
    options = casefile.options(case, request.auth, timezone.now())
    return {"version": case.version, "moves": [_option(case, option, request) for option in options]}


@router.post(
    "/cases/{number}/moves/{move}",
    response=writing((200, CaseOut), (202, ProposedOut)),
    summary=gettext_noop("Make a step"),
    description=gettext_noop(
        "200 with the case, or 202 with the proposal when the step needs approval. 403 says who may, 409 says why not "
        "now or that the version is stale, 422 which data are wrong."
    ),
    operation_id="make_move",
)
def make_move(request: ApiRequest, number: Path[Number], move: Path[Number], body: MoveIn) -> Any:
    """Perform or propose, as the step demands."""
    at = timezone.now()
    case = case_of(number, request.auth)
    row = registry.get(case.kind).moves.get(move)
    if row is not None and row.asks and "unit" in body.data:  # units go by their names here
        ask(case, body.data, version=body.version, by=request.auth, at=at)
        return present.whole(case_of(number, request.auth), request.auth, at)
    done = actions.submit(
        case.number,
        move,
        by=request.auth,
        at=at,
        version=body.version,
        data=body.data,
        note=body.note,
        papers={code: Edit(words) for code, words in body.papers.items()},
    )
    if isinstance(done, Proposal):
        return Status(202, {"proposal": present.proposal(proposal_of(done.pk, request.auth))})
    return present.whole(case_of(number, request.auth), request.auth, at)


@router.post(
    "/cases/{number}/moves/{move}/draft",
    response=writing((200, DraftsOut)),
    summary=gettext_noop("See the papers of a step"),
    description=gettext_noop(
        "The papers as they would be issued now. Nothing is stored. Words that you change go with the step itself."
    ),
    operation_id="draft_papers",
)
def draft(request: ApiRequest, number: Path[Number], move: Path[Number], body: DraftIn) -> dict[str, Any]:
    """What would be issued."""
    case = case_of(number, request.auth)
    found = actions.draft_papers(case, move, by=request.auth, at=timezone.now(), data=body.data)
    approved = registry.get(case.kind).moves[move].approval is not None
    return {"papers": [papers.draft(one, approved) for one in found]}


def _option(case: Any, option: casefile.Option, request: ApiRequest) -> dict[str, Any]:
    return {
        "move": option.move.name,
        "label": str(option.move.label),
        "allowed": option.allowed,
        "why": str(option.why or ""),
        "needs_approval": option.move.approval is not None,
        "fields": _fields(case, option, request) if option.allowed else [],
        "law": option.move.law,
    }


def _fields(case: Any, option: casefile.Option, request: ApiRequest) -> list[dict[str, Any]]:
    """The names that `data` may hold, with their labels and choices."""
    if option.form is None:
        return []
    form = option.form(case=case, actor=request.auth, at=timezone.now())
    return [
        {
            "name": name,
            "label": str(field.label or name),
            "required": field.required,
            "choices": [{"value": str(value), "label": str(label)} for value, label in getattr(field, "choices", [])],
        }
        for name, field in form.fields.items()
        if not isinstance(field, FileField)  # files are added to the case first, and named here by their ids
    ]
