"""The conditions of the moves of a rectification, each with the words a person reads when it is not met."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import extensions
from casework.context import Context
from casework.models import Clock
from casework.registry import Guard
from workflows.rectification import items
from workflows.rectification.models import Extension, Leniency, Reviewed
from workflows.rectification.states import S


def live(ctx: Context, name: str) -> Clock | None:
    """The running clock of this name."""
    found: Clock | None = ctx.case.clocks.filter(name=name, status=Clock.Status.RUNNING).select_related("rule").first()
    return found


def _over(ctx: Context, name: str) -> bool:
    clock = live(ctx, name)
    return clock is not None and clock.due_at < ctx.at


def _open(ctx: Context, name: str) -> bool:
    clock = live(ctx, name)
    return clock is not None and clock.due_at >= ctx.at


def _extensible(ctx: Context) -> bool:
    clock = live(ctx, "rectify")
    return clock is not None and extensions.room(clock) is not None


def _all_answered(ctx: Context) -> bool:
    return all(items.answered(row) for row in items.pending(ctx.case.rectification))


def _may_find_refusal(ctx: Context) -> bool:
    """拒不整改: the time is over and nothing was reported, or the second inspection too has failed."""
    if ctx.case.state == S.REPORTED:
        return _later_round(ctx)
    return _over(ctx, "rectify")


def _first_round(ctx: Context) -> bool:
    return ctx.case.rectification.round == 1


def _later_round(ctx: Context) -> bool:
    return not _first_round(ctx)


def _conclusion_stands(ctx: Context) -> bool:
    """Nobody can ask for a review any more, or nobody wants to."""
    details = ctx.case.rectification
    settled = details.accepted_at is not None or details.reviewed == Reviewed.CONCLUSION
    return settled or not _open(ctx, "ask_review")


EXPLANATION_OVERDUE = Guard(
    "explanation_overdue", lambda ctx: _over(ctx, "explain"), _("The unit still has time to explain in writing.")
)
ALL_ANSWERED = Guard(
    "all_answered",
    _all_answered,
    _("First record for each item what was done, with proof, or why it is not done or not proven."),
)
STILL_TIME = Guard(
    "still_time",
    lambda ctx: _open(ctx, "rectify"),
    _("The time has run out. More time is only given before that."),
)
EXTENSIBLE = Guard(
    "extensible",
    _extensible,
    _("More time can be given once only, and in the first round. That is no longer possible."),
)
EXTENSION_NOT_ASKED = Guard(
    "extension_not_asked",
    lambda ctx: ctx.case.rectification.extension != Extension.ASKED,
    _("More time is asked for already. Wait for the answer."),
)
EXTENSION_ASKED = Guard(
    "extension_asked",
    lambda ctx: ctx.case.rectification.extension == Extension.ASKED,
    _("The unit has not asked for more time."),
)
FIRST_ROUND = Guard(
    "first_round", _first_round, _("A second round was given already. Another one needs the approval of a supervisor.")
)
LATER_ROUND = Guard("later_round", _later_round, _("The second round needs no approval. Use the ordinary step."))
MAY_FIND_REFUSAL = Guard(
    "may_find_refusal",
    _may_find_refusal,
    _("The unit still has time, or a second round. Only after that can it be found to refuse."),
)
LENIENCY_NOT_ASKED = Guard(
    "leniency_not_asked", lambda ctx: not ctx.case.rectification.leniency, _("Leniency has been asked for already.")
)
LENIENCY_ASKED = Guard(
    "leniency_asked",
    lambda ctx: ctx.case.rectification.leniency == Leniency.ASKED,
    _("No request for leniency waits for a decision."),
)
LENIENCY_DECIDED = Guard(
    "leniency_decided",
    lambda ctx: ctx.case.rectification.leniency != Leniency.ASKED,
    _("First decide on the request for leniency."),
)
NOT_ACCEPTED = Guard(
    "not_accepted",
    lambda ctx: ctx.case.rectification.accepted_at is None,
    _("The conclusion has been accepted already."),
)
CONCLUSION_REVIEWABLE = Guard(
    "conclusion_reviewable",
    lambda ctx: not _conclusion_stands(ctx),
    _("A review of the conclusion can be asked for once, within its time, and not after it was accepted."),
)
CONCLUSION_STANDS = Guard(
    "conclusion_stands",
    _conclusion_stands,
    _("The unit can still ask for a review. Close the case when that time is over, or when it has accepted."),
)
ORDER_REVIEWABLE = Guard(
    "order_reviewable",
    lambda ctx: _open(ctx, "ask_order_review"),
    _("The order can be reviewed only when it was made in a government inspection, once, and within its time."),
)
ORDER_UNDER_REVIEW = Guard(
    "order_under_review",
    lambda ctx: ctx.case.rectification.reviewed == Reviewed.ORDER,
    _("The review is about the conclusion, not about the order."),
)
CONCLUSION_UNDER_REVIEW = Guard(
    "conclusion_under_review",
    lambda ctx: ctx.case.rectification.reviewed == Reviewed.CONCLUSION,
    _("The review is about the order, not about the conclusion."),
)
