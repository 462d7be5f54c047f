"""Proposals (审批): the overlay of the machine. Who proposes never decides; changed content is void."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from casework import audit, clocks, desk, door, messages, paper_drafts, paper_edits, registry
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound, Stale
from casework.models import Case, Proposal
from casework.paper_edits import Edit
from casework.permissions import Actor, check_not_recused, took_part, unit_of
from casework.readiness import check_guards, check_when, cleaned, ready
from casework.registry import Move


@dataclass(frozen=True)
class Seen:
    """What the approver had before their eyes: the digests of the content, and of the words of its papers."""

    content: str = ""
    words: str = ""


def move_of(case: Case, name: str) -> Move:
    """The declared move of this name. Raises NotFound."""
    move = registry.get(case.kind).moves.get(name)
    if move is None:
        raise NotFound(_("There is no such step."))
    return move


def content_hash(case: Case, move: str, payload: dict[str, Any]) -> str:
    """Digest of everything an approver decides on: the move, its data, and the case as it stands."""
    content = [
        move,
        payload,
        case.state,
        case.title,
        case.content,
        list(case.evidence.order_by("pk").values_list("pk", "sha256")),
        list(case.assignments.order_by("pk").values_list("pk", "status", "finding", "answer")),
        list(case.record.versions.order_by("pk").values_list("pk", flat=True)) if case.record else [],
    ]
    return hashlib.sha256(audit.canonical(content)).hexdigest()


def propose(
    case: Case,
    name: str,
    by: Actor,
    at: datetime,
    version: int | None,
    data: dict[str, Any] | None,
    note: str = "",
    papers: Mapping[str, Edit] | None = None,
) -> Proposal:
    """Write the proposal and put an approval task in front of the supervisors; the handler keeps their own task."""
    move = move_of(case, name)
    ctx = Context(case=case, move=move, actor=by, at=at)
    task = ready(ctx, version)
    if move.approval is None or by.user is None:
        raise Conflict(_("This step needs no approval. Do it directly."))
    ctx.data = cleaned(ctx, data)
    _take_words(ctx, papers)
    task = desk.hold(ctx, task)
    unit = unit_of(case, move.unit) or case.lead_unit
    proposal = Proposal.objects.create(
        case_id=case.pk,
        task=task,
        move=name,
        payload=ctx.data,
        content_hash=content_hash(case, name, ctx.data),
        unit=unit,
        proposer=by.user,
        note=note,
        proposed_at=at,
    )
    door.save(ctx)
    audit.record(ctx, "proposed", move=name, data={"proposal": proposal.pk}, private={"note": note} if note else None)
    if paper_edits.FIELD in ctx.data:
        changed = {"proposal": proposal.pk, "papers": sorted(ctx.data[paper_edits.FIELD])}
        audit.record(ctx, "words_edited", move=name, data=changed)
    registry.get(case.kind).engine.start_approval(case, proposal)
    clocks.refresh_due(case)
    messages.to_role(ctx, "proposal_new", unit.pk, move.approval, key=f"proposal:{proposal.pk}")
    return proposal


def decide(
    case: Case, proposal_id: int, by: Actor, at: datetime, approve: bool, reason: str, seen: Seen
) -> tuple[Proposal, bool]:
    """Decide a proposal. The second value tells that the content had changed: then it is void and undecided."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    move = move_of(case, proposal.move)
    ctx = Context(case=case, move=move, actor=by, at=at, proposal=proposal, data=proposal.payload)
    check_may_decide(ctx, proposal)
    if proposal.status != Proposal.Status.PENDING:
        raise Conflict(_already(proposal))
    if seen.content and seen.content != proposal.content_hash:
        raise Stale()
    if not approve and not reason.strip():
        raise InvalidData({"reason": [_("Say what has to be changed. The handler will read it.")]})
    if content_hash(case, proposal.move, proposal.payload) != proposal.content_hash:
        ctx.proposal = None
        door.void_proposals(case, ctx)
        return proposal, True
    proposal.decided_by, proposal.decided_at, proposal.reason = by.user, at, reason.strip()
    if approve:
        _approve(ctx, proposal)
        _check_words(ctx, seen.words)
    else:
        _return(ctx, proposal)
    return proposal, False


