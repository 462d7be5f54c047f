"""The review (复核) of an objection: asked for once, decided by a unit and by people who took no part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework import records, routing
from casework.context import Context
from casework.models import Case, Role, Unit
from casework.permissions import excluded_units
from casework.registry import Notice
from workflows.base.machine import move, reviewing
from workflows.objection import guards
from workflows.objection.models import Decision
from workflows.objection.states import DEFAULTS, TELL_HANDLER, TELL_RESULT, S

deciding = partial(reviewing, source=S.REVIEWING, papers=["objection_review_result"], law=DEFAULTS)


class ReviewMoves:
    """The moves of the review; part of ObjectionCase."""

    if TYPE_CHECKING:
        objection: Any
        review_unit: Unit | None
        outcome: str

    @move(
        label=_("Ask for a review"),
        source=[S.CLOSED, S.REFUSED],
        target=S.REVIEWING,
        by=Role.FILER,
        guards=[guards.NOT_REVIEWED],
        starts=["review"],
        notices=[Notice("review_asked", "review")],
        law=DEFAULTS,
        primary=True,
    )
    def ask_review(self, ctx: Context) -> None:
        """复核: once, by a unit and by people who took no part."""
        self.objection.review_grounds = ctx.data["grounds"]
        self.review_unit = reviewer(ctx.case, ctx)
        self.objection.save()

    @deciding(label=_("Confirm the result"), target=S.CLOSED, notices=[TELL_RESULT], primary=True)
    def review_uphold(self, ctx: Context) -> None:
        """维持原处理结果."""
        self.objection.review_opinion = ctx.data["opinion"]
        self.objection.save()

    @deciding(
        label=_("Decide anew"),
        target=S.DECIDED,
        guards=[guards.WAS_DECIDED, guards.RECORD_STANDS],
        notices=[TELL_RESULT, TELL_HANDLER],
    )
    def review_change(self, ctx: Context) -> None:
        """变更原处理结果: the lead unit carries the new decision out."""
        self.objection.review_opinion = ctx.data["opinion"]
        self.settle(ctx, Decision(ctx.data["decision"]))

    @deciding(
        label=_("Order acceptance"),
        target=S.VERIFYING,
        guards=[guards.WAS_REFUSED, guards.RECORD_STANDS],
        starts=["mark", "check", "forward"],
        notices=[TELL_RESULT, TELL_HANDLER],
    )
    def review_accept(self, ctx: Context) -> None:
        """责令受理: a refusal is set aside and the record is marked."""
        self.objection.review_opinion, self.objection.refusal = ctx.data["opinion"], ""
        self.outcome = ""
        self.objection.save()
        records.place_mark(ctx)
        ctx.stop_after.append("mark")
        ctx.papers.append("objection_mark")

    def settle(self, ctx: Context, decision: Decision) -> None:
        """Write down what is decided; carrying it out is a move of its own."""
        self.objection.decision = decision
        self.objection.explanation = ctx.data["explanation"]
        self.objection.correction = ctx.data.get("correction") or {}
        self.outcome = decision.value
        self.objection.save()


def reviewer(case: Case, ctx: Context) -> Unit:
    """The first unit of the reserve list that neither led nor has to keep out, before all one that was not asked."""
    asked = frozenset(case.assignments.values_list("unit_id", flat=True))
    return routing.review_unit(ctx.on, excluded_units(case) | {case.lead_unit_id}, asked)
