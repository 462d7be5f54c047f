"""The result of an objection in the filer's words: what was decided, why, and where to go from there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.models import Case, Reason
from casework.portal import choices


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
