"""Proposals: those waiting for the caller, those the caller made, and deciding them."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from casework import actions, queries
from casework.api import present
from casework.api.answers import ProposalOut, ProposalsOut
from casework.api.auth import ApiRequest
from casework.api.find import proposal_of
from casework.api.schemas import ApproveIn, Cursor, Key, ReturnProposalIn
from casework.api.shapes import reading, writing
from casework.keyset import Order, page_of

router = Router(tags=[gettext_noop("Proposals and approvals")])
OLDEST_FIRST = Order("proposed_at")


class ProposalsIn(Schema):
    """Which proposals."""

    mine: Annotated[
        bool, Field(description=gettext_noop("true: those you proposed; otherwise those you may decide now."))
    ] = False
    cursor: Cursor = ""


@router.get(
    "/proposals",
    response=reading(ProposalsOut),
    summary=gettext_noop("Proposals waiting for approval"),
    description=gettext_noop("Oldest first: those you may decide now, or those you proposed."),
    operation_id="list_proposals",
)
def list_proposals(request: ApiRequest, wanted: Query[ProposalsIn]) -> dict[str, Any]:
    """Pending proposals, oldest first."""
    page = page_of(queries.proposals(request.auth, mine=wanted.mine), OLDEST_FIRST, wanted.cursor)
    return {"items": [present.proposal(row) for row in page.rows], "next": page.after}


@router.post(
    "/proposals/{proposal_id}/approve",
    response=writing((200, ProposalOut)),
    summary=gettext_noop("Approve a proposal"),
    description=gettext_noop("403 for the proposer; 409 when it is settled already or the content has changed."),
    operation_id="approve_proposal",
)
def approve(request: ApiRequest, proposal_id: Path[Key], body: ApproveIn | None = None) -> dict[str, Any]:
    """The step takes effect."""
    given = body or ApproveIn()
    return _decide(request, proposal_id, approve=True, reason=given.note, content_hash=given.content_hash)


@router.post(
    "/proposals/{proposal_id}/return",
    response=writing((200, ProposalOut)),
    summary=gettext_noop("Return a proposal"),
    description=gettext_noop("It goes back to the person who proposed it, with the reason."),
    operation_id="return_proposal",
)
def give_back(request: ApiRequest, proposal_id: Path[Key], body: ReturnProposalIn) -> dict[str, Any]:
    """Something has to change first."""
    return _decide(request, proposal_id, approve=False, reason=body.reason, content_hash=body.content_hash)


def _decide(request: ApiRequest, pk: int, *, approve: bool, reason: str, content_hash: str) -> dict[str, Any]:
    found = proposal_of(pk, request.auth)
    at = timezone.now()
    actions.decide(found.pk, by=request.auth, at=at, approve=approve, reason=reason, content_hash=content_hash)
    return present.proposal(proposal_of(pk, request.auth))
