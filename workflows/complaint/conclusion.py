"""The conclusion of a complaint (处理意见): four findings, and what a substantiated one sets off; then the answer."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework import made_records, record_order, records
from casework.context import Child, Context
from casework.filing import Filing, PartyInput
from casework.models import Channel, Role, SubjectType
from casework.registry import Notice
from casework.rules.deadlines import CHINA, Limit
from casework.rules.deadlines import Unit as LimitUnit
from casework.serving import Served
from workflows.base.machine import move
from workflows.complaint import guards
from workflows.complaint.models import Finding
from workflows.complaint.states import HANDLING, TELL_RESULT, S

RECORD_TITLE = "政务失信：投诉举报查实"
concluding = partial(  # what the four findings have in common
    move,
    source=S.HANDLING,
    target=S.CONCLUDED,
    by=Role.HANDLER,
    approval=Role.SUPERVISOR,
    stops=["handle"],
    starts=["reply"],
    papers=["complaint_result"],
    notices=[Notice("case_moved", "lead")],
    law=HANDLING,
)


def _guards(finding: Finding) -> list[Any]:
    return [guards.NO_RULING_WAITS, guards.agreed(finding)]


class ConclusionMoves:
    """Moves that decide and answer; part of ComplaintCase."""

    if TYPE_CHECKING:
        complaint: Any
        outcome: str

    @concluding(label=_("Conclude: substantiated"), guards=_guards(Finding.SUBSTANTIATED))
    def conclude_substantiated(self, ctx: Context) -> None:
        """属实: the body at fault is ordered to put it right, in a case of its own."""
        self.conclude(ctx, Finding.SUBSTANTIATED)
        order_rectification(ctx)
        record_breach(ctx)

    @concluding(label=_("Conclude: partly substantiated"), guards=_guards(Finding.PARTLY))
    def conclude_partly(self, ctx: Context) -> None:
        """部分属实: as far as it is true."""
        self.conclude(ctx, Finding.PARTLY)
        order_rectification(ctx)
        record_breach(ctx)

    @concluding(label=_("Conclude: not substantiated"), guards=_guards(Finding.UNFOUNDED))
    def conclude_unfounded(self, ctx: Context) -> None:
        """不属实: 1103号 wants it explained to who complained."""
        self.conclude(ctx, Finding.UNFOUNDED)

    @concluding(label=_("Conclude: cannot be established"), guards=_guards(Finding.UNCLEAR))
    def conclude_unclear(self, ctx: Context) -> None:
        """无法认定."""
        self.conclude(ctx, Finding.UNCLEAR)

    @move(
        label=_("Serve the answer"),
        source=S.CONCLUDED,
        target=S.REPLIED,
        by=Role.HANDLER,
        serves="complaint_result",
        stops=["reply", "settle"],
        starts=["ask_review"],
        papers=["complaint_service"],
        notices=[TELL_RESULT],
        law=HANDLING,
        primary=True,
    )
    def reply(self, ctx: Context) -> None:
        """送达: from this day the filer may rate the answer, ask for it to be handled again, or ask for a review."""
        self.complaint.service = ctx.data["how"]
        self.complaint.served_on = ctx.data["served_on"]
        self.complaint.satisfaction = self.complaint.dissatisfaction = ""
        self.complaint.save()
        served = datetime.combine(datetime.fromisoformat(ctx.data["served_on"]), time.min, tzinfo=CHINA)
        ctx.begun["ask_review"] = served
        ctx.served = Served(ctx.data["how"], served.date())
        state_window(ctx, self.complaint)

    def conclude(self, ctx: Context, finding: Finding) -> None:
        """Write down what was found; the letter says it in the same words."""
        self.complaint.finding = finding
        self.complaint.conclusion = ctx.data["text"]
        self.complaint.window_days = ctx.data.get("window")
        self.complaint.save()
        self.outcome = finding.value


def order_rectification(ctx: Context) -> None:
    """限期整改 of a body of the government, in words that say nothing of who complained. Bodies outside are not ordered."""
    case = ctx.case
    if case.respondent is None or case.respondent.outside:
        return
    names = ("facts", "loss", "influence", "demands", "severity", "record_rule")
    given = {name: ctx.data.get(name) or "" for name in names}
    filing = Filing(
        content=given["facts"],
        filer=PartyInput(SubjectType.UNIT, case.lead_unit.full_name),
        area=case.area,
        street=case.street,
        lead=case.lead_unit,
        channel=Channel.OFFICE,
        respondent=case.respondent,
        details=given,
    )
    ctx.children.append(Child(kind="rectification", filing=filing))


def record_breach(ctx: Context) -> None:
    """认定即记录: where the rule chosen wants the record before it is put right; it too says nothing of who complained."""
    case = ctx.case
    if case.respondent is None or case.respondent.outside or made_records.already(case.pk):
        return
    if record_order.at_once(ctx.data.get("record_rule") or "", ctx.on):
        records.make(
            ctx,
            case.respondent,
            title=RECORD_TITLE,
            facts=ctx.data["facts"],
            basis=f"{case.lead_unit.full_name}{ctx.on:%Y年%m月%d日}处理意见",
            severity=ctx.data["severity"],
            decided_on=ctx.on,
        )


def state_window(ctx: Context, details: Any) -> None:
    """The time for feedback that the letter states where no rule names one."""
    if details.window_days:
        ctx.limits["ask_review"] = Limit(details.window_days, LimitUnit.WORKDAY)
