"""The way of a repair in the applicant's words: what comes after sending, what was decided, when to apply again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from casework.models import Case, Clock
from casework.portal import choices, words
from casework.templatetags.casework_ui import cn_date

DECISIONS = {
    "granted": lambda: _("The repair is granted"),
    "denied": lambda: _("The repair is not granted"),
    "refused": lambda: _("The application is not accepted"),
    "pointless": lambda: _("Ended: the record is no longer in use, so nothing is left to repair"),
    "revoked": lambda: _("The repair was revoked"),
}


def rows(case: Case) -> list[tuple[str, str]]:
    """Label and text of each part of the result; nothing while there is none."""
    details: Any = getattr(case, case.kind)
    decision = DECISIONS.get(case.outcome)
    reason = choices.reason_rows(_("Because"), "repair_refusal", details.refusal)
    if details.again_from:  # the date says more than the words beside the reason
        reason = reason[:1]
    found = [
        (_("Decision"), decision() if decision else ""),
        *reason,
        (_("You may apply again from"), cn_date(details.again_from)),
        (_("Findings and reasons"), details.explanation),
        (_("Why it was revoked"), details.revocation),
        (_("No repair before the end of"), cn_date(details.no_repair_until, "plain")),
    ]
    return [(label, text) for label, text in found if text]


def remedy(case: Case) -> tuple[str, str] | None:
    """Where to go against the result: an objection to the record (国办发〔2025〕22号)."""
    if case.outcome not in DECISIONS or case.record is None:
        return None
    where = reverse("portal:objection_begin") + "?" + urlencode({"record": case.record.number})
    return _("Object to the record or to this result"), where


def what_next(case: Case, at: datetime) -> list[dict[str, Any]]:
    """The way of an application from today, with the date of the first decision and the limits of the rest."""
    accept = case.clocks.filter(name="accept").exclude(status=Clock.Status.STOPPED).first()
    by = _("at the latest %(date)s") % {"date": cn_date(accept.due_at)} if accept else ""
    return [
        {"state": "ok", "title": _("Sent"), "at": case.opened_at, "text": _("Your application has reached us.")},
        {
            "state": "now",
            "title": _("We decide whether to accept it"),
            "at_text": by,
            "text": _("If something is missing, we ask for it once, all together."),
        },
        {
            "number": 3,
            "title": _("We ask whether it is put right"),
            "text": _("The unit that made the determination confirms it. You need not do anything."),
        },
        {
            "number": 4,
            "title": _("You get the decision"),
            "text": words.limits_text(case, ("decide",), at),
        },
        {
            "number": 5,
            "title": _("The record is repaired"),
            "text": _(
                "It is neither published nor shared any more, and measures built on it are lifted. It costs nothing."
            ),
        },
    ]
