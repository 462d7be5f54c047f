"""What the papers of several kinds say alike: whom they speak to, by when who was asked answers, what the file holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.archive import order
from casework.context import Context
from casework.models import Case, Party
from casework.paper_words import Period, bare, day, law, of_clock, period
from casework.rules.deadlines import Limit
from casework.rules.deadlines import Unit as LimitUnit

PLAN = law("西岗区加强政务诚信建设实施方案", "四（四）")  # 信用权益保护和信用修复
ACKNOWLEDGED = "TS-XG-ACK"


def you(case: Case) -> str:
    """How a letter speaks to the filer."""
    filer = case.parties.filter(role=Party.Role.FILER).first()
    hidden = filer is not None and (filer.sealed or filer.anonymous)  # 举报人: a person, whoever that is
    return "你" if filer is not None and (hidden or filer.type == "person") else "你单位"


def stated(ctx: Context, code: str) -> Period:
    """The time that the notice itself sets, in working days (补正)."""
    days = ctx.data.get("days")
    return period(code, ctx.at, Limit(int(days), LimitUnit.WORKDAY)) if days else Period()


def asked(ctx: Context, return_code: str) -> dict[str, Any]:
    """Who is asked what and by when, as the clock says; a body outside is but told a wish."""
    one, wished = ctx.assignment, ctx.data.get("wished_by")
    if not ctx.move.asks or one is None:
        return {"answering": Period(), "returning": Period()}
    clock = one.clocks.select_related("rule").first()
    return {
        "asked_unit": one.unit.full_name,
        "asked_only": one.asked_only,
        "question": one.question,
        "answering": of_clock(clock) if clock is not None else Period(),
        "returning": period(return_code, ctx.at),
        "wished_by": date.fromisoformat(str(wished)) if wished and one.asked_only else None,
    }


def contents(case: Case) -> list[str]:
    """案卷目录: everything in the file, a line a row of the table, in the order in which the file itself is bound."""
    rows = [f"文书｜{paper.title}｜{paper.number}｜{day(paper.issued_at)}" for paper in order.papers(case)]
    rows += [f"材料｜{bare(file.name)}｜—｜{day(file.uploaded_at)}" for file in order.material(case)]
    return [f"{position}｜{row}" for position, row in enumerate(rows, start=1)]
