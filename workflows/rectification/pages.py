"""What pages and the API show of a rectification. Everything here has taken effect, so both sides may read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import Case
from casework.templatetags.casework_ui import cn_date
from workflows.rectification import items
from workflows.rectification.models import ItemRound, Rectification


def facts(case: Case) -> list[tuple[Any, Any]]:
    """What a page shows, in order; empty values are left out."""
    details = case.rectification  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    rows = [
        (_("Unit to put right"), case.respondent),
        (_("Class"), details.get_severity_display()),
        (_("Designation to inspect for the government"), details.designation),
        (_("What broke faith"), details.facts),
        (_("Loss caused"), details.loss),
        (_("Influence on the public"), details.influence),
        (_("Served on"), cn_date(details.served_on, "plain") if details.served_on else ""),
        (_("How it was served"), details.get_service_display()),
        (_("Who received it"), details.recipient),
        (_("Written explanation"), details.explanation),
        (_("Round"), details.round if details.round > 1 else ""),
        (_("More time"), details.get_extension_display()),
        (_("Days asked for"), details.extension_days),
        (_("Why more time is needed"), details.extension_reason),
        (_("Answer to the request for more time"), details.extension_answer),
        (_("Report"), details.report),
        (_("Opinion of the inspection"), details.inspection),
        (_("How it refused"), details.refusal),
        (_("Ground of leniency"), details.get_ground_display()),
        (_("Leniency"), details.get_leniency_display()),
        (_("Why leniency is asked for"), details.leniency_plea),
        (_("Reasons of the decision on leniency"), details.leniency_answer),
        (_("Conclusion accepted"), cn_date(details.accepted_at, "time") if details.accepted_at else ""),
        (_("Review of"), details.get_reviewed_display()),
        (_("Why a review is asked for"), details.review_grounds),
        (_("Opinion of the review"), details.review_opinion),
        (_("Why the order ended"), details.revocation),
        (_("Conclusion"), details.conclusion),
    ]
    return [(label, value) for label, value in rows if value]


def panel(case: Case, _at: datetime) -> dict[str, Any]:
    """The items of the order, each with what was done and found in each round, and where the present round stands."""
    details = case.rectification  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    rows = item_rows(details)
    now = [row["rounds"][-1] for row in rows if row["rounds"] and row["rounds"][-1]["number"] == details.round]
    return {"items": rows, "open": len(now), "answered": sum(row["answered"] for row in now), "round": details.round}


def item_rows(details: Rectification) -> list[dict[str, Any]]:
    """Every item with its rounds."""
    found = details.items.prefetch_related("rounds__proofs__evidence").order_by("position")
    return [
        {"position": item.position, "demand": item.demand, "rounds": [_round(row) for row in item.rounds.all()]}
        for item in found
    ]


def _round(row: ItemRound) -> dict[str, Any]:
    return {
        "number": row.number,
        "measure": row.measure,
        "done_on": row.done_on,
        "reason": row.reason,
        "proofs": [{"id": proof.evidence_id, "name": proof.evidence.name} for proof in row.proofs.all()],
        "answered": items.answered(row),
        "result": row.result,
        "result_label": str(row.get_result_display()),
        "words": row.words,
    }
