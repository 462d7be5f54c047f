"""Opening a case, and its moves: made at once, or proposed and decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import approval, assignments, desk, door, intake
from casework.context import Context
from casework.door import locked, transacting
from casework.errors import Conflict, InvalidData, NeedsApproval
from casework.filing import Filing, Opened
from casework.models import Case, Proposal
from casework.paper_edits import FIELD, Edit
from casework.permissions import Actor
from casework.readiness import cleaned, ready


def open_case(kind: str, filing: Filing, *, by: Actor, at: datetime) -> Opened:
    """File a matter: case, parties, evidence, routing, first clocks, receipt. The same key files once."""
    with transacting():
        return intake.open_case(kind, filing, by, at)


def submit(
    number: str,
    move: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    data: dict[str, Any] | None = None,
    note: str = "",
    files: Any = None,
    papers: Mapping[str, Edit] | None = None,
) -> Case | Proposal:
    """Perform a move, or propose it when it needs approval. What screens and API call."""
    with locked(number=number) as case:
        row = approval.move_of(case, move)
        if row.approval is None:
            if papers:
                raise InvalidData({FIELD: [gettext("Only papers of a step that is approved can be worded anew.")]})
            return _perform(case, move, by, at, version, data, files)
        return approval.propose(case, move, by, at, version, data, note, papers)


def perform(
    number: str, move: str, *, by: Actor, at: datetime, version: int | None = None, data: dict[str, Any] | None = None
) -> Case:
    """Make a move that needs no approval. Raises NeedsApproval when it does."""
    with locked(number=number) as case:
        return _perform(case, move, by, at, version, data)


def propose(
    number: str,
    move: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    data: dict[str, Any] | None = None,
    note: str = "",
) -> Proposal:
    """Put a move before the supervisors of the unit. It takes effect when one of them approves."""
    with locked(number=number) as case:
        return approval.propose(case, move, by, at, version, data, note)


def decide(
    proposal_id: int,
    *,
    by: Actor,
    at: datetime,
    approve: bool,
    reason: str = "",
    content_hash: str = "",
    words: str = "",
) -> Proposal:
    """Approve or return a proposal. The proposer can do neither; a changed content voids it.

    `content_hash` and `words` say what the approver has read: the content, and the words of the papers.
    """
    seen = approval.Seen(content_hash, words)
    with locked(proposals=proposal_id) as case:
        proposal, changed = approval.decide(case, proposal_id, by, at, approve, reason, seen)
    if changed:  # the void is kept, the decision is not
        raise Conflict(_("The case changed after this was proposed, so the proposal is void. Nothing was decided."))
    return proposal


def take_back(proposal_id: int, *, by: Actor, at: datetime) -> Proposal:
    """The proposer takes a waiting proposal back to change it (撤回修改)."""
    with locked(proposals=proposal_id) as case:
        return approval.take_back(case, proposal_id, by, at)


def withdraw(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Case:
    """The filer withdraws the matter."""
    return perform(number, "withdraw", by=by, at=at, version=version, data={"reason": reason})


def _perform(
    case: Case,
    name: str,
    by: Actor,
    at: datetime,
    version: int | None,
    data: dict[str, Any] | None,
    files: Any = None,
) -> Case:
    move = approval.move_of(case, name)
    if move.asks:  # without its assignments the move would leave nobody to answer
        assignments.make(case, move, by, at, version, data or {})
        return case
    ctx = Context(case=case, move=move, actor=by, at=at)
    task = ready(ctx, version)
    if move.approval is not None:
        raise NeedsApproval()
    ctx.data = cleaned(ctx, data, files)
    task = desk.hold(ctx, task)
    door.carry_out(ctx, task)
    return case
