"""Words that the papers of a complaint need: which limits apply, where it was handed, what was found. Chinese only."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework import clocks, extensions
from casework.context import Context
from casework.models import Case, DeadlineRule, Reason, Unit
from casework.rules.deadlines import CapType, EventKind, Limit
from casework.rules.deadlines import Unit as LimitUnit
from workflows.complaint import deadlines, drafts, guards
from workflows.complaint.words import area_name

UNITS = {"natural_day": "日", "workday": "个工作日", "hour": "小时", "month": "个月", "year": "年"}
DISCIPLINE = "区纪委监委"
EXTENSIONS = ("extend", "extend_consulting", "extend_countersigning")
FULL_WIDTH = str.maketrans("()", "（）")


def paper_facts(ctx: Context) -> dict[str, Any]:
    """Everything that a template may name beside the case, its data and the moment."""
    case, details = ctx.case, ctx.case.complaint
    return {
        "details": details,
        "area": area_name(case),
        "lead": Unit.objects.filter(pk=ctx.data.get("lead")).first() or case.lead_unit,
        "clause": case.route["clause"].translate(FULL_WIDTH),
        "refusal": _reason("complaint_refusal", ctx.data.get("reason")),
        "finding": drafts.WORDS.get(ctx.move.name.removeprefix("conclude_"), ""),
        "window": ctx.data.get("window") or details.window_days,
        "joint": [row.unit.full_name for row in case.joint_leads.select_related("unit")],
        "cooperating": _names(ctx.data.get("cooperating") or details.cooperating),
        "papers": list(case.documents.order_by("pk")),
        "files": list(case.evidence.order_by("pk")),
        **_limits(ctx),
        **_target(ctx),
        **_asked(ctx),
    }


def _limits(ctx: Context) -> dict[str, Any]:
    names = {"accepting": "accept", "reviewing": "ask_review", "rechecking": "ask_recheck", "returning": "return"}
    settling = limit(ctx, "settle")
    handling = settling | {"from": "自收到之日起"} if settling else limit(ctx, "handle") | {"from": "自受理之日起"}
    return {name: limit(ctx, step) for name, step in names.items()} | {"handling": handling, "extended": _extended(ctx)}


def limit(ctx: Context, step: str) -> dict[str, Any]:
    """A limit in words with its law: that of the rule, else the one the notice states."""
    code = deadlines.rule_of(ctx.case, step)
    if not code:
        return {}
    row = clocks.rule_in_force(code, ctx.begun.get(step, ctx.at))
    rule = clocks.as_rule(row)
    length = rule.limit or ctx.limits.get(step) or _stated(ctx, step)
    words = f"{length.value}{UNITS[length.unit]}" if length else ""
    return {"words": words, "law": _law(row), "cap": _cap(rule), "due": _due(ctx.case, step)}


def _stated(ctx: Context, step: str) -> Limit | None:
    """What a draft of the notice would state."""
    days = ctx.data.get("days") if step in ctx.move.starts else None
    return Limit(int(days), LimitUnit.WORKDAY) if days else None


def _extended(ctx: Context) -> dict[str, Any]:
    """The clock that was extended, as it is now."""
    clock = _last(ctx.case, *guards.OF_THE_LEAD) if ctx.move.name in EXTENSIONS else None
    if clock is None:
        return {}
    longest = extensions.room(clock)
    added = clock.events.filter(kind=EventKind.EXTENDED).order_by("seq").last()
    unit = added.unit if added else longest.unit if longest else ""
    return {"unit": UNITS.get(unit, ""), "law": _law(clock.rule), "due": clock.due_at}


def _target(ctx: Context) -> dict[str, Any]:
    accusation = ctx.move.name == "hand_over_accusation"
    target = _reason("complaint_transfer", ctx.data.get("to"))
    if accusation:
        body = Unit.objects.get(name=DISCIPLINE, valid_to__isnull=True).full_name
    else:
        body = target.zh if target else ""
    return {"accusation": accusation, "body": body}


def _asked(ctx: Context) -> dict[str, Any]:
    stated = ctx.limits.get(ctx.move.asks)
    wished_by = ctx.data.get("wished_by")
    return {
        "stated": stated.value if stated else ctx.data.get("days"),
        "wished_by": date.fromisoformat(wished_by) if wished_by else None,
    }


def _reason(group: str, code: Any) -> Reason | None:
    return Reason.objects.filter(group=group, code=code).first() if code else None


def _names(units: list[int]) -> list[str]:
    return list(Unit.objects.filter(pk__in=units).order_by("pk").values_list("full_name", flat=True))


def _cap(rule: Any) -> str:
    """How far a rule lets itself be extended: by so much, or up to so much in all."""
    if rule.extension is None:
        return ""
    words = f"{rule.extension.cap.value}{UNITS[rule.extension.cap.unit]}"
    return f"总期限最长不超过{words}" if rule.extension.cap_type is CapType.TOTAL else f"延长期限不超过{words}"


def _law(row: DeadlineRule) -> str:
    """The law behind a rule; a proposal of the district is none."""
    return f"《{row.source}》{row.article}" if row.attestation != "D" else ""


def _due(case: Case, step: str) -> Any:
    clock = _last(case, step)
    return clock.due_at if clock is not None else None


def _last(case: Case, *names: str) -> Any:
    return case.clocks.filter(name__in=names).select_related("rule").order_by("pk").last()
