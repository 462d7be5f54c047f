"""The way of an objection in the filer's words: what comes after sending, what was decided, where to go from there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from casework.models import Case, Clock
from casework.portal import choices, words
from casework.templatetags.casework_ui import cn_date

CHECKING = ("check", "forward", "provider", "decide")  # clocks between acceptance and result


def rows(case: Case) -> list[tuple[str, str]]:
    """Label and text of each part of the result; nothing while there is none."""
    details: Any = getattr(case, case.kind)
    found = [
        (_("Decision"), details.get_decision_display() if details.decision else ""),
        *choices.reason_rows(_("Not accepted because"), "refusal", details.refusal),
        *choices.reason_rows(_("Handed to"), "transfer", details.transferred_to),
        (_("Findings and reasons"), details.explanation),
        (_("Opinion of the review"), details.review_opinion),
    ]
    return [(label, text) for label, text in found if text]


def what_next(case: Case, at: datetime) -> list[dict[str, Any]]:
    """The way of an objection from today, with the date of the first decision and the limits of the rest."""
    accept = case.clocks.filter(name="accept").exclude(status=Clock.Status.STOPPED).first()
    by = _("at the latest %(date)s") % {"date": cn_date(accept.due_at)} if accept else ""
    return [
        {"state": "ok", "title": _("Sent"), "at": case.opened_at, "text": _("Your objection has reached us.")},
        {
            "state": "now",
            "title": _("We decide whether to accept it"),
            "at_text": by,
            "text": _("If something is missing, we ask for it once, all together."),
        },
        {
            "number": 3,
            "title": _("The record is marked as in dispute"),
            "text": _("As soon as it is accepted. Every reader sees the mark, and no new sanction may be built on it."),
        },
        {
            "number": 4,
            "title": _("We check, and ask the unit that provided it"),
            "text": words.limits_text(case, CHECKING, at),
        },
        {
            "number": 5,
            "title": _("You get the result"),
            "text": _("As a letter you can read here. If you disagree, you may ask for a review once."),
        },
    ]
