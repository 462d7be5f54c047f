"""What pages and the API show of a repair: what was handed in, found and decided, and the conditions as they stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import repair_words
from casework.models import Case, RecordStatus, Sanction
from casework.templatetags.casework_ui import cn_date
from workflows.base.forms import reason_words
from workflows.repair import eligible
from workflows.repair.states import OPEN

STATUS = dict(RecordStatus.choices)


def facts(case: Case) -> list[tuple[Any, Any]]:
    """What a page shows of a repair, in order; empty values are left out."""
    details = case.repair
    rows = [
        (_("Every duty was fulfilled on"), cn_date(details.performed_on, "plain")),
        (_("Commitment made on"), cn_date(details.promised_on, "plain")),
        (_("Commitment made by"), details.promised_by),
        (_("What was missing"), details.supplement_items),
        (_("What the filer added"), details.supplemented),
        (_("What the own check found"), details.own_check),
        (_("Reason of refusal"), reason_words("repair_refusal", details.refusal)),
        (_("Findings and reasons"), details.explanation),
        (_("May be applied for again from"), cn_date(details.again_from, "plain")),
        (_("The record when the case ended"), STATUS.get(details.ended_by, "")),
        (_("Why withdrawn"), details.withdrawal),
        (_("Why the repair was revoked"), details.revocation),
        (_("No repair before the end of"), cn_date(details.no_repair_until, "plain")),
    ]
    return [(label, value) for label, value in rows if value]


def summary(case: Case) -> dict[str, Any]:
    """The particulars for the API."""
    details = case.repair
    names = ("performed_on", "promised_on", "refusal", "explanation", "again_from", "revocation", "no_repair_until")
    return {name: getattr(details, name) for name in names}


def panel(case: Case, at: datetime) -> dict[str, Any]:
    """The conditions and the window while nothing is decided, and the measures that fall with the record."""
    found = eligible.of(case, timezone.localdate(at)) if case.state in OPEN else None
    words, colour = repair_words.standing(found) if case.state in OPEN else ("", "")
    measures = Sanction.objects.filter(Q(record=case.record_id, lifted_at__isnull=True) | Q(case=case.pk)).order_by(
        "pk"
    )
    lifted = [row for row in measures if row.lifted_at]
    return {
        "answer": words,
        "colour": colour,
        "conditions": repair_words.conditions(found),
        "reckoning": repair_words.reckoning(found),
        "measures": lifted or list(measures),
        "lifted": bool(lifted),
    }
