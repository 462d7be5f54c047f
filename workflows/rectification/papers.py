"""The words that the papers of a rectification need: who, by when, and item by item."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework import clocks, record_order
from casework.context import Context
from casework.models import Case, Clock
from casework.paper_words import Period, bare, day, law_of, of_clock, period
from workflows.base import papers as base
from workflows.rectification import items, limits
from workflows.rectification.models import Ground, ItemRound, Rectification, Reviewed, Service

RESULTS = {"passed": "已整改到位", "failed": "未整改到位"}
OUTCOMES = {"passed": "整改到位，验收通过", "refused": "认定拒不整改"}
DECISIONS = {"lenient": "从轻实施失信惩戒措施", "exempt": "免于实施失信惩戒措施", "none": "不予从轻或者免于惩戒"}
BY_SERVICE = {"explain": "书面说明原因", "rectify": "完成整改、报送整改报告", "ask_order_review": "申请复核"}


def paper_facts(ctx: Context) -> dict[str, Any]:
    """Values for every paper of this kind; what does not concern the move is empty."""
    case, details = ctx.case, _details(ctx.case)
    return {
        "unit": case.respondent.full_name if case.respondent else "",
        "details": details,
        "order_number": _order_number(case),
        "demands": items.lines(ctx.data.get("demands") or details.demands),
        "may_ask_review": bool(limits.ask_review(case)),
        "late": _late(ctx),
        "inspected": _inspected(ctx, details),
        "reported": [_report_line(row) for row in items.pending(details)] if ctx.move.name == "report" else [],
        "service": dict(Service.choices).get(ctx.data.get("service", ""), ""),
        "served_on": date.fromisoformat(ctx.data["served_on"]) if ctx.data.get("served_on") else details.served_on,
        "ground": dict(Ground.choices).get(details.ground, ""),
        "leniency": DECISIONS.get(ctx.data.get("leniency") or details.leniency, ""),
        "recorded_before": record_order.at_once(details.record_rule, ctx.on),
        "outcome": OUTCOMES.get(case.outcome, ""),
        "of_order": details.reviewed == Reviewed.ORDER,
        "index": base.contents(case) if "rectification_index" in ctx.move.papers else [],
        **_periods(ctx, details),
        **_proposed(ctx),
    }


def _periods(ctx: Context, details: Rectification) -> dict[str, Any]:
    """Each time of the unit: as its clock runs, else how it will be counted."""
    severity = ctx.data.get("severity") or details.severity
    running = _running(ctx.case)
    rectifying = running.get("rectify") or period(limits.TERMS[severity], ctx.at, begun=False)
    return {
        "explaining": running.get("explain") or period("ZG-XG-EXPLAIN", ctx.at, begun=False),
        "rectifying": rectifying,
        "until": rectifying.until.removeprefix("，"),
        "order_reviewing": running.get("ask_order_review") or period(limits.ASK_ORDER_REVIEW, ctx.at, begun=False),
        "reviewing": running.get("ask_review") or period(limits.ASK_REVIEW, ctx.at, begun=False),
        "periods": [
            f"{name}｜自送达之日起{running[clock].words}内｜{running[clock].last}"
            for clock, name in BY_SERVICE.items()
            if clock in running
        ],
    }


def _running(case: Case) -> dict[str, Period]:
    """The time of each running clock."""
    clocks_now = case.clocks.filter(status=Clock.Status.RUNNING).select_related("rule")
    return {clock.name: of_clock(clock) for clock in clocks_now}


def _proposed(ctx: Context) -> dict[str, str]:
    """The measure that a rung of the ladder proposes: who decides on it, and by which law."""
    measures = ctx.data.get("measures") or []
    return {"decider": measures[0].decider, "measure_law": law_of(measures[0])} if measures else {}


def _details(case: Case) -> Rectification:
    found: Rectification = case.rectification  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    return found


def _order_number(case: Case) -> str:
    numbers = case.documents.filter(paper__code="rectification_notice").values_list("number", flat=True)
    return str(numbers.first() or "")


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
            lines.append(f"{item.position}．{bare(item.demand)}：{result}。{bare(words)}。")
    return lines


def _report_line(row: ItemRound) -> str:
    """What the unit says about one item."""
    words = [f"{row.item.position}．{bare(row.item.demand)}：{bare(row.measure) or '尚未采取措施'}"]
    words.append(f"{day(row.done_on)}完成" if row.done_on else "尚未完成")
    if proofs := len(row.proofs.all()):
        words.append(f"附证明材料{proofs}件")
    return "，".join(words) + (f"。说明：{bare(row.reason)}。" if row.reason else "。")
