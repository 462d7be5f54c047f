"""The review (复核) of the order or of the conclusion: asked for by the unit, decided by people who took no part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework import routing
from casework.context import Context
from casework.models import Case, Role, Unit
from casework.permissions import excluded_units
from casework.registry import Notice
from workflows.base.machine import move, reviewing
from workflows.rectification import guards, items, recording
from workflows.rectification.models import Reviewed
from workflows.rectification.states import ORDER_REVIEW, REVIEW, TELL_LEAD, TELL_RESULT, S

asking = partial(
    move,
    target=S.REVIEWING,
    by=Role.HANDLER,
    unit="respondent",
    starts=["review"],
    notices=[Notice("review_asked", "review"), TELL_LEAD],
)
deciding = partial(reviewing, source=S.REVIEWING, notices=[TELL_RESULT, TELL_LEAD])


class ReviewMoves:
    """The moves of the review; part of RectificationCase."""

    if TYPE_CHECKING:
        rectification: Any
        review_unit: Unit | None
        outcome: str

    @asking(
        label=_("Ask for a review of the order"),
        source=S.RECTIFYING,
        guards=[guards.ORDER_REVIEWABLE],
        stops=["ask_order_review"],
        law=ORDER_REVIEW,
    )
    def ask_order_review(self, ctx: Context) -> None:
        """对督查结论申请复核: the time to put things right goes on, for no rule lets it stand still."""
        self.ask(ctx, Reviewed.ORDER)

    @asking(
        label=_("Ask for a review of the conclusion"),
        source=[S.PASSED, S.REFUSED],
        guards=[guards.CONCLUSION_REVIEWABLE],
        stops=["ask_review"],
        law=REVIEW,
    )
    def ask_review(self, ctx: Context) -> None:
        """对验收结论申请复核: once."""
        self.ask(ctx, Reviewed.CONCLUSION)

    @deciding(
        label=_("Uphold the order"),
        target=S.RECTIFYING,
        guards=[guards.ORDER_UNDER_REVIEW],
        papers=["rectification_review"],
        law=ORDER_REVIEW,
        primary=True,
    )
    def uphold_order(self, ctx: Context) -> None:
        """维持整改要求."""
        self.note_opinion(ctx)

    @deciding(
        label=_("Uphold the conclusion"),
        target=S.CLOSED,
        guards=[guards.CONCLUSION_UNDER_REVIEW],
        papers=["rectification_review", "rectification_index"],
        law=REVIEW,
        primary=True,
    )
    def uphold_conclusion(self, ctx: Context) -> None:
        """维持验收结论: with it the matter ends, and a refusal that was upheld becomes a record."""
        self.note_opinion(ctx)
        recording.record_refusal(ctx, self.rectification)

    @deciding(
        label=_("Have it inspected anew"),
        target=S.REPORTED,
        guards=[guards.CONCLUSION_UNDER_REVIEW],
        papers=["rectification_review"],
        law=REVIEW,
    )
    def change_conclusion(self, ctx: Context) -> None:
        """撤销验收结论，重新验收: the lead inspects the items of the last round once more."""
        self.note_opinion(ctx)
        self.rectification.refusal, self.rectification.inspection, self.outcome = "", "", ""
        self.rectification.save()
        items.reopen(self.rectification)

    @deciding(
        label=_("Revoke the order on review"),
        target=S.REVOKED,
        papers=["rectification_review", "rectification_index"],
        law=REVIEW,
        grave=True,
    )
    def revoke_on_review(self, ctx: Context) -> None:
        """撤销限期整改: nothing is left to put right."""
        self.note_opinion(ctx)
        self.outcome = "revoked"

    def ask(self, ctx: Context, what: Reviewed) -> None:
        """Who reviews is found anew each time: neither the lead nor the unit itself."""
        self.rectification.reviewed, self.rectification.review_grounds = what, ctx.data["grounds"]
        self.rectification.review_opinion = ""
        self.review_unit = reviewer(ctx.case, ctx)
        self.rectification.save()

    def note_opinion(self, ctx: Context) -> None:
        """The words of the review, as they stand in its decision."""
        self.rectification.review_opinion = ctx.data["opinion"]
        self.rectification.save()


def reviewer(case: Case, ctx: Context) -> Unit:
    """The first unit of the reserve list, 区政府办 before all, that neither led nor is the one that was ordered."""
    barred = excluded_units(case) | {case.lead_unit_id, case.respondent_id}
    return routing.review_unit(ctx.on, frozenset(unit for unit in barred if unit is not None))
