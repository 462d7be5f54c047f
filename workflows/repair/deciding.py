"""Deciding on a repair: granted, or not with the reason and from when it may be applied for again; more time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import records
from casework.context import Context
from casework.errors import Conflict
from casework.models import Role
from workflows.base.machine import move
from workflows.repair import eligible, guards
from workflows.repair.states import LAW, TELL_RESULT, S
from workflows.repair.verifying import extending, more_time

deciding = partial(move, source=S.DECIDING, by=Role.HANDLER, approval=Role.SUPERVISOR, stops=["decide"], law=LAW)


class Deciding:
    """Moves while the decision is drafted; part of RepairCase."""

    if TYPE_CHECKING:
        repair: Any
        outcome: str

        def turn_down(self, ctx: Context, outcome: str) -> None: ...

    @deciding(
        label=_("Grant the repair"),
        target=S.DECIDED,
        guards=[guards.RECORD_STANDS, guards.NOT_IN_DISPUTE, guards.CONFIRMED, guards.ELIGIBLE, guards.PROMISED],
        starts=["share"],
        papers=["repair_grant"],
        notices=[TELL_RESULT],
        primary=True,
    )
    def decide_grant(self, ctx: Context) -> None:
        """准予修复: reckoned once more with the record held, so that no correction slips in between."""
        records.held(ctx)
        if not eligible.can_be_granted(ctx.case, ctx.on, anew=True):
            raise Conflict(gettext("The record has changed meanwhile. Look at the conditions of repair again."))
        self.repair.explanation = ctx.data["explanation"]
        self.outcome = "granted"
        self.repair.save()

    @deciding(
        label=_("Do not grant the repair"),
        target=S.DENIED,
        papers=["repair_denial"],
        notices=[TELL_RESULT],
        grave=True,
    )
    def decide_refuse(self, ctx: Context) -> None:
        """不予修复: with the reason, and from when it may be applied for again."""
        self.turn_down(ctx, "denied")

    @extending(source=S.DECIDING, target=S.DECIDING)
    def extend_deciding(self, ctx: Context) -> None:
        """延期 while the decision is drafted, say because an objection has to be decided first."""
        more_time(ctx)
