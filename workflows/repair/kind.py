"""The manifest of the repair: everything the core needs to know about this kind."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.context import Context
from casework.errors import InvalidData
from casework.models import Case, Clock
from casework.models.record import STANDING
from casework.registry import CaseKind, ClockSpec
from workflows.base.engine import ViewflowEngine
from workflows.repair import demo, limits, pages
from workflows.repair.flow import RepairFlow
from workflows.repair.forms import FORMS, RepairDetails
from workflows.repair.machine import MOVES, RepairCase
from workflows.repair.models import Finding, Repair
from workflows.repair.papers import paper_facts
from workflows.repair.states import CLOSED, S

DUTY = Clock.Duty
CLOCKS = (
    ClockSpec(
        "accept",
        limits.ACCEPT,
        DUTY.LEAD,
        _("Decide on acceptance"),
        choose=limits.accept,
        rules=(limits.ACCEPT, limits.ACCEPT_HERE),
    ),
    ClockSpec(
        "supplement", "XX-XG-SUPPLEMENT", DUTY.FILER, _("Hand in what was missing"), served_with=("repair_supplement",)
    ),
    ClockSpec("confirm", "XX-XG-CONFIRM", DUTY.UNIT, _("Confirm correction and performance")),
    ClockSpec(
        "decide",
        limits.DECIDE,
        DUTY.LEAD,
        _("Decide and tell the filer"),
        choose=limits.decide,
        rules=(limits.DECIDE, limits.DECIDE_BEFORE, limits.DECIDE_HERE),
    ),
    ClockSpec("share", "XX-XG-SHARE", DUTY.LEAD, _("Carry it out and tell all who use the record")),
)
PLAIN = {
    S.SUBMITTED: _("We have received your application and are looking at whether we can accept it."),
    S.SUPPLEMENTING: _("We need something more from you before we can go on."),
    S.VERIFYING: _("We have accepted your application and are verifying that the breach is corrected."),
    S.CONSULTING: _("Those who know are asked to confirm that the breach is corrected and every duty is fulfilled."),
    S.DECIDING: _("All checks are done. We are preparing the decision."),
    S.DECIDED: _("The repair is granted. It is being carried out."),
    S.NOTIFYING: _("The decision is carried out. Other websites are confirming that they show it."),
    S.CLOSED: _("The record is repaired: it is neither published nor used any more."),
    S.REFUSED: _("We could not accept your application. The letter says why, and when you may apply again."),
    S.DENIED: _("The repair was not granted. The letter says why, and when you may apply again."),
    S.POINTLESS: _("Nothing is left to repair: the record is no longer in use."),
    S.WITHDRAWN: _("You have withdrawn your application."),
    S.REVOKED: _("The repair was revoked, because a commitment or a document was false."),
}
NEXT = {
    S.SUBMITTED: _("We tell you whether your application is accepted, or what is missing."),
    S.SUPPLEMENTING: _("Send what is missing; then we go on."),
    S.VERIFYING: _("We ask the unit that made the determination."),
    S.CONSULTING: _("When they have answered, we decide."),
    S.DECIDING: _("You receive the decision with its reasons."),
    S.DECIDED: _("Publication and sharing end, and measures built on the record are lifted."),
    S.NOTIFYING: _("When all have confirmed, the matter is closed."),
    S.CLOSED: _("Keep your commitment. If it proves false, the repair is revoked."),
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
    S.WITHDRAWN: (2, 1),
    S.DENIED: (3, 1),
    S.POINTLESS: (4, 1),
    S.REVOKED: (6, 1),
}


def open_repair(ctx: Context) -> None:
    """Write the particulars. Which conditions are missing keeps nobody from applying: the answer says it (不予受理)."""
    if ctx.case.record is None:
        raise InvalidData({"record": [gettext("Name the credit record that this is about.")]})
    performed_on = ctx.data.get("performed_on") or None
    if performed_on and performed_on > ctx.on:
        raise InvalidData({"details.performed_on": [gettext("This day is still to come.")]})
    Repair.objects.create(
        case_id=ctx.case.pk,
        performed_on=performed_on,
        promised_on=ctx.on if ctx.data.get("promised") else None,
        promised_by=ctx.data.get("promised_by") or "",
    )


def pointless() -> Iterable[int]:
    """Cases whose record is no longer in use, though nothing was carried out."""
    waiting = Case.objects.filter(kind="repair", state__in=MOVES["end_pointless"].source)
    return list(waiting.exclude(record__status__in=STANDING).order_by("pk").values_list("pk", flat=True))


CONCLUSIONS = (
    "repair_refuse",
    "repair_grant",
    "repair_denial",
    "repair_pointless",
    "repair_revocation",
    "repair_withdrawal",
)

REPAIR = CaseKind(
    code="repair",
    label=_("Credit repair"),
    word="修",
    model=RepairCase,
    states=S,
    initial=S.SUBMITTED.value,
    closed_states=CLOSED,
    moves=MOVES,
    clocks={spec.name: spec for spec in CLOCKS},
    engine=ViewflowEngine(RepairFlow),
    open=open_repair,
    area="credit_repair",
    forms=FORMS,
    flow=RepairFlow,
    layout={state.value: place for state, place in LAYOUT.items()},
    next_steps={state.value: words for state, words in NEXT.items()},
    plain_states={state.value: words for state, words in PLAIN.items()},
    paper_facts=paper_facts,
    conclusions=CONCLUSIONS,
    facts=pages.facts,
    panel="repair/conditions.html",
    panel_facts=pages.panel,
    summary=pages.summary,
    findings={"contribute": tuple(Finding.choices)},
    return_rule=lambda case: "XX-XG-RETURN",
    filed=("performed_on", "promised_on", "promised_by"),
    amended=("performed_on", "promised_on"),
    details_form=RepairDetails,
    about_record=True,
    confirms="acknowledge",
    overtaken=("end_pointless", pointless),
    demo=demo.fill,
)
