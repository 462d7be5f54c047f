"""What follows when a time of the filer has run out (期满): the system's move that the kind names for the clock."""

from __future__ import annotations

from datetime import datetime

from casework import door, registry
from casework.context import Context
from casework.errors import GuardFailed
from casework.models import Case, Clock
from casework.permissions import Actor
from casework.readiness import ready


def expire(case: Case, clock_id: int, at: datetime) -> bool:
    """Make the move that CaseKind.on_expiry names for the clock, once its time has run out. Returns whether it was made.

    A case that is not where the move begins, or whose guards speak against it, is left as it is.
    """
    clock = case.clocks.get(pk=clock_id)
    kind = registry.get(case.kind)
    move = kind.moves.get(kind.on_expiry.get(clock.name, ""))
    over = clock.status == Clock.Status.RUNNING and clock.due_at < at
    if move is None or not over or case.state not in move.source:
        return False
    ctx = Context(case=case, move=move, actor=Actor.machine("sweep"), at=at)
    try:
        task = ready(ctx)
    except GuardFailed:
        return False
    door.carry_out(ctx, task)
    return True
