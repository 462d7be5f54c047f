"""What a case makes of a confirmation (回执) of a subscriber: the move that its kind names for it, while it waits for one."""

from __future__ import annotations

from datetime import datetime

from casework import door, registry
from casework.context import Context
from casework.models import Case, Delivery
from casework.permissions import Actor
from casework.readiness import ready


def confirm(case: Case, delivery: Delivery, reference: str, by: Actor, at: datetime) -> bool:
    """Make the move that notes the confirmation, so that the case closes by itself with the last one.

    Returns False when the case is not waiting for confirmations; then only the delivery is to be noted.
    """
    kind = registry.get(case.kind)
    move = kind.moves.get(kind.confirms)
    if move is None or case.state not in move.source:
        return False
    data = {"subscriber": delivery.subscriber.code, "reference": reference, "delivery": delivery.pk}
    ctx = Context(case=case, move=move, actor=by, at=at, data=data)
    task = ready(ctx)
    door.carry_out(ctx, task)
    return True
