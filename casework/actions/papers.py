"""Papers before and after they are issued: drafts, service, the first reading, a cancelled number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework import approval, paper_drafts
from casework.context import Context
from casework.door import transacting
from casework.models import Case, Proposal
from casework.paper_drafts import DraftPaper
from casework.permissions import Actor
from casework.readiness import check_when, check_who, cleaned


def draft_papers(case: Case, move: str, *, by: Actor, at: datetime, data: dict[str, Any]) -> list[DraftPaper]:
    """The papers of a move as they would be issued now, from what was entered. Nothing is stored."""
    row = approval.move_of(case, move)
    ctx = Context(case=case, move=row, actor=by, at=at)
    check_who(ctx)
    check_when(ctx)
    with transacting():
        return paper_drafts.of_move(case, row, cleaned(ctx, data), by, at)


def proposed_papers(proposal: Proposal, *, by: Actor, at: datetime) -> list[DraftPaper]:
    """The papers of a proposal as they would be issued if it were approved now. Nothing is stored."""
    row = approval.move_of(proposal.case, proposal.move)
    with transacting():
        return paper_drafts.of_move(proposal.case, row, proposal.payload, by, at, proposal)
