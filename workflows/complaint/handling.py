"""The lead unit's moves while it handles a complaint: asking units in rounds, countersigning, more time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework import extensions
from casework.context import Context
from casework.models import Role
from casework.registry import Notice
from casework.rules.deadlines import Limit
from casework.rules.deadlines import Unit as LimitUnit
from workflows.base.guards import ALL_ANSWERED
from workflows.base.machine import move
from workflows.complaint import guards
from workflows.complaint.states import HANDLING, OWN, PLAN, SEVERAL_BODIES, TELL_FILER, S

extending = partial(  # 延期: once or more, as the rule allows, and never of a time that a platform outside has set
    move,
    label=_("Extend the time"),
    by=Role.HANDLER,
    approval=Role.SUPERVISOR,
    guards=[guards.EXTENSIBLE],
    papers=["complaint_extension"],
    notices=[TELL_FILER],
    law=HANDLING,
)


class HandlingMoves:
    """Moves while the matter is handled; part of ComplaintCase."""

    if TYPE_CHECKING:
        complaint: Any

    @move(
        label=_("Ask units to contribute"),
        source=[S.HANDLING, S.CONSULTING],
        target=S.CONSULTING,
        by=Role.HANDLER,
        asks="contribute",
        starts=["contribute"],
        papers=["complaint_inquiry"],
        notices=[TELL_FILER],
        law=SEVERAL_BODIES,
        primary=True,
    )
    def ask_units(self, ctx: Context) -> None:
        """协办: as many rounds as it takes; the letter states by when."""
        days = ctx.data.get("days") or _days_of_origin(ctx)
        if days:
            ctx.limits["contribute"] = Limit(int(days), LimitUnit.WORKDAY)

    @move(
        label=_("All answers are in"),
        source=S.CONSULTING,
        target=S.HANDLING,
        by=Role.SYSTEM,
        guards=[ALL_ANSWERED],
        notices=[Notice("answers_in", "lead"), TELL_FILER],
        law=OWN,
    )
    def answers_in(self, ctx: Context) -> None:
        """Made by the flow when the last unit has answered."""

    @move(
        label=_("Send the draft to the joint leads"),
        source=S.HANDLING,
        target=S.COUNTERSIGNING,
        by=Role.HANDLER,
        asks="countersign",
        guards=[guards.HAS_JOINT_LEADS, guards.NO_RULING_WAITS],
        starts=["countersign"],
        papers=["complaint_countersign"],
        law=PLAN,
        for_filer=False,
    )
    def countersign(self, ctx: Context) -> None:
        """会签: all joint leads at once read the very draft; a changed one goes round again."""
        self.complaint.draft_finding = ctx.data["finding"]
        self.complaint.draft_text = ctx.data["text"]
        self.complaint.save()
        ctx.limits["countersign"] = Limit(int(ctx.data["days"]), LimitUnit.WORKDAY)

    @move(
        label=_("All joint leads have answered"),
        source=S.COUNTERSIGNING,
        target=S.HANDLING,
        by=Role.SYSTEM,
        guards=[ALL_ANSWERED],
        notices=[Notice("answers_in", "lead")],
        law=OWN,
        for_filer=False,
    )
    def countersigned(self, ctx: Context) -> None:
        """Made by the flow when the last joint lead has answered."""

    @extending(source=S.HANDLING, target=S.HANDLING)
    def extend(self, ctx: Context) -> None:
        """延期 while the lead works."""
        more_time(ctx)

    @extending(source=S.CONSULTING, target=S.CONSULTING)
    def extend_consulting(self, ctx: Context) -> None:
        """延期 while units still contribute."""
        more_time(ctx)

    @extending(source=S.COUNTERSIGNING, target=S.COUNTERSIGNING)
    def extend_countersigning(self, ctx: Context) -> None:
        """延期 while joint leads still read the draft."""
        more_time(ctx)


def more_time(ctx: Context) -> None:
    """Within the cap of the rule, in its own unit. Raises a RuleError when it is too late or too much."""
    clock = guards.working_clock(ctx.case)
    room = extensions.room(clock) if clock is not None else None
    if clock is not None and room is not None:
        extensions.extend(clock, ctx, Limit(int(ctx.data["days"]), room.unit), ctx.data["reason"])


def _days_of_origin(ctx: Context) -> int | None:
    """A question that was ruled to be another unit's keeps the days that were stated for it."""
    origin = ctx.asked[0].origin if ctx.asked else None
    clock = origin.clocks.order_by("pk").first() if origin else None
    started = clock.events.order_by("seq").first() if clock else None
    return started.amount if started else None
