"""Words that the papers of a repair need: the reason of the pack, what was lifted, how the record stands. Chinese only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from casework.context import Context
from casework.models import Case, Reason, RecordStatus, SubjectType
from workflows.repair import eligible

ENDED = {
    RecordStatus.EXPIRED: "该信息公示期届满，已经停止公示",
    RecordStatus.REVOKED: "该信息已被撤销",
    RecordStatus.REPAIRED: "该信息已经修复",
    RecordStatus.DECLINED: "该信息核验未通过，没有使用",
    RecordStatus.COLLECTED: "该信息尚未核验，没有使用",
}


def paper_facts(ctx: Context) -> dict[str, Any]:
    """Values for every paper of this kind; what does not concern the move is empty."""
    case: Any = ctx.case
    record, details = case.record, case.repair
    last = ctx.data.get("no_repair_until") if ctx.move.name == "revoke" else None
    return {
        "subject": record.full_name,
        "said": record.said(),
        "of_person": record.subject_type == SubjectType.PERSON,
        "public": record.published_at is not None,
        "asked": [unit.full_name for unit in eligible.to_ask(case, ctx.on)] if ctx.move.name == "accept" else [],
        "reason": Reason.objects.filter(group="repair_refusal", code=ctx.data.get("reason") or "").first(),
        "again": eligible.again_from(case, ctx.on) if ctx.move.name in ("refuse", "decide_refuse") else None,
        "lifted": list(case.lifted_sanctions.order_by("pk")) if ctx.move.name == "execute" else [],
        "ended": ENDED.get(details.ended_by, "该信息已经停止使用"),
        "ban": date.fromisoformat(last) if last else None,
        "index": _index(case) if ctx.move.name == "close" else [],
    }


def _index(case: Case) -> list[str]:
    """Everything in the file: papers, then material, in order."""
    papers = case.documents.order_by("issued_at", "pk").values_list("title", "number", "issued_at")
    lines = [f"文书：《{title}》{number}，{_day(at)}" for title, number, at in papers]
    files = case.evidence.order_by("pk")
    return lines + [f"材料：{file.name}，{file.get_source_display()}提交，{_day(file.uploaded_at)}" for file in files]


def _day(moment: Any) -> str:
    day = timezone.localdate(moment)
    return f"{day.year}年{day.month}月{day.day}日"
