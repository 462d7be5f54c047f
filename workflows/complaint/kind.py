"""The manifest of the complaint: everything the core needs to know about this kind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.models import Case, Clock, Service
from casework.registry import CaseKind
from workflows.base.engine import ViewflowEngine
from workflows.complaint import demo, words
from workflows.complaint.checks import CHECKS
from workflows.complaint.deadlines import clock, rule_of
from workflows.complaint.details import ComplaintDetails, open_complaint
from workflows.complaint.flow import ComplaintFlow
from workflows.complaint.forms import FORMS
from workflows.complaint.guards import WINDOWS
from workflows.complaint.machine import MOVES, ComplaintCase
from workflows.complaint.models import Contribution, Countersignature
from workflows.complaint.models import Service as Way
from workflows.complaint.papers import paper_facts
from workflows.complaint.states import CLOSED, S

CLOCKS = (
    clock("accept", Clock.Duty.REGISTRY, _("Decide on acceptance and tell the filer")),
    clock("supplement", Clock.Duty.FILER, _("Hand in what was missing"), "complaint_supplement"),
    clock("handle", Clock.Duty.LEAD, _("Handle and decide")),
    clock("settle", Clock.Duty.LEAD, _("Settle what was passed on to us")),
    clock("contribute", Clock.Duty.UNIT, _("Unit contributes")),
    clock("countersign", Clock.Duty.UNIT, _("Joint lead countersigns")),
    clock("reply", Clock.Duty.LEAD, _("Serve the answer")),
    clock(
        "ask_review",
        Clock.Duty.FILER,
        _("Rate the answer or ask for a review"),
        "complaint_result",
        "complaint_reopening",
    ),
    clock("review", Clock.Duty.REVIEW, _("Decide the review")),
    clock("ask_recheck", Clock.Duty.FILER, _("Ask the body above for a second review"), "complaint_review"),
)


def return_rule(case: Case) -> str:
    """The rule of the time in which an assignment may be given back; none where no rule sets one."""
    return rule_of(case, "return")


CONCLUSIONS = (
    "complaint_refuse",
    "complaint_transfer",
    "complaint_transfer_notice",
    "complaint_referral",
    "complaint_merge",
    "complaint_result",
    "complaint_review",
    "complaint_withdrawal",
)


def served(case: Case, service: Service) -> None:
    """The service of the answer was corrected."""
    if service.document.paper.code == "complaint_result":
        details = case.complaint  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
        details.served_on = service.served_on
        details.service = service.way if service.way in Way.values else details.service
        details.save()


COMPLAINT = CaseKind(
    code="complaint",
    label=_("Complaint about a public body"),
    word="诉",
    model=ComplaintCase,
    states=S,
    initial=S.SUBMITTED.value,
    closed_states=CLOSED,
    moves=MOVES,
    served=served,
    clocks={spec.name: spec for spec in CLOCKS},
    engine=ViewflowEngine(ComplaintFlow),
    open=open_complaint,
    forms=FORMS,
    flow=ComplaintFlow,
    layout={state.value: place for state, place in words.LAYOUT.items()},
    next_steps={state.value: text for state, text in words.NEXT.items()},
    plain_states={state.value: text for state, text in words.PLAIN.items()},
    paper_facts=paper_facts,
    conclusions=CONCLUSIONS,
    facts=words.facts,
    summary=words.summary,
    result=words.result,
    findings={"contribute": tuple(Contribution.choices), "countersign": tuple(Countersignature.choices)},
    return_rule=return_rule,
    answer_papers={
        ("contribute", "answered"): "complaint_feedback",
        ("contribute", "returned"): "complaint_return",
        ("countersign", "answered"): "complaint_opinion",
    },
    filed=(
        "nature",
        "matter",
        "promised",
        "loss",
        "amount",
        "happened_on",
        "contract",
        "wish",
        "consent",
        "received_at",
    ),
    details_form=ComplaintDetails,
    about_respondent=True,
    seals=True,
    on_expiry=dict.fromkeys(WINDOWS, "close"),
    checks=CHECKS,
    demo=demo.fill,
)
