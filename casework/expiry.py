"""What follows by itself: a time of the filer has run out (期满), or a case has become pointless. The kind names the move."""

from __future__ import annotations

from datetime import datetime

from casework import door, registry
from casework.context import Context
from casework.errors import GuardFailed
from casework.models import Case, Clock
from casework.permissions import Actor
from casework.readiness import ready
from casework.registry import Move


def expire(case: Case, clock_id: int, at: datetime) -> bool:
    """Make the move that CaseKind.on_expiry names for the clock, once its time has run out. Returns whether it was made.

    A case that is not where the move begins, or whose guards speak against it, is left as it is.
    """
    clock = case.clocks.get(pk=clock_id)
    kind = registry.get(case.kind)
    move = kind.moves.get(kind.on_expiry.get(clock.name, ""))
    over = clock.status == Clock.Status.RUNNING and clock.due_at < at
    return move is not None and over and _made(case, move, at)


def overtake(case: Case, at: datetime) -> bool:
    """End a case that has become pointless by the move of CaseKind.overtaken. Returns whether it was ended."""
    kind = registry.get(case.kind)
    return kind.overtaken is not None and _made(case, kind.moves[kind.overtaken[0]], at)


def _made(case: Case, move: Move, at: datetime) -> bool:
    if case.state not in move.source:
        return False
    ctx = Context(case=case, move=move, actor=Actor.machine("sweep"), at=at)
    try:
        task = ready(ctx)
    except GuardFailed:
        return False
    door.carry_out(ctx, task)
    return True
