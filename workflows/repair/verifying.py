"""Verifying a repair (核查): who made the determination confirms that the breach is corrected; more time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework import extensions
from casework.context import Context
from casework.models import Role
from casework.registry import Notice
from casework.rules.deadlines import Limit
from workflows.base.machine import move
from workflows.repair import guards
from workflows.repair.models import Finding
from workflows.repair.states import EXTENSION, LAW, TELL_FILER, S

extending = partial(  # 延期: within the cap of the rule, before the time has run out
    move,
    label=_("Extend the time"),
    by=Role.HANDLER,
    approval=Role.SUPERVISOR,
    guards=[guards.EXTENSIBLE],
    papers=["repair_extension"],
    notices=[TELL_FILER],
    law=EXTENSION,
)


def more_time(ctx: Context) -> None:
    """Within the cap of the rule, in its own unit. Raises a RuleError when it is too late or too much."""
    clock = guards.deciding_clock(ctx.case)
    room = extensions.room(clock) if clock is not None else None
    if clock is not None and room is not None:
        extensions.extend(clock, ctx, Limit(int(ctx.data["days"]), room.unit), ctx.data["reason"])


class Verifying:
    """Moves between acceptance and decision; part of RepairCase."""

    if TYPE_CHECKING:
        repair: Any

    @move(
        label=_("Decide from our own check"),
        source=S.VERIFYING,
        target=S.DECIDING,
        by=Role.HANDLER,
        guards=[guards.NOBODY_TO_ASK],
        law=LAW,
    )
    def own_check(self, ctx: Context) -> None:
        """自查: the lead made the determination itself, or whoever did keeps out."""
        self.repair.own_check = ctx.data["own_check"]
        self.repair.own_confirmed_on = ctx.on if ctx.data["finding"] == Finding.CONFIRMED else None
        self.repair.save()

    @move(
        label=_("Ask units to confirm"),
        source=[S.VERIFYING, S.CONSULTING, S.DECIDING],
        target=S.CONSULTING,
        by=Role.HANDLER,
        asks="contribute",
        starts=["confirm"],
        papers=["repair_inquiry"],
        notices=[TELL_FILER],
        law=LAW,
        primary=True,
    )
    def ask_units(self, ctx: Context) -> None:
        """协查: 谁认定、谁修复. Bodies outside the government are asked without a time limit."""

    @move(
        label=_("All answers are in"),
        source=S.CONSULTING,
        target=S.DECIDING,
        by=Role.SYSTEM,
        guards=[guards.ALL_ANSWERED],
        notices=[Notice("answers_in", "lead"), TELL_FILER],
        law=LAW,
    )
    def answers_in(self, ctx: Context) -> None:
        """Made by the flow when the last unit has answered."""

    @extending(source=S.VERIFYING, target=S.VERIFYING)
    def extend(self, ctx: Context) -> None:
        """延期 before anybody was asked."""
        more_time(ctx)

    @extending(source=S.CONSULTING, target=S.CONSULTING)
    def extend_consulting(self, ctx: Context) -> None:
        """延期 while units still check."""
        more_time(ctx)
