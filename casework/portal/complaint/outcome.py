"""The way of a complaint in the filer's words: what comes after sending, what was found, where to go from there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from casework.models import Case, Clock
from casework.portal import choices, words
from casework.portal.questionnaire import Rows
from casework.templatetags.casework_ui import cn_date

TOLD = ("replied", "reopening", "reviewing", "closed")  # states in which the letter with the result has been served


def rows(case: Case) -> Rows:
    """Label and text of each part of the result; nothing while there is none."""
    details: Any = getattr(case, case.kind)
    found = [
        *choices.reason_rows(_("Not accepted because"), "complaint_refusal", details.refusal),
        *choices.reason_rows(_("Handed to"), "complaint_transfer", details.transferred_to),
        (_("Reasons"), details.explanation),
        *_conclusion(case, details),
        (_("Answer to your wish that it be handled again"), details.reopen_answer),
        (_("Opinion of the review"), details.review_opinion),
    ]
    return [(label, text) for label, text in found if text]


def _conclusion(case: Case, details: Any) -> Rows:
    """What was found, once the letter with it has been served."""
    if case.state not in TOLD or not details.finding:
        return []
    return [
        (_("What we found"), details.get_finding_display()),
        (_("Findings and reasons"), details.conclusion),
        (_("You said of it"), details.get_satisfaction_display() if details.satisfaction else ""),
    ]


def what_next(case: Case, at: datetime) -> list[dict[str, Any]]:
    """The way of a complaint from today, with the date of the first decision and the limits of the rest."""
    accept = case.clocks.filter(name="accept").exclude(status=Clock.Status.STOPPED).first()
    by = _("at the latest %(date)s") % {"date": cn_date(accept.due_at)} if accept else ""
    return [
        {"state": "ok", "title": _("Sent"), "at": case.opened_at, "text": _("It has reached us.")},
        {
            "state": "now",
            "title": _("We decide whether to accept it, and tell you"),
            "at_text": by,
            "text": _(
                "If something is missing, we ask for it once, all together. If it belongs elsewhere, we say where."
            ),
        },
        {
            "number": 3,
            "title": _("A unit that has no part in it checks"),
            "text": words.limits_text(case, ("handle", "settle"), at),
        },
        {
            "number": 4,
            "title": _("You get the answer"),
            "text": _("True, true in part, not true, or not to be established: with reasons, as a letter here."),
        },
        {
            "number": 5,
            "title": _("You say whether it helped"),
            "text": _("Not satisfied? Once you may ask for it to be handled again, and once for a review."),
        },
    ]
