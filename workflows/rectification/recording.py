"""What a rectification leaves in the register: a record where it was refused, leniency where that was decided."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from casework import made_records, record_order, records
from casework.context import Context
from casework.models import Mitigation
from workflows.rectification.models import Leniency

KINDS = {Leniency.LENIENT.value: Mitigation.Kind.LIGHTER, Leniency.EXEMPT.value: Mitigation.Kind.EXEMPT}
REFUSED = "refused"
TITLE = "政务失信：拒不整改"


def record_refusal(ctx: Context, details: Any) -> None:
    """认定拒不整改 stands: the breach becomes a record (1103号), unless it was recorded when it was found."""
    case = ctx.case
    if case.outcome != REFUSED or case.respondent is None or made_records.already(case.pk):
        return
    if record_order.at_once(details.record_rule, ctx.on):
        return
    paper = case.documents.filter(paper__code="rectification_refusal").order_by("-issued_at", "-pk").first()
    records.make(
        ctx,
        case.respondent,
        title=TITLE,
        facts=f"{details.facts}\n{details.refusal}".strip(),
        basis=f"《{paper.title}》{paper.number}" if paper else "",
        severity=details.severity,
        decided_on=timezone.localdate(paper.issued_at) if paper else ctx.on,
    )
    carry_leniency(ctx, details)


def carry_leniency(ctx: Context, details: Any) -> None:
    """从轻或者免于: noted with the records of the matter, so that no measure goes past it."""
    kind = KINDS.get(details.leniency)
    if kind is not None:
        records.mitigate(ctx, kind, details.leniency_answer)
