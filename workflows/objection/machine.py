"""States and moves of an objection: this file reads like the regulation (plan, clause 四(四); defaults OB-XG-*)."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from casework import clocks, extensions, records
from casework.context import Context
from casework.models import Assignment, Case, Role
from casework.registry import Move, Notice
from casework.rules.deadlines import Limit
from casework.rules.deadlines import Unit as LimitUnit
from workflows.base.machine import move, moves_of
from workflows.objection import guards, marks
from workflows.objection.models import Decision
from workflows.objection.review import ReviewMoves
from workflows.objection.states import DEFAULTS, PLAN, TELL_FILER, TELL_HANDLER, TELL_RESULT, S

FILE = Move(
    name="file",
    label=_("File an objection"),
    source=(),
    target=S.SUBMITTED.value,
    by=(Role.FILER, Role.REGISTRAR, Role.HANDLER),
    law=PLAN,
    starts=("accept",),
    papers=("objection_receipt",),
    notices=(TELL_HANDLER,),
)


deciding = partial(  # 拟定处理意见: what the four decisions have in common
    move,
    source=S.DECIDING,
    target=S.DECIDED,
    by=Role.HANDLER,
    approval=Role.SUPERVISOR,
    guards=[guards.CHECKED],
    stops=["decide"],
    papers=["objection_result"],
    notices=[TELL_RESULT],
    law=PLAN,
)


class ObjectionCase(ReviewMoves, Case):
    """An objection as the machine sees it. Methods set details; the door does everything else."""

    class Meta:
        proxy = True
        verbose_name = _("Credit record objection")

    @move(
        label=_("Accept"),
        source=S.SUBMITTED,
        target=S.VERIFYING,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        guards=[guards.RECORD_STANDS],
        stops=["accept"],
        starts=["mark", "check", "forward"],
        papers=["objection_accept", "objection_mark"],
        notices=[TELL_FILER],
        law=PLAN,
        primary=True,
    )
    def accept(self, ctx: Context) -> None:
        """受理: the record is marked in the same moment, for every reader."""
        records.place_mark(ctx)
        ctx.stop_after.append("mark")

    @move(
        label=_("Ask the filer for more material"),
        source=S.SUBMITTED,
        target=S.SUPPLEMENTING,
        by=Role.HANDLER,
        guards=[guards.FIRST_SUPPLEMENT],
        stops=["accept"],
        starts=["supplement"],
        papers=["objection_supplement"],
        notices=[Notice("supplement_asked", "filer")],
        law=DEFAULTS,
    )
    def ask_supplement(self, ctx: Context) -> None:
        """补正: once, everything together; the notice itself states by when."""
        self.objection.supplement_items = ctx.data["items"]
        ctx.limits["supplement"] = Limit(int(ctx.data["days"]), LimitUnit.WORKDAY)
        self.objection.save()

    @move(
        label=_("Hand in what was missing"),
        source=S.SUPPLEMENTING,
        target=S.SUBMITTED,
        by=Role.FILER,
        stops=["supplement"],
        starts=["accept"],
        notices=[Notice("supplemented", "lead")],
        law=DEFAULTS,
        primary=True,
    )
    def supplement(self, ctx: Context) -> None:
        """The time for acceptance begins anew with the complete material."""
        self.objection.supplemented = ctx.data["text"]
        self.objection.save()

    @move(
        label=_("Do not accept"),
        source=[S.SUBMITTED, S.SUPPLEMENTING],
        target=S.REFUSED,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        guards=[guards.SUPPLEMENT_OVERDUE],
        stops=["accept", "supplement"],
        papers=["objection_refuse"],
        notices=[TELL_RESULT],
        law=PLAN,
        grave=True,
    )
    def refuse(self, ctx: Context) -> None:
        """不予受理: with the reason and where to go."""
        self.objection.refusal = ctx.data["reason"]
        self.objection.explanation = ctx.data["explanation"]
        self.outcome = "refused"
        self.objection.save()

    @move(
        label=_("Hand to the competent body"),
        source=[S.SUBMITTED, S.VERIFYING],
        target=S.TRANSFERRED,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        papers=["objection_transfer_notice"],
        notices=[TELL_RESULT],
        law=PLAN,
        grave=True,
    )
    def transfer(self, ctx: Context) -> None:
        """转送有权机关: the mark of this objection falls away with it."""
        self.objection.transferred_to = ctx.data["to"]
        self.objection.explanation = ctx.data["explanation"]
        self.outcome = "transferred"
        self.objection.save()
        marks.lift(ctx)

    @move(
        label=_("Decide from our own check"),
        source=S.VERIFYING,
        target=S.DECIDING,
        by=Role.HANDLER,
        stops=["check", "forward"],
        starts=["decide"],
        law=DEFAULTS,
    )
    def own_check(self, ctx: Context) -> None:
        """自查: the error is ours, or we provided the record ourselves, so nobody else need be asked."""
        self.objection.own_check, self.objection.own_check_decides = ctx.data["own_check"], True
        self.objection.save()

    @move(
        label=_("Ask the information provider"),
        source=[S.VERIFYING, S.CONSULTING, S.DECIDING],
        target=S.CONSULTING,
        by=Role.HANDLER,
        asks="contribute",
        stops=["check", "forward", "decide"],
        starts=["provider"],
        papers=["objection_inquiry"],
        notices=[TELL_FILER],
        law=DEFAULTS,
        primary=True,
    )
    def ask_provider(self, ctx: Context) -> None:
        """协查: a unit is asked to confirm, correct, or say that it cannot be established."""
        if ctx.data.get("own_check"):
            self.objection.own_check = ctx.data["own_check"]
            self.objection.save()

    @move(
        label=_("Extend the provider's time"),
        source=S.CONSULTING,
        target=S.CONSULTING,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        guards=[guards.HAS_OPEN_ASSIGNMENT],
        papers=["objection_extension"],
        notices=[TELL_FILER],
        law=DEFAULTS,
    )
    def extend_provider(self, ctx: Context) -> None:
        """延期: within the cap on the whole that the rule sets."""
        assignment = self.assignments.get(pk=ctx.data["assignment"], status=Assignment.Status.OPEN)
        clock = clocks.for_assignment(assignment)
        if clock is not None:
            extensions.extend(clock, ctx, Limit(int(ctx.data["days"]), LimitUnit.WORKDAY), ctx.data["reason"])

    @move(
        label=_("All answers are in"),
        source=S.CONSULTING,
        target=S.DECIDING,
        by=Role.SYSTEM,
        guards=[guards.ALL_ANSWERED],
        starts=["decide"],
        notices=[Notice("answers_in", "lead"), TELL_FILER],
        law=DEFAULTS,
    )
    def answers_in(self, ctx: Context) -> None:
        """Made by the flow when the last unit has answered."""

    @deciding(label=_("Correct the record"), primary=True)
    def decide_correct(self, ctx: Context) -> None:
        """更正."""
        self.settle(ctx, Decision.CORRECT)

    @deciding(label=_("Revoke the record"), grave=True)
    def decide_revoke(self, ctx: Context) -> None:
        """撤销."""
        self.settle(ctx, Decision.REVOKE)

    @deciding(label=_("Leave the record as it is"))
    def decide_uphold(self, ctx: Context) -> None:
        """维持."""
        self.settle(ctx, Decision.UPHOLD)

    @deciding(label=_("Cannot be established"))
    def decide_unconfirmed(self, ctx: Context) -> None:
        """无法确认: the check and the objection are both kept with the record."""
        self.settle(ctx, Decision.UNCONFIRMED)

    @move(
        label=_("Carry out the decision"),
        source=S.DECIDED,
        target=S.NOTIFYING,
        by=Role.HANDLER,
        papers=["objection_unmark"],
        notices=[TELL_FILER],
        law=PLAN,
        primary=True,
        grave=True,
    )
    def execute(self, ctx: Context) -> None:
        """执行: new version or revocation, mark removed, every subscriber told."""
        decision = self.objection.decision
        if decision == Decision.CORRECT:
            records.correct(ctx, self.objection.correction, self.number)
            ctx.papers.append("objection_correction")
        elif decision == Decision.REVOKE:
            records.revoke(ctx, self.number)
            ctx.papers.append("objection_revocation")
        elif decision == Decision.UNCONFIRMED:
            records.correct(ctx, {}, str(_("Objection {number}: could not be established.")).format(number=self.number))
        records.remove_mark(ctx)

    @move(
        label=_("Record a confirmation"),
        source=S.NOTIFYING,
        target=S.NOTIFYING,
        by=[Role.HANDLER, Role.SYSTEM],
        guards=[guards.SOMETHING_WAITS],
        law=PLAN,
        primary=True,
        for_filer=False,
    )
    def acknowledge(self, ctx: Context) -> None:
        """回执: a subscriber confirms one change itself, or a handler notes that it shows all of this case."""
        records.acknowledge(ctx, ctx.data["subscriber"], ctx.data["reference"], ctx.data.get("delivery"))

    @move(
        label=_("Close"),
        source=S.NOTIFYING,
        target=S.CLOSED,
        by=Role.SYSTEM,
        guards=[guards.EVERYTHING_CONFIRMED],
        papers=["objection_contents"],
        notices=[TELL_FILER],
        law=PLAN,
    )
    def close(self, ctx: Context) -> None:
        """办结: made by the flow when every subscriber has confirmed."""

    @move(
        label=_("Withdraw"),
        source=[S.SUBMITTED, S.SUPPLEMENTING, S.VERIFYING, S.CONSULTING, S.DECIDING],
        target=S.WITHDRAWN,
        by=Role.FILER,
        papers=["objection_withdrawal"],
        notices=[Notice("withdrawn", "lead")],
        law=PLAN,
        grave=True,
    )
    def withdraw(self, ctx: Context) -> None:
        """撤回: the mark is removed."""
        self.objection.withdrawal = ctx.data["reason"]
        self.outcome = "withdrawn"
        self.objection.save()
        marks.lift(ctx)


MOVES = moves_of(ObjectionCase, FILE)
