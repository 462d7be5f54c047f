"""Words that the papers of a repair need: the law of its record, the conditions, by when, what was lifted. Chinese only."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework import clocks, regime_words
from casework.context import Context
from casework.models import Case, Channel, Clock, Reason, RecordStatus, Regime, SubjectType
from casework.paper_words import Period, bare, day, enumerated, law_of, law_of_source, laws, length, of_clock, period
from casework.rules.deadlines import Limit
from casework.rules.repair import Condition, Stage
from workflows.base import papers as base
from workflows.repair import eligible, guards, limits

ENDED = {
    RecordStatus.EXPIRED: "该信息公示期届满，已经停止公示",
    RecordStatus.REVOKED: "该信息已被撤销",
    RecordStatus.REPAIRED: "该信息已经修复",
    RecordStatus.DECLINED: "该信息核验未通过，没有使用",
    RecordStatus.COLLECTED: "该信息尚未核验，没有使用",
}
FREE, CONTESTED = "XX-20", "OB-22"
BEFORE_ACCEPTANCE = (Stage.FILING, Stage.APPLICATION)
ALL_STAGES = tuple(Stage)
SHOWN = {"accept": BEFORE_ACCEPTANCE, "decide_grant": ALL_STAGES}  # the moves whose letters list the conditions


def paper_facts(ctx: Context) -> dict[str, Any]:
    """Values for every paper of this kind; what does not concern the move is empty."""
    case: Any = ctx.case
    record, details = case.record, case.repair
    last = ctx.data.get("no_repair_until") if ctx.move.name == "revoke" else None
    return {
        "details": details,
        "you": base.you(case),
        "subject": record.full_name,
        "said": record.said(),
        "of_person": record.subject_type == SubjectType.PERSON,
        "public": record.published_at is not None,
        "over": record.published_at is not None and record.ends_on is not None and record.ends_on < ctx.on,
        "online": case.channel == Channel.WEB,
        "units": [unit.full_name for unit in eligible.to_ask(case, ctx.on)] if ctx.move.name == "accept" else [],
        "reason": Reason.objects.filter(group="repair_refusal", code=ctx.data.get("reason") or "").first(),
        "again": eligible.again_from(case, ctx.on) if ctx.move.name in ("refuse", "decide_refuse") else None,
        "lifted": list(case.lifted_sanctions.order_by("pk")) if ctx.move.name == "execute" else [],
        "ended": ENDED.get(details.ended_by, "该信息已经停止使用"),
        "ban": date.fromisoformat(last) if last else None,
        "granted": _granted(case) if ctx.move.name == "revoke" else "",
        "withdrawal": bare(details.withdrawal),
        "contents": base.contents(case) if "repair_contents" in ctx.move.papers else [],
        **_laws(ctx),
        **_limits(ctx),
        **base.asked(ctx, "XX-XG-RETURN"),
    }


def _laws(ctx: Context) -> dict[str, Any]:
    """The law of the record's own rule version; of procedure, what is in force now. Market subjects only have a 办法."""
    record: Any = ctx.case.record
    found = eligible.of(ctx.case, ctx.on)
    known = {each.code: each for each in found.conditions} if found else {}
    regime = Regime.objects.filter(code=record.rule_version).order_by("version").last()
    own = law_of(regime) if regime is not None else ""
    market = record.subject_type == SubjectType.ENTERPRISE
    return {
        "laws": own or base.PLAN,
        "means": _cited(known.get("standing")) or own or base.PLAN,
        "documents_law": law_of_source(found.documents_source) if found and market else "",
        "free": enumerated(laws([FREE], ctx.at)) if market else "",
        "contesting": enumerated(laws([CONTESTED], ctx.at)) if market else "",
        "conditions": [_row(each) for each in known.values() if each.stage in SHOWN.get(ctx.move.name, ())],
    }


def _cited(condition: Condition | None) -> str:
    return law_of_source(condition.source) if condition is not None else ""


def _row(condition: Condition) -> str:
    """A row of the table of conditions: 条件｜情况｜日期."""
    reached = day(condition.date_reached) if condition.date_reached else "—"
    return f"{regime_words.condition(condition)}｜{'符合' if condition.met else '不符合'}｜{reached}"


def _limits(ctx: Context) -> dict[str, Any]:
    """What happens by when. The time to decide begins with acceptance, by the older rule with the application."""
    case, clock = ctx.case, guards.deciding_clock(ctx.case) if ctx.move.name.startswith("extend") else None
    code = limits.decide(case)
    start = limits.applied_at(case) if code == limits.DECIDE_BEFORE else ctx.at
    return {
        "accepting": period(limits.accept(case), ctx.at),
        "supplementing": base.stated(ctx, "XX-XG-SUPPLEMENT"),
        "deciding": period(code, start),
        "decided_from": "自收到申请之日起" if code == limits.DECIDE_BEFORE else "自受理之日起",
        "sharing": period("XX-XG-SHARE", ctx.at),
        "acknowledging": period(base.ACKNOWLEDGED, ctx.at),
        "more": _more(clock, ctx) if clock is not None else "",
        "extended": of_clock(clock) if clock is not None else Period(),
    }


def _more(clock: Clock, ctx: Context) -> str:
    """What the extension adds, in the unit of its rule."""
    extension = clocks.as_rule(clock.rule).extension
    return length(Limit(int(ctx.data["days"]), extension.cap.unit)) if extension is not None else ""


def _granted(case: Case) -> str:
    """The decision that is revoked, by its title and number."""
    paper = case.documents.filter(paper__code="repair_grant").order_by("pk").last()
    return f"《{paper.title}》（{paper.number}，{day(paper.issued_at)}）" if paper is not None else ""
