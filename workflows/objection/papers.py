"""Words that the papers of an objection need: what is disputed, by which law, by when, and what is corrected. Chinese only."""

from __future__ import annotations

from typing import Any

from casework import clocks, paper_rows
from casework.context import Context
from casework.models import Assignment, Case, Reason, SubjectType
from casework.paper_words import Period, bare, enumerated, laws, of_clock, period
from workflows.base import papers as base
from workflows.base.forms import reason_words
from workflows.objection.models import Decision
from workflows.objection.words import WISHES, field_label

# 征信业管理条例 is not among them: its art. 2(4) leaves out what state organs do by law.
LOCAL = ("OB-LN", "OB-DL")
OF_SUBJECT = {SubjectType.ENTERPRISE: ("OB-QY12",), SubjectType.PERSON: ("OB-PI46",), SubjectType.UNIT: ()}
STEPS = {"accepting": "accept", "checking": "check", "forwarding": "forward"}


def paper_facts(ctx: Context) -> dict[str, Any]:
    """Values for every paper of this kind; what does not concern the move is empty."""
    case, details = ctx.case, ctx.case.objection  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    group = "transfer" if ctx.move.name == "transfer" else "refusal"
    code = ctx.data.get("reason") or ctx.data.get("to") or ""
    return {
        "details": details,
        "you": base.you(case),
        "said": case.record.said() if case.record is not None else None,
        "of_person": case.record is not None and case.record.subject_type == SubjectType.PERSON,
        "laws": enumerated([*laws([*LOCAL, *_of_subject(case)], ctx.at), base.PLAN]),
        "objected": reason_words("objection", details.reason),
        "part": str(field_label(details.field)).removesuffix(paper_rows.YUAN),
        "claim": bare(details.claim),
        "wish": bare(str(WISHES.get(details.wish, details.wish))),
        "content": bare(case.content),
        "reason": Reason.objects.filter(group=group, code=code).first(),
        "decision": _decision(ctx),
        "corrections": _corrections(ctx),
        "lifted": list(case.lifted_sanctions.order_by("pk")) if ctx.move.name == "execute" else [],
        "explanation": bare(str(ctx.data.get("explanation") or "")),
        "withdrawal": bare(details.withdrawal),
        "contents": base.contents(case) if "objection_contents" in ctx.move.papers else [],
        **_limits(ctx),
        **base.asked(ctx, "OB-XG-RETURN"),
        **_more_time(ctx),
    }


def _of_subject(case: Case) -> tuple[str, ...]:
    return OF_SUBJECT[SubjectType(case.record.subject_type)] if case.record is not None else ()


def _decision(ctx: Context) -> str:
    """What is decided: named by the move, chosen in the review, or written down before it is carried out."""
    chosen = ctx.data.get("decision") or ctx.case.objection.decision  # type: ignore[attr-defined]  # as above
    named = ctx.move.name.removeprefix("decide_")
    return str(named if named in Decision.values else chosen)


def _limits(ctx: Context) -> dict[str, Any]:
    """What happens by when: the clocks that this move starts, and the length of those still to come."""
    starts = ctx.move.starts
    periods = {name: period(f"OB-XG-{step.upper()}", ctx.at, begun=step in starts) for name, step in STEPS.items()}
    return periods | {
        "providing": period("OB-XG-PROVIDER", ctx.at, begun=False),
        "deciding": period("OB-XG-DECIDE", ctx.at, begun=False),
        "reviewing": period("OB-XG-REVIEW", ctx.at, begun=False),
        "supplementing": base.stated(ctx, "OB-XG-SUPPLEMENT"),
        "acknowledging": period(base.ACKNOWLEDGED, ctx.at),
    }


def _more_time(ctx: Context) -> dict[str, Any]:
    """Which unit gets more time, and until when."""
    if ctx.move.name != "extend_provider":
        return {}
    one = Assignment.objects.select_related("unit").get(case=ctx.case, pk=ctx.data["assignment"])
    clock = clocks.for_assignment(one)
    return {"provider": one.unit.full_name, "extended": of_clock(clock) if clock is not None else Period()}


def _corrections(ctx: Context) -> list[str]:
    """A row of the table for each field that is corrected: 项目｜更正前｜更正后."""
    details: Any = ctx.case.objection  # type: ignore[attr-defined]  # as above
    changes = ctx.data.get("correction") or (details.correction if ctx.move.name == "execute" else {})
    if not changes or ctx.case.record is None:
        return []
    versions = ctx.case.record.versions.order_by("-number")
    before = versions[1] if ctx.move.name == "execute" else versions[0]
    return [paper_rows.row(before, name, value) for name, value in changes.items()]
