"""The manifest of the rectification: everything the core needs to know about this kind."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import record_order
from casework.context import Context
from casework.errors import InvalidData, NotAllowed
from casework.models import Case, Clock, Role, Service
from casework.registry import CaseKind, ClockSpec
from workflows.base.engine import ViewflowEngine
from workflows.rectification import demo, limits, pages
from workflows.rectification.flow import RectificationFlow
from workflows.rectification.forms import FORMS, RectificationDetails
from workflows.rectification.machine import MOVES, RectificationCase
from workflows.rectification.models import ItemRound, Proof, Rectification, RectificationItem, Severity
from workflows.rectification.models import Service as Way
from workflows.rectification.papers import paper_facts
from workflows.rectification.states import CLOSED, S

DUTY = Clock.Duty
ORDER = ("rectification_notice",)
CLOCKS = (
    ClockSpec("order", "ZG-1103", DUTY.LEAD, _("Order to put right")),
    ClockSpec("explain", "ZG-XG-EXPLAIN", DUTY.RESPONDENT, _("Explain in writing"), served_with=ORDER),
    ClockSpec(
        "rectify",
        "ZG-XG-RECTIFY",
        DUTY.RESPONDENT,
        _("Put right and report"),
        choose=limits.rectify,
        rules=(*limits.TERMS.values(), limits.LATER_ROUND),
        served_with=ORDER,
    ),
    ClockSpec(
        "ask_order_review",
        limits.ASK_ORDER_REVIEW,
        DUTY.RIGHT,
        _("Ask for a review of the order"),
        choose=limits.ask_order_review,
        rules=(limits.ASK_ORDER_REVIEW,),
        served_with=ORDER,
    ),
    ClockSpec(
        "ask_review",
        limits.ASK_REVIEW,
        DUTY.RIGHT,
        _("Ask for a review of the conclusion"),
        choose=limits.ask_review,
        rules=(limits.ASK_REVIEW,),
        served_with=("rectification_inspection", "rectification_refusal"),
    ),
    ClockSpec(
        "review",
        limits.REVIEW,
        DUTY.REVIEW,
        _("Decide the review"),
        choose=limits.review,
        rules=(limits.REVIEW, limits.ORDER_REVIEW),
    ),
)
PLAIN = {
    S.DRAFTING: _("The order is being drafted."),
    S.ORDERED: _("The order is made and will be served."),
    S.EXPLAINING: _("The unit has been served and has to explain in writing."),
    S.RECTIFYING: _("The unit is putting things right."),
    S.REPORTED: _("The unit has reported. Every item is being inspected."),
    S.PASSED: _("The inspection was passed."),
    S.REFUSED: _("The unit was found to refuse."),
    S.CLOSED: _("The rectification is closed."),
    S.REVIEWING: _("Another unit, with people who took no part before, is reviewing it."),
    S.REVOKED: _("The order was revoked."),
    S.CANCELLED: _("No order was made."),
}
NEXT = {
    S.DRAFTING: _("A supervisor approves the order."),
    S.ORDERED: _("With the service the time of the unit begins."),
    S.EXPLAINING: _("Then every item is to be put right."),
    S.RECTIFYING: _("The unit reports, with proof for every item."),
    S.REPORTED: _("The unit is told what was found of each item."),
    S.PASSED: _("The case is closed when no review can be asked for any more."),
    S.REFUSED: _("The case is closed when no review can be asked for any more."),
    S.REVIEWING: _("The decision of the review is sent to both sides."),
}
LAYOUT = {
    S.DRAFTING: (0, 0),
    S.ORDERED: (1, 0),
    S.EXPLAINING: (2, 0),
    S.RECTIFYING: (3, 0),
    S.REPORTED: (4, 0),
    S.PASSED: (5, 0),
    S.CLOSED: (6, 0),
    S.CANCELLED: (0, 1),
    S.REVOKED: (2, 1),
    S.REVIEWING: (4, 1),
    S.REFUSED: (5, 1),
}


def open_rectification(ctx: Context) -> None:
    """Write the draft. Only a unit of the government is ordered; only the registrar or the lead opens it."""
    case = ctx.case
    if case.respondent is None:
        raise InvalidData({"respondent": [gettext("Name the unit that has to put things right.")]})
    if case.respondent.outside:
        raise InvalidData(
            {"respondent": [gettext("This body is outside the government: it can be asked, not ordered.")]}
        )
    if ctx.user is not None and not (ctx.actor.has_role(Role.REGISTRAR) or case.lead_unit_id in ctx.actor.units()):
        raise NotAllowed()
    names = ("facts", "loss", "influence", "demands")
    Rectification.objects.create(
        case_id=case.pk,
        severity=ctx.data.get("severity") or Severity.ORDINARY,
        record_rule=ctx.data.get("record_rule") or record_order.DEFAULT,
        **{name: ctx.data.get(name) or "" for name in names},
    )


def served(case: Case, service: Service) -> None:
    """The service of the order was corrected: its day and its recipient stand in the papers that follow."""
    if service.document.paper.code not in ORDER:
        return
    details = case.rectification  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    details.served_on, details.recipient = service.served_on, service.recipient
    details.service = service.way if service.way in Way.values else details.service
    details.save()


def summary(case: Case) -> dict[str, Any]:
    """The particulars for the API."""
    details = case.rectification  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    names = ("facts", "loss", "influence", "severity", "served_on", "round", "extension", "leniency", "conclusion")
    return {name: getattr(details, name) for name in names} | {"items": pages.item_rows(details)}


CONCLUSIONS = (
    "rectification_conclusion",
    "rectification_refusal",
    "rectification_leniency",
    "rectification_review",
    "rectification_revocation",
)

RECTIFICATION = CaseKind(
    code="rectification",
    label=_("Rectification"),
    word="改",
    model=RectificationCase,
    states=S,
    initial=S.DRAFTING.value,
    closed_states=CLOSED,
    moves=MOVES,
    served=served,
    clocks={spec.name: spec for spec in CLOCKS},
    engine=ViewflowEngine(RectificationFlow),
    open=open_rectification,
    forms=FORMS,
    flow=RectificationFlow,
    layout={state.value: place for state, place in LAYOUT.items()},
    next_steps={state.value: words for state, words in NEXT.items()},
    plain_states={state.value: words for state, words in PLAIN.items()},
    paper_facts=paper_facts,
    conclusions=CONCLUSIONS,
    facts=pages.facts,
    panel="rectification/items.html",
    panel_facts=pages.panel,
    summary=summary,
    details_form=RectificationDetails,
    about_respondent=True,
    respondent_takes_part=True,
    tables={
        RectificationItem: "rectification__case",
        ItemRound: "item__rectification__case",
        Proof: "rectification__case",
    },
    demo=demo.fill,
)
