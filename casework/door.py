"""Behind the one door: the lock, and the sequence in which a move is carried out. Only casework.actions opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Q

from casework import audit, clocks, documents, intake, messages, registry, serving
from casework.context import Context
from casework.errors import Busy, Conflict, NotFound
from casework.models import Assignment, Case, CaseTask, Proposal
from casework.models.guard import opened
from casework.permissions import Actor
from casework.rule_messages import rule_words
from casework.rules.errors import RuleError

TRY_AGAIN = ("55P03", "40P01")  # a lock was not to be had in time; two waited for each other


@contextmanager
def transacting() -> Iterator[None]:
    """One transaction with the door open and a bounded wait for locks."""
    try:
        with transaction.atomic(), opened():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{settings.CASE_LOCK_TIMEOUT_MS}ms"])
            yield
    except RuleError as error:
        raise Conflict(rule_words(error)) from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") in TRY_AGAIN:
            raise Busy() from error
        raise


@contextmanager
def noting() -> Iterator[None]:
    """The door open for one row that changes nothing else: no lock to wait for, no transaction of its own."""
    with opened():
        yield


@contextmanager
def locked(*, wait: bool = True, **lookup: object) -> Iterator[Case]:
    """The case, as the proxy of its kind, with its row locked until the end of the transaction.

    Without `wait` a case that somebody is working on just now is refused at once.
    """
    with transacting():
        kind = Case.objects.filter(**lookup).values_list("kind", flat=True).first()
        if kind is None:
            raise NotFound()
        model = registry.get(kind).model
        # no_key: who only refers to the case, say to note a reading, does not wait for it
        cases = model._default_manager.select_for_update(of=("self",), no_key=True, skip_locked=not wait)
        case = cases.select_related("lead_unit", "registry_unit", "respondent", "record").filter(**lookup).first()
        if case is None:
            raise Busy()
        yield case


def carry_out(ctx: Context, task: CaseTask | None) -> None:
    """Move, details, event, clocks, papers, messages, flow: all or nothing. Who, when and guards were checked."""
    kind = registry.get(ctx.case.kind)
    change_state(ctx)
    void_proposals(ctx.case, ctx, keep=ctx.proposal)
    kind.engine.advance(ctx.case, ctx.move, task, ctx.author)
    if ctx.case.state in kind.closed_states:
        _wind_up(ctx)
    clocks.refresh_due(ctx.case)


def change_state(ctx: Context) -> None:
    """The part of a move that does not touch the flow."""
    case, kind = ctx.case, registry.get(ctx.case.kind)
    before = case.state
    getattr(case, ctx.move.name)(ctx)
    closed = case.state in kind.closed_states
    case.closed_at = (case.closed_at or ctx.at) if closed else None
    save(ctx)
    moved = {"from_state": before, "to_state": case.state, "for_filer": ctx.move.for_filer}
    data = {"begun": ctx.counted_from} if ctx.counted_from else None
    audit.record(ctx, "move", move=ctx.move.name, data=data, **moved)
    clocks.apply(ctx)
    documents.issue_all(ctx)
    serving.note(ctx)
    messages.send_all(ctx)
    for child in ctx.children:
        intake.open_child(ctx, child)


def system_move(case: Case, name: str) -> None:
    """A move that the flow itself makes while another move is carried out (e.g. all answers are in)."""
    outer: Context = case.current
    move = registry.get(case.kind).moves[name]
    change_state(Context(case=case, move=move, actor=Actor.machine("flow"), at=outer.at))
    case.current = outer


def save(ctx: Context) -> None:
    """Save the case as changed by this action: a new version, touched now."""
    ctx.case.version += 1
    ctx.case.touched_at = ctx.at
    ctx.case.save()


def void_proposals(case: Case, ctx: Context, keep: Proposal | None = None) -> None:
    """A change of content voids what waits for approval."""
    for proposal in case.proposals.filter(status=Proposal.Status.PENDING).exclude(pk=keep.pk if keep else 0):
        proposal.status = Proposal.Status.VOID
        proposal.save()
        registry.get(case.kind).engine.cancel_approval(case, proposal)
        audit.record(ctx, "voided", move=proposal.move, data={"proposal": proposal.pk})
        if proposal.proposer_id != getattr(ctx.user, "pk", None):
            messages.to_person(ctx, "proposal_void", proposal.proposer_id, key=f"proposal:{proposal.pk}:void")


def _wind_up(ctx: Context) -> None:
    """Nothing stays open in a closed case."""
    case = ctx.case
    waiting = case.assignments.filter(Q(status=Assignment.Status.OPEN))
    for assignment in waiting:
        assignment.status = Assignment.Status.CANCELLED
        assignment.save()
    case.assignments.filter(ruling=Assignment.Ruling.PENDING).update(ruling=Assignment.Ruling.DROPPED, ruled_at=ctx.at)
    clocks.stop_all(ctx)
    registry.get(case.kind).engine.cancel_all(case)
