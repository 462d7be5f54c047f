"""The words that the papers of a rectification need: who, by when, and item by item."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from casework import clocks, record_order
from casework.context import Context
from casework.models import Case, Clock
from workflows.rectification import items, limits
from workflows.rectification.models import Ground, ItemRound, Rectification, Service

RESULTS = {"passed": "已整改到位", "failed": "未整改到位"}
OUTCOMES = {"passed": "整改到位，验收通过", "refused": "认定拒不整改"}
DECISIONS = {"lenient": "从轻实施失信惩戒措施", "exempt": "免于实施失信惩戒措施", "none": "不予从轻或者免于惩戒"}
STOPS = "。；;,，. "


def paper_facts(ctx: Context) -> dict[str, Any]:
    """Values for every paper of this kind; what does not concern the move is empty."""
    case, details = ctx.case, _details(ctx.case)
    severity = ctx.data.get("severity") or details.severity
    return {
        "unit": case.respondent.full_name if case.respondent else "",
        "details": details,
        "order_number": _order_number(case),
        "demands": items.lines(ctx.data.get("demands") or details.demands),
        "explain_limit": limits.written(limits.of("ZG-XG-EXPLAIN", ctx.at)),
        "rectify_limit": limits.written(limits.term(severity, ctx.at)),
        "order_review_limit": limits.written(limits.of(limits.ASK_ORDER_REVIEW, ctx.at)),
        "review_limit": limits.written(limits.of(limits.ASK_REVIEW, ctx.at)),
        "may_ask_review": bool(limits.ask_review(case)),
        "due": _due(case),
        "late": _late(ctx),
        "inspected": _inspected(ctx, details),
        "reported": [_report_line(row) for row in items.pending(details)] if ctx.move.name == "report" else [],
        "service": dict(Service.choices).get(ctx.data.get("service", ""), ""),
        "served_on": date.fromisoformat(ctx.data["served_on"]) if ctx.data.get("served_on") else details.served_on,
        "ground": dict(Ground.choices).get(details.ground, ""),
        "leniency": DECISIONS.get(ctx.data.get("leniency") or details.leniency, ""),
        "recorded_before": record_order.at_once(details.record_rule, ctx.on),
        "outcome": OUTCOMES.get(case.outcome, ""),
        "index": _index(case) if "rectification_index" in ctx.move.papers else [],
    }


def _details(case: Case) -> Rectification:
    found: Rectification = case.rectification  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    return found


def _order_number(case: Case) -> str:
    numbers = case.documents.filter(paper__code="rectification_notice").values_list("number", flat=True)
    return str(numbers.first() or "")


def _due(case: Case) -> dict[str, date]:
    """The last day of each running clock."""
    running = case.clocks.filter(status=Clock.Status.RUNNING)
    return {clock.name: timezone.localdate(clock.due_at) for clock in running}


def _late(ctx: Context) -> int:
    """How many working days a time is over when a paper of the ladder is issued, which may be later than its rung."""
    due = ctx.data.get("due")
    return abs(clocks.calendar().workdays_between(ctx.on, due)) if isinstance(due, date) else 0


def _inspected(ctx: Context, details: Rectification) -> list[str]:
    """What was found of each item, as the form says; the rounds may have moved on already."""
    lines = []
    for item in details.items.all():
        words = ctx.data.get(f"words_{item.position}")
        if words:
            result = RESULTS[ctx.data.get(f"result_{item.position}") or "passed"]
            lines.append(f"{item.position}．{_bare(item.demand)}：{result}。{_bare(words)}。")
    return lines


def _report_line(row: ItemRound) -> str:
    """What the unit says about one item."""
    words = [f"{row.item.position}．{_bare(row.item.demand)}：{_bare(row.measure) or '尚未采取措施'}"]
    words.append(f"{row.done_on:%Y}年{row.done_on.month}月{row.done_on.day}日完成" if row.done_on else "尚未完成")
    if proofs := len(row.proofs.all()):
        words.append(f"附证明材料{proofs}件")
    return "，".join(words) + (f"。说明：{_bare(row.reason)}。" if row.reason else "。")


def _index(case: Case) -> list[str]:
    """Everything in the file: papers, then material, in order."""
    papers = case.documents.order_by("issued_at", "pk").values_list("title", "number", "issued_at")
    lines = [f"文书：《{title}》{number}，{_day(at)}" for title, number, at in papers]
    files = case.evidence.order_by("pk")
    return lines + [f"材料：{file.name}，{file.get_source_display()}提交，{_day(file.uploaded_at)}" for file in files]


def _day(moment: Any) -> str:
    day = timezone.localdate(moment)
    return f"{day.year}年{day.month}月{day.day}日"


def _bare(text: str) -> str:
    """Words without the stop at their end, to stand within a sentence."""
    return " ".join(text.split()).rstrip(STOPS)
