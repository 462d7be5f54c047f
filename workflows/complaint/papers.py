"""Words that the papers of a complaint need: which limits apply, where it was handed, what was found. Chinese only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from casework import filing
from casework.context import Context
from casework.models import Case, Clock, Reason, Unit
from casework.paper_words import UNITS, Period, bare, law, law_of, of_clock, period, yuan
from casework.rules.deadlines import EventKind, Limit
from casework.rules.deadlines import Unit as LimitUnit
from workflows.base import papers as base
from workflows.complaint import deadlines, drafts, guards
from workflows.complaint.models import Contribution, Countersignature
from workflows.complaint.words import area_name

DISCIPLINE = "区纪委监委"
EXTENSIONS = ("extend", "extend_consulting", "extend_countersigning")
FROM_RECEIPT, FROM_ACCEPTANCE = "自收到之日起", "自受理之日起"
# What the parts of a letter are called; a limit is known by the step whose clock it sets.
STEPS = {
    "accepting": "accept",
    "supplementing": "supplement",
    "reviewing": "ask_review",
    "rechecking": "ask_recheck",
    "returning": "return",
    "again": "handle",
}


def paper_facts(ctx: Context) -> dict[str, Any]:
    """Everything that a template may name beside the case, its data and the moment."""
    case, details = ctx.case, ctx.case.complaint
    return {
        "details": details,
        "you": base.you(case),
        "area": area_name(case),
        "lead": Unit.objects.filter(pk=ctx.data.get("lead")).first() or case.lead_unit,
        "plan": law("西岗区加强政务诚信建设实施方案", case.route["clause"]),
        "refusal": _reason("complaint_refusal", ctx.data.get("reason")),
        "finding": drafts.WORDS.get(ctx.move.name.removeprefix("conclude_"), ""),
        "joint": [row.unit.full_name for row in case.joint_leads.select_related("unit")],
        "cooperating": _names(ctx.data.get("cooperating") or details.cooperating),
        "amount": yuan(details.amount),
        "content": bare(case.content),
        "wish": bare(details.wish),
        "dissatisfied": bare(details.dissatisfaction) if ctx.move.name == "rate_dissatisfied" else "",
        "explanation": bare(str(ctx.data.get("explanation") or "")),
        "withdrawal": bare(details.withdrawal),
        "contents": base.contents(case) if "complaint_contents" in ctx.move.papers else [],
        **_limits(ctx),
        **_target(ctx),
        **_asked(ctx),
        **_served(ctx),
        "answered": _answered(ctx),
    }


def _limits(ctx: Context) -> dict[str, Any]:
    settling = limit(ctx, "settle")
    handling = settling or limit(ctx, "handle")
    return {
        **{name: limit(ctx, step) for name, step in STEPS.items()},
        "handling": handling,
        "handled_from": FROM_RECEIPT if settling else FROM_ACCEPTANCE,
        "extended": _extended(ctx),
    }


def limit(ctx: Context, step: str) -> Period:
    """The period of a step: as its clock runs, else how it is counted; the time to give a question back begins now."""
    code = deadlines.rule_of(ctx.case, step)
    if not code:
        return Period()
    clock = _running(ctx.case, step).last()
    if clock is not None:
        return of_clock(clock)
    window = _window(ctx) if step == "ask_review" else None
    return period(code, ctx.at, window, begun=step == "return" and bool(ctx.move.asks))


def _window(ctx: Context) -> Limit | None:
    """The time for feedback that the letter itself states, where no rule names one."""
    days = ctx.data.get("window") or ctx.case.complaint.window_days
    return Limit(int(days), LimitUnit.WORKDAY) if days else None


def _extended(ctx: Context) -> dict[str, Any]:
    """The clock that is extended, as it is now."""
    clock = _running(ctx.case, *guards.OF_THE_LEAD).last() if ctx.move.name in EXTENSIONS else None
    if clock is None:
        return {}
    added = clock.events.filter(kind=EventKind.EXTENDED).latest("seq")
    return {"unit": UNITS[LimitUnit(added.unit)], "law": law_of(clock.rule), "until": of_clock(clock).until}


def _target(ctx: Context) -> dict[str, Any]:
    accusation = ctx.move.name == "hand_over_accusation"
    target = _reason("complaint_transfer", ctx.data.get("to"))
    if accusation:
        body = Unit.objects.get(name=DISCIPLINE, valid_to__isnull=True).full_name
    else:
        body = target.zh if target else ""
    return {"accusation": accusation, "body": body}


def _asked(ctx: Context) -> dict[str, Any]:
    """What a unit is asked, and by when: as its clock says, else as it would be asked now."""
    one, step = ctx.assignment, ctx.move.asks
    wished_by = ctx.data.get("wished_by")
    clock = one.clocks.select_related("rule").first() if one is not None else None
    return {
        "answering": of_clock(clock) if clock is not None else limit(ctx, step) if step else Period(),
        "wished_by": date.fromisoformat(wished_by) if wished_by else None,
        "question": one.question if one is not None else ctx.data.get("question", ""),
    }


def _answered(ctx: Context) -> dict[str, Any]:
    """What a unit answers to which letter, or why it gives it back."""
    one = ctx.assignment
    if one is None or one.answered_at is None:
        return {}
    letter = one.documents.order_by("pk").first()
    findings = dict((*Contribution.choices, *Countersignature.choices))
    return {
        "letter": f"《{letter.title}》（{letter.number}）" if letter else "",
        "finding": findings.get(one.finding, ""),
        "text": one.answer,
        "belongs_to": one.belongs_to.full_name if one.belongs_to else "",
    }


def _served(ctx: Context) -> dict[str, Any]:
    """How the letter reached the filer, which letter that was, and who it is made out to."""
    if ctx.move.name != "reply":
        return {}
    paper = ctx.case.documents.filter(paper__code="complaint_result").order_by("pk").last()
    filer = ctx.case.parties.filter(role="filer").first()
    return {
        "letter": f"《{paper.title}》（{paper.number}）" if paper else "",
        "way": ctx.case.complaint.get_service_display(),
        "served_on": date.fromisoformat(str(ctx.data["served_on"])),
        "recipient": filing.shown_name(filer) if filer else "",
    }


def _reason(group: str, code: Any) -> Reason | None:
    return Reason.objects.filter(group=group, code=code).first() if code else None


def _names(units: list[int]) -> list[str]:
    return list(Unit.objects.filter(pk__in=units).order_by("pk").values_list("full_name", flat=True))


def _running(case: Case, *names: str) -> QuerySet[Clock]:
    """The running clocks of these names that belong to the case as a whole."""
    return case.clocks.filter(name__in=names, status=Clock.Status.RUNNING).select_related("rule").order_by("pk")
