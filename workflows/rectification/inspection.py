"""The lead looks whether things were put right (验收): more time, item by item, pass, another round, or refusal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework import extensions
from casework.context import Context
from casework.models import Role
from casework.registry import Notice
from casework.rules.deadlines import Limit, Unit
from workflows.base.machine import move
from workflows.rectification import guards, items
from workflows.rectification.models import Extension, Result
from workflows.rectification.states import CHECKING, DEFAULTS, REFUSAL, TELL_RESULT, S

inspecting = partial(  # 逐项验收: what the three outcomes have in common
    move, source=S.REPORTED, by=Role.HANDLER, papers=["rectification_inspection"], notices=[TELL_RESULT], law=CHECKING
)
answering = partial(  # 延期: what granting and declining have in common
    move,
    source=S.RECTIFYING,
    target=S.RECTIFYING,
    by=Role.HANDLER,
    papers=["rectification_extension"],
    notices=[Notice("extension_answered", "respondent")],
    law=DEFAULTS,
)


class InspectionMoves:
    """The moves of the lead while the unit puts right and when it has reported; part of RectificationCase."""

    if TYPE_CHECKING:
        rectification: Any
        outcome: str

    @answering(
        label=_("Give more time"),
        approval=Role.SUPERVISOR,
        guards=[guards.EXTENSION_ASKED, guards.STILL_TIME, guards.EXTENSIBLE],
    )
    def extend(self, ctx: Context) -> None:
        """准予延期: once, before the time has run out, within the cap of the rule."""
        clock = guards.live(ctx, "rectify")
        if clock is not None:
            extensions.extend(clock, ctx, Limit(int(ctx.data["days"]), Unit.NATURAL_DAY), ctx.data["reason"])
        self.answer_extension(ctx, Extension.GRANTED)

    @answering(label=_("Give no more time"), guards=[guards.EXTENSION_ASKED])
    def decline_extension(self, ctx: Context) -> None:
        """不予延期: with the reason."""
        self.answer_extension(ctx, Extension.DECLINED)

    @inspecting(
        label=_("Inspection passed"),
        target=S.PASSED,
        approval=Role.SUPERVISOR,
        stops=["ask_order_review"],
        starts=["ask_review"],
        primary=True,
    )
    def pass_inspection(self, ctx: Context) -> None:
        """验收通过: every item, with what was found of it."""
        self.judge_all(ctx)
        self.outcome = "passed"

    @inspecting(
        label=_("Not put right: second round"), target=S.RECTIFYING, guards=[guards.FIRST_ROUND], starts=["rectify"]
    )
    def fail_inspection(self, ctx: Context) -> None:
        """验收不通过: the items that were not put right go into a second round; the opinion states by when."""
        self.another_round(ctx)

    @inspecting(
        label=_("Not put right: another round"),
        target=S.RECTIFYING,
        approval=Role.SUPERVISOR,
        guards=[guards.LATER_ROUND],
        starts=["rectify"],
    )
    def fail_again(self, ctx: Context) -> None:
        """再次整改: a third round or a later one, which a supervisor has to approve."""
        self.another_round(ctx)

    @move(
        label=_("Find that it refuses"),
        source=[S.RECTIFYING, S.REPORTED],
        target=S.REFUSED,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        guards=[guards.MAY_FIND_REFUSAL],
        stops=["rectify", "ask_order_review"],
        starts=["ask_review"],
        papers=["rectification_refusal"],
        notices=[TELL_RESULT],
        law=REFUSAL,
        grave=True,
    )
    def find_refusal(self, ctx: Context) -> None:
        """认定拒不整改: the finding stands with the case; the record of it is made when the conclusion stands."""
        self.rectification.refusal = ctx.data["refusal"]
        self.outcome = "refused"
        self.rectification.save()

    def answer_extension(self, ctx: Context, answer: Extension) -> None:
        """Write down what became of the request for more time."""
        self.rectification.extension, self.rectification.extension_answer = answer, ctx.data["reason"]
        self.rectification.save()

    def judge_all(self, ctx: Context) -> None:
        """What was found of each item of this round."""
        for row in items.pending(self.rectification):
            n = row.item.position
            items.judge(row, Result(ctx.data.get(f"result_{n}") or Result.PASSED), ctx.data[f"words_{n}"])
        self.rectification.inspection = ctx.data["opinion"]
        self.rectification.save()

    def another_round(self, ctx: Context) -> None:
        """The failed items once more, within the time that the opinion states."""
        self.judge_all(ctx)
        items.next_round(self.rectification)
        ctx.limits["rectify"] = Limit(int(ctx.data["days"]), Unit.NATURAL_DAY)
        self.rectification.save()
