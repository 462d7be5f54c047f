"""States and moves of an objection: this file reads like the regulation (plan, clause 四(四); defaults OB-XG-*)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import clocks, records
from casework.context import Context
from casework.models import Assignment, Case, Role, Unit
from casework.registry import Move, Notice
from casework.rules.deadlines import Limit
from casework.rules.deadlines import Unit as LimitUnit
from workflows.base.machine import move, moves_of
from workflows.objection import guards
from workflows.objection.models import Decision

PLAN = "西岗区加强政务诚信建设实施方案 四(四)"
DEFAULTS = "本区拟定的默认期限（待确认）"
TELL_FILER = Notice("progress", "filer")
TELL_HANDLER = Notice("case_moved", "lead")


class S(models.TextChoices):
    """The legal states."""

    SUBMITTED = "submitted", _("Waiting for acceptance")
    SUPPLEMENTING = "supplementing", _("Waiting for material")
    VERIFYING = "verifying", _("Own check")
    CONSULTING = "consulting", _("Provider checks")
    DECIDING = "deciding", _("Drafting the decision")
    DECIDED = "decided", _("To be carried out")
    NOTIFYING = "notifying", _("Waiting for confirmations")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Not accepted")
    TRANSFERRED = "transferred", _("Handed to another body")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVIEWING = "reviewing", _("Under review")


CLOSED = frozenset({S.CLOSED.value, S.REFUSED.value, S.TRANSFERRED.value, S.WITHDRAWN.value})
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
    notices=[Notice("result", "filer")],
    law=PLAN,
)
reviewing = partial(  # 复核: by a unit and by people who took no part
    move,
    source=S.REVIEWING,
    by=Role.HANDLER,
    unit="review",
    approval=Role.SUPERVISOR,
    fresh_eyes=True,
    stops=["review"],
    papers=["objection_review_result"],
    law=DEFAULTS,
)


class ObjectionCase(Case):
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
        notices=[Notice("result", "filer")],
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
        notices=[Notice("result", "filer")],
        law=PLAN,
        grave=True,
    )
    def transfer(self, ctx: Context) -> None:
        """转送有权机关: the mark of this objection falls away with it."""
        self.objection.transferred_to = ctx.data["to"]
        self.objection.explanation = ctx.data["explanation"]
        self.outcome = "transferred"
        self.objection.save()
        records.remove_mark(ctx)

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
            clocks.extend(clock, ctx, Limit(int(ctx.data["days"]), LimitUnit.WORKDAY), ctx.data["reason"])

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
        self._decide(ctx, Decision.CORRECT)

    @deciding(label=_("Revoke the record"), grave=True)
    def decide_revoke(self, ctx: Context) -> None:
        """撤销."""
        self._decide(ctx, Decision.REVOKE)

    @deciding(label=_("Leave the record as it is"))
    def decide_uphold(self, ctx: Context) -> None:
        """维持."""
        self._decide(ctx, Decision.UPHOLD)

    @deciding(label=_("Cannot be established"))
    def decide_unconfirmed(self, ctx: Context) -> None:
        """无法确认: the check and the objection are both kept with the record."""
        self._decide(ctx, Decision.UNCONFIRMED)

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
            records.correct(ctx, _typed(self.objection.correction), self.number)
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
        by=Role.HANDLER,
        guards=[guards.SOMETHING_WAITS],
        law=PLAN,
        primary=True,
        for_filer=False,
    )
    def acknowledge(self, ctx: Context) -> None:
        """回执: the city's site or another subscriber confirms that it shows the change."""
        records.acknowledge(ctx, ctx.data["subscriber"], ctx.data["reference"])

    @move(
        label=_("Close"),
        source=S.NOTIFYING,
        target=S.CLOSED,
        by=Role.SYSTEM,
        guards=[guards.EVERYTHING_CONFIRMED],
        notices=[TELL_FILER],
        law=PLAN,
    )
    def close(self, ctx: Context) -> None:
        """办结: made by the flow when every subscriber has confirmed."""

    @move(
        label=_("Ask for a review"),
        source=[S.CLOSED, S.REFUSED],
        target=S.REVIEWING,
        by=Role.FILER,
        guards=[guards.NOT_REVIEWED],
        starts=["review"],
        notices=[Notice("review_asked", "review")],
        law=DEFAULTS,
        primary=True,
    )
    def ask_review(self, ctx: Context) -> None:
        """复核: once, by a unit and by people who took no part."""
        self.objection.review_grounds = ctx.data["grounds"]
        self.review_unit = _reviewer(self, ctx.on)
        self.objection.save()

    @reviewing(label=_("Confirm the result"), target=S.CLOSED, notices=[Notice("result", "filer")], primary=True)
    def review_uphold(self, ctx: Context) -> None:
        """维持原处理结果."""
        self.objection.review_opinion = ctx.data["opinion"]
        self.objection.save()

    @reviewing(
        label=_("Decide anew"),
        target=S.DECIDED,
        guards=[guards.WAS_DECIDED, guards.RECORD_STANDS],
        notices=[Notice("result", "filer"), TELL_HANDLER],
    )
    def review_change(self, ctx: Context) -> None:
        """变更原处理结果: the lead unit carries the new decision out."""
        self.objection.review_opinion = ctx.data["opinion"]
        self._decide(ctx, Decision(ctx.data["decision"]))

    @reviewing(
        label=_("Order acceptance"),
        target=S.VERIFYING,
        guards=[guards.WAS_REFUSED, guards.RECORD_STANDS],
        starts=["mark", "check", "forward"],
        notices=[Notice("result", "filer"), TELL_HANDLER],
    )
    def review_accept(self, ctx: Context) -> None:
        """责令受理: a refusal is set aside and the record is marked."""
        self.objection.review_opinion, self.objection.refusal = ctx.data["opinion"], ""
        self.outcome = ""
        self.objection.save()
        records.place_mark(ctx)
        ctx.stop_after.append("mark")

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
        records.remove_mark(ctx)

    def _decide(self, ctx: Context, decision: Decision) -> None:
        self.objection.decision = decision
        self.objection.explanation = ctx.data["explanation"]
        self.objection.correction = ctx.data.get("correction") or {}
        self.outcome = decision.value
        self.objection.save()


def _typed(correction: dict[str, str]) -> dict[str, object]:
    """The corrected fields as the record stores them."""
    typed: dict[str, object] = dict(correction)
    for name in ("decided_on", "determined_on"):
        if name in correction:
            typed[name] = date.fromisoformat(correction[name])
    if "amount" in correction:
        typed["amount"] = Decimal(correction["amount"]) if correction["amount"] else None
    return typed


def _reviewer(case: Case, on: date) -> Unit:
    from casework.permissions import excluded_units
    from casework.routing import review_unit

    asked = case.assignments.values_list("unit_id", flat=True)
    return review_unit(on, excluded_units(case) | {case.lead_unit_id} | frozenset(asked))


MOVES = moves_of(ObjectionCase, FILE)