def check_may_decide(ctx: Context, proposal: Proposal) -> None:
    """Raise NotAllowed unless another person who may approve in this unit decides (四眼原则)."""
    user = ctx.user
    if user is None or not ctx.actor.holds(proposal.unit_id, str(ctx.move.approval)):
        raise NotAllowed(_("Only a supervisor of %(unit)s may decide this.") % {"unit": proposal.unit})
    if proposal.proposer_id == user.pk:
        raise NotAllowed(_("You proposed this yourself, so somebody else has to decide it."))
    check_not_recused(ctx.actor, ctx.case, proposal.unit_id)
    if ctx.move.fresh_eyes and user.pk in took_part(ctx.case):
        raise NotAllowed(_("You took part in this case, so you may not review it."))


def take_back(case: Case, proposal_id: int, by: Actor, at: datetime) -> Proposal:
    """Void one's own waiting proposal."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    if by.user is None or proposal.proposer_id != by.user.pk:
        raise NotAllowed(_("Only the person who proposed this may take it back."))
    if proposal.status != Proposal.Status.PENDING:
        raise Conflict(_already(proposal))
    ctx = Context(case=case, move=move_of(case, proposal.move), actor=by, at=at)
    door.void_proposals(case, ctx)
    door.save(ctx)
    proposal.refresh_from_db()
    return proposal


def _approve(ctx: Context, proposal: Proposal) -> None:
    check_when(ctx)
    check_guards(ctx)
    proposal.status = Proposal.Status.APPROVED
    proposal.save()
    registry.get(ctx.case.kind).engine.finish_approval(ctx.case, proposal, proposal.decided_by)
    private = {"reason": proposal.reason} if proposal.reason else None
    audit.record(ctx, "decided", move=proposal.move, data={"proposal": proposal.pk, "approved": True}, private=private)
    task = proposal.task if proposal.task and proposal.task.finished is None else None
    door.carry_out(ctx, task)
    messages.to_person(ctx, "proposal_approved", proposal.proposer_id, key=f"proposal:{proposal.pk}:approved")


def _return(ctx: Context, proposal: Proposal) -> None:
    proposal.status = Proposal.Status.RETURNED
    proposal.save()
    registry.get(ctx.case.kind).engine.finish_approval(ctx.case, proposal, proposal.decided_by)
    door.save(ctx)
    data = {"proposal": proposal.pk, "approved": False}
    audit.record(ctx, "decided", move=proposal.move, data=data, private={"reason": proposal.reason})
    messages.to_person(ctx, "proposal_returned", proposal.proposer_id, key=f"proposal:{proposal.pk}:returned")


def _take_words(ctx: Context, papers: Mapping[str, Edit] | None) -> None:
    """Words of papers that the handler edited become part of what is proposed."""
    if not papers:
        return
    drafts = paper_drafts.of_move(ctx.case, ctx.move, ctx.data, ctx.actor, ctx.at)
    if words := paper_drafts.taken(drafts, papers):
        ctx.data = {**ctx.data, paper_edits.FIELD: words}


def _check_words(ctx: Context, seen: str) -> None:
    """Raise Conflict when the papers just issued do not say what the approver read: say, the day has changed."""
    said = ((row.paper.code, row.addressee, row.content["paragraphs"]) for row in ctx.documents)
    if seen and seen != paper_edits.digest(said):
        raise Conflict(_("The papers read differently by now than when you opened the page. Please read them again."))


def _already(proposal: Proposal) -> str:
    who = proposal.decided_by or "—"
    return _("This proposal is already settled: %(status)s (%(who)s).") % {
        "status": proposal.get_status_display(),
        "who": who,
    }
