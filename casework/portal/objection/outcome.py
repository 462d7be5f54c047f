"""The way of an objection in the filer's words: what comes after sending, what was decided, where to go from there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from casework.models import Case, Clock, Reason
from casework.portal import choices, words
from casework.templatetags.casework_ui import cn_date

CHECKING = ("check", "forward", "provider", "decide")  # clocks between acceptance and result


def rows(case: Case) -> list[tuple[str, str]]:
    """Label and text of each part of the result; nothing while there is none."""
    details: Any = getattr(case, case.kind)
    found = [
        (_("Decision"), details.get_decision_display() if details.decision else ""),
        *_reason(_("Not accepted because"), "refusal", details.refusal),
        *_reason(_("Handed to"), "transfer", details.transferred_to),
        (_("Findings and reasons"), details.explanation),
        (_("Opinion of the review"), details.review_opinion),
    ]
    return [(label, text) for label, text in found if text]


def _reason(label: str, group: str, code: str) -> list[tuple[str, str]]:
    """A reason of the pack, and what the person can do next."""
    row = Reason.objects.filter(group=group, code=code).first() if code else None
    if row is None:
        return [(label, code)]
    advice = choices.advice(row) if group == "refusal" else ""
    return [(label, choices.words(row)), (_("What you can do"), advice)]


def what_next(case: Case, at: datetime) -> list[dict[str, Any]]:
    """The way of an objection from today, with the date of the first decision and the limits of the rest."""
    accept = case.clocks.filter(name="accept").exclude(status=Clock.Status.STOPPED).first()
    by = _("at the latest %(date)s") % {"date": cn_date(accept.due_at)} if accept else ""
    checks = [line for line in words.limits_of(case.kind, at) if line.name in CHECKING]
    limits = "\n".join(_("%(title)s: %(words)s") % {"title": c.title, "words": c.words} for c in checks)
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
        {"number": 4, "title": _("We check, and ask the unit that provided it"), "text": limits},
        {
            "number": 5,
            "title": _("You get the result"),
            "text": _("As a letter you can read here. If you disagree, you may ask for a review once."),
        },
    ]
