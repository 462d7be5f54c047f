"""The manifest of the objection: everything the core needs to know about this kind."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.context import Context
from casework.models import Case, Clock
from casework.registry import CaseKind, ClockSpec
from workflows.base.engine import ViewflowEngine
from workflows.base.forms import reason_words
from workflows.objection import demo
from workflows.objection.flow import ObjectionFlow
from workflows.objection.forms import FORMS, ObjectionDetails
from workflows.objection.machine import MOVES, ObjectionCase
from workflows.objection.models import Finding, Objection
from workflows.objection.papers import paper_facts
from workflows.objection.states import CLOSED, S
from workflows.objection.words import WISHES, field_label

CLOCKS = (
    ClockSpec("accept", "OB-XG-ACCEPT", Clock.Duty.LEAD, _("Decide on acceptance")),
    ClockSpec(
        "supplement",
        "OB-XG-SUPPLEMENT",
        Clock.Duty.FILER,
        _("Hand in what was missing"),
        served_with=("objection_supplement",),
    ),
    ClockSpec("mark", "OB-XG-MARK", Clock.Duty.LEAD, _("Mark the record as disputed")),
    ClockSpec("check", "OB-XG-CHECK", Clock.Duty.LEAD, _("Own check")),
    ClockSpec("forward", "OB-XG-FORWARD", Clock.Duty.LEAD, _("Ask the information provider")),
    ClockSpec("provider", "OB-XG-PROVIDER", Clock.Duty.UNIT, _("Provider checks and answers")),
    ClockSpec("decide", "OB-XG-DECIDE", Clock.Duty.LEAD, _("Decide and tell the filer")),
    ClockSpec("review", "OB-XG-REVIEW", Clock.Duty.REVIEW, _("Decide the review")),
)
PLAIN = {
    S.SUBMITTED: _("We have received your objection and are looking at whether we can accept it."),
    S.SUPPLEMENTING: _("We need something more from you before we can go on."),
    S.VERIFYING: _("We have accepted your objection and marked the record. We are checking our own data."),
    S.CONSULTING: _("The unit that provided the information is checking it."),
    S.DECIDING: _("All checks are done. We are preparing the decision."),
    S.DECIDED: _("The decision is made. It is being carried out."),
    S.NOTIFYING: _("The decision is carried out. Other websites are confirming that they show it."),
    S.CLOSED: _("Your objection is settled."),
    S.REFUSED: _("We could not accept your objection. The letter says why and where you can go."),
    S.TRANSFERRED: _("Another body is responsible. We have handed your objection over."),
    S.WITHDRAWN: _("You have withdrawn your objection."),
    S.REVIEWING: _("Another unit, with people who took no part before, is reviewing the result."),
}
NEXT = {
    S.SUBMITTED: _("We tell you whether your objection is accepted, or what is missing."),
    S.SUPPLEMENTING: _("Send what is missing; then we go on."),
    S.VERIFYING: _("If the fault is not ours, we ask the unit that provided the information."),
    S.CONSULTING: _("When they have answered, we decide."),
    S.DECIDING: _("You receive the decision with its reasons."),
    S.DECIDED: _("The record is changed, or the mark is removed."),
    S.NOTIFYING: _("When all have confirmed, the matter is closed."),
    S.CLOSED: _("If you disagree, you may ask for one review."),
    S.REFUSED: _("If you disagree, you may ask for one review."),
    S.REVIEWING: _("You receive the decision of the review."),
}
LAYOUT = {
    S.SUBMITTED: (0, 0),
    S.VERIFYING: (1, 0),
    S.CONSULTING: (2, 0),
    S.DECIDING: (3, 0),
    S.DECIDED: (4, 0),
    S.NOTIFYING: (5, 0),
    S.CLOSED: (6, 0),
    S.SUPPLEMENTING: (0, 1),
    S.REFUSED: (1, 1),
    S.TRANSFERRED: (2, 1),
    S.WITHDRAWN: (3, 1),
    S.REVIEWING: (6, 1),
}


def open_objection(ctx: Context) -> None:
    """Write the particulars of a new objection."""
    names = ("reason", "field", "claim", "wish")
    Objection.objects.create(case_id=ctx.case.pk, **{name: ctx.data.get(name, "") for name in names})


def facts(case: Case) -> list[tuple[Any, Any]]:
    """What a page shows of an objection, in order; empty values are left out."""
    details = case.objection  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    rows = [
        (_("What is wrong"), reason_words("objection", details.reason)),
        (_("Part of the record"), field_label(details.field)),
        (_("What would be right"), details.claim),
        (_("What the filer asks for"), WISHES.get(details.wish, details.wish)),
        (_("What was missing"), details.supplement_items),
        (_("What the filer added"), details.supplemented),
        (_("What the own check found"), details.own_check),
        (_("Decision"), details.get_decision_display() if details.decision else ""),
        (_("Reason of refusal"), reason_words("refusal", details.refusal)),
        (_("Handed to"), reason_words("transfer", details.transferred_to)),
        (_("Findings and reasons"), details.explanation),
        (_("Why withdrawn"), details.withdrawal),
        (_("Why a review is asked for"), details.review_grounds),
        (_("Opinion of the review"), details.review_opinion),
    ]
    return [(label, value) for label, value in rows if value]


def summary(case: Case) -> dict[str, Any]:
    """The particulars for the API."""
    details = case.objection  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    names = ("reason", "field", "claim", "wish", "decision", "correction", "explanation")
    return {name: getattr(details, name) for name in names}


CONCLUSIONS = (
    "objection_refuse",
    "objection_transfer_notice",
    "objection_result",
    "objection_review_result",
    "objection_withdrawal",
)

OBJECTION = CaseKind(
    code="objection",
    label=_("Credit record objection"),
    word="异",
    model=ObjectionCase,
    states=S,
    initial=S.SUBMITTED.value,
    closed_states=CLOSED,
    moves=MOVES,
    clocks={spec.name: spec for spec in CLOCKS},
    engine=ViewflowEngine(ObjectionFlow),
    open=open_objection,
    area="credit_objection",
    forms=FORMS,
    flow=ObjectionFlow,
    layout={state.value: place for state, place in LAYOUT.items()},
    next_steps={state.value: words for state, words in NEXT.items()},
    plain_states={state.value: words for state, words in PLAIN.items()},
    paper_facts=paper_facts,
    conclusions=CONCLUSIONS,
    facts=facts,
    summary=summary,
    findings={"contribute": tuple(Finding.choices)},
    return_rule=lambda case: "OB-XG-RETURN",
    filed=("reason", "field", "claim", "wish"),
    details_form=ObjectionDetails,
    about_record=True,
    confirms="acknowledge",
    demo=demo.fill,
)
