"""The conditions of a complaint's moves, each with the words a person reads when it is not met."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import extensions
from casework.context import Context
from casework.models import Assignment, Case, Clock
from casework.registry import Guard
from workflows.base.guards import once
from workflows.complaint import drafts
from workflows.complaint.models import Category, Finding, Satisfaction

WINDOWS = ("ask_review", "ask_recheck")  # clocks of the filer while which an answered complaint stays open
OF_THE_LEAD = ("handle", "settle")


def working_clock(case: Case) -> Clock | None:
    """The clock of the lead that can be extended: what a platform outside has set cannot."""
    running = case.clocks.filter(name__in=OF_THE_LEAD, status=Clock.Status.RUNNING).select_related("rule")
    return next((clock for clock in running.order_by("pk") if extensions.room(clock) is not None), None)


def _extensible(ctx: Context) -> bool:
    clock = working_clock(ctx.case)
    return clock is not None and ctx.at <= clock.due_at


def _no_ruling_waits(ctx: Context) -> bool:
    return not ctx.case.assignments.filter(ruling=Assignment.Ruling.PENDING).exists()


def _in_window(ctx: Context) -> bool:
    return ctx.case.clocks.filter(name="ask_review", status=Clock.Status.RUNNING, due_at__gte=ctx.at).exists()


def _window_over(ctx: Context) -> bool:
    return not ctx.case.clocks.filter(name__in=WINDOWS, status=Clock.Status.RUNNING, due_at__gte=ctx.at).exists()


def agreed(finding: Finding) -> Guard:
    """Every joint lead has agreed to the draft with this finding."""
    return Guard(
        f"agreed_{finding.value}",
        lambda ctx: drafts.is_agreed(ctx.case, finding),
        _("The joint leads have to agree first: send them the draft with this finding to countersign."),
    )


NO_ACCUSATION = Guard(
    "no_accusation",
    lambda ctx: ctx.case.complaint.category != Category.ACCUSATION,
    _("A report against a person is not handled here. Hand it to the discipline body."),
)
HAS_JOINT_LEADS = Guard(
    "has_joint_leads", lambda ctx: ctx.case.joint_leads.exists(), _("No other unit leads this case with you.")
)
NO_RULING_WAITS = Guard(
    "no_ruling_waits",
    _no_ruling_waits,
    _("A question that came back, or a difference between units that lead together, has to be ruled on first."),
)
EXTENSIBLE = Guard(
    "extensible",
    _extensible,
    _(
        "The time cannot be extended: its rule knows no extension, it is used up or over, or a platform outside has set it."
    ),
)
NOT_RATED = Guard(
    "not_rated", lambda ctx: ctx.case.complaint.satisfaction == "", _("The answer has been rated already.")
)
DISSATISFIED = Guard(
    "dissatisfied",
    lambda ctx: ctx.case.complaint.satisfaction == Satisfaction.DISSATISFIED,
    _("First say that you are dissatisfied, and why."),
)
REOPENED_ONCE = once("ask_reopen", _("A matter is handled again once. That has been asked for already."))
IN_WINDOW = Guard("in_window", _in_window, _("The time in which this could be asked for is over."))
WINDOW_OVER = Guard("window_over", _window_over, _("The filer still has time to ask for a review."))
CONTINUED_ONCE = once("continue_ex_officio", _("The office has taken the matter up already."))
