"""What pages and the API say of a complaint."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import Area, Case
from workflows.base.forms import reason_words
from workflows.complaint.states import S

PLAIN = {
    S.SUBMITTED: _("We have received your complaint and are looking at who has to handle it."),
    S.SUPPLEMENTING: _("We need something more from you before we can go on."),
    S.HANDLING: _("We have accepted your complaint. The lead unit is looking into it."),
    S.CONSULTING: _("Other units have been asked what they know. We wait for their answers."),
    S.COUNTERSIGNING: _("The units that lead together are agreeing on the result."),
    S.CONCLUDED: _("The result is approved. The letter is on its way to you."),
    S.REPLIED: _("You have our answer. Please tell us whether you are satisfied."),
    S.REOPENING: _("You have asked us to handle it again. We are deciding on that."),
    S.REVIEWING: _("Another unit, with people who took no part before, is reviewing the result."),
    S.CLOSED: _("Your complaint is closed."),
    S.REFUSED: _("We could not accept your complaint. The letter says why and where you can go."),
    S.TRANSFERRED: _("Another body is responsible. We have handed your complaint over."),
    S.MERGED: _("It is the same matter as an earlier case and is handled together with it."),
    S.WITHDRAWN: _("You have withdrawn your complaint."),
}
NEXT = {
    S.SUBMITTED: _("We tell you whether your complaint is accepted, or what is missing."),
    S.SUPPLEMENTING: _("Send what is missing; then we go on."),
    S.HANDLING: _("You receive the result with its reasons in writing."),
    S.CONSULTING: _("When they have answered, we go on."),
    S.COUNTERSIGNING: _("When all agree, the result goes to approval."),
    S.CONCLUDED: _("When the letter has reached you, you can rate the answer or ask for a review."),
    S.REPLIED: _("If you are dissatisfied, say why: it can be handled again once, or reviewed by others."),
    S.REOPENING: _("You receive an answer with the reasons."),
    S.REVIEWING: _("You receive the decision of the review."),
    S.WITHDRAWN: _("The office may still look into it without you."),
}
LAYOUT = {
    S.SUBMITTED: (0, 0),
    S.HANDLING: (1, 0),
    S.CONSULTING: (2, 0),
    S.COUNTERSIGNING: (3, 0),
    S.CONCLUDED: (4, 0),
    S.REPLIED: (5, 0),
    S.CLOSED: (6, 0),
    S.SUPPLEMENTING: (0, 1),
    S.REFUSED: (1, 1),
    S.TRANSFERRED: (2, 1),
    S.MERGED: (3, 1),
    S.WITHDRAWN: (4, 1),
    S.REOPENING: (5, 1),
    S.REVIEWING: (6, 1),
}


SUMMARY = (
    *("nature", "category", "ticket", "matter", "promised", "loss", "contract", "wish", "consent"),
    *("finding", "conclusion", "satisfaction"),
)


def facts(case: Case) -> list[tuple[Any, Any]]:
    """What a page shows of a complaint, in order; empty values are left out."""
    details = case.complaint
    rows = [
        (_("Complaint or report"), details.get_nature_display()),
        (_("Category"), details.get_category_display()),
        (_("Sort of ticket"), details.get_ticket_display()),
        (_("Body complained about"), case.respondent),
        (_("Subject area"), area_name(case)),
        (_("What was promised or agreed"), details.get_matter_display()),
        (_("What exactly, when, by whom"), details.promised),
        (_("What was lost by it"), details.loss),
        (_("Amount (yuan)"), f"{details.amount:,.2f}" if details.amount is not None else ""),
        (_("When it happened"), details.happened_on),
        (_("What the filer asks for"), details.wish),
        (_("The body complained about may learn who complains"), _yes_no(details.consent)),
        (_("What was missing"), details.supplement_items),
        (_("What the filer added"), details.supplemented),
        (_("Reason of refusal"), reason_words("complaint_refusal", details.refusal)),
        (_("Handed to"), handed_to(details.transferred_to)),
        (_("Reasons"), details.explanation),
        *_outcome(details),
    ]
    return [(label, value) for label, value in rows if value not in ("", None)]


def _outcome(details: Any) -> list[tuple[Any, Any]]:
    return [
        (_("Finding"), details.get_finding_display()),
        (_("Findings and reasons"), details.conclusion),
        (_("How served"), details.get_service_display()),
        (_("Served on"), details.served_on),
        (_("Satisfaction"), details.get_satisfaction_display()),
        (_("Why dissatisfied"), details.dissatisfaction),
        (_("Why it should be handled again"), details.reopen_grounds),
        (_("Answer to that"), details.reopen_answer),
        (_("Why a review is asked for"), details.review_grounds),
        (_("Opinion of the review"), details.review_opinion),
        (_("Why withdrawn"), details.withdrawal),
    ]


def summary(case: Case) -> dict[str, Any]:
    """The particulars for the API."""
    details = case.complaint
    found = {name: getattr(details, name) for name in SUMMARY}
    found["amount"] = str(details.amount) if details.amount is not None else None
    found["happened_on"] = details.happened_on.isoformat() if details.happened_on else None
    return found


def result(case: Case) -> tuple[Any, str]:
    """What came out of a complaint and what was answered, for the platform that sent it."""
    details = case.complaint
    if details.finding:
        return details.get_finding_display(), details.conclusion
    refused, handed = reason_words("complaint_refusal", details.refusal), handed_to(details.transferred_to)
    return refused or handed or "", details.explanation


def handed_to(code: str) -> Any:
    """The body that a complaint was handed to."""
    return _("Discipline inspection and supervision") if code == "discipline_inspection" else _reason_to(code)


def _reason_to(code: str) -> str:
    return reason_words("complaint_transfer", code)


def _yes_no(value: bool) -> Any:
    return _("agreed") if value else _("not agreed")


def area_name(case: Case) -> str:
    """The subject area of a case, as files call it."""
    row = Area.objects.filter(code=case.area).first()
    return row.zh if row else case.area
