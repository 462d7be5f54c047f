"""States and moves of a repair: this file reads like the regulation (36号令; 1103号 三; plan, clause 四(四))."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.context import Context
from casework.models import Case, Role
from casework.registry import Move, Notice
from casework.rules.deadlines import Limit
from casework.rules.deadlines import Unit as LimitUnit
from workflows.base.machine import move, moves_of
from workflows.repair import eligible, guards, limits
from workflows.repair.carrying_out import CarryingOut
from workflows.repair.deciding import Deciding
from workflows.repair.states import DEFAULTS, LAW, MEASURES, OPEN, OWN, TELL_FILER, TELL_HANDLER, TELL_RESULT, S
from workflows.repair.verifying import Verifying

FILE = Move(
    name="file",
    label=_("Apply for repair"),
    source=(),
    target=S.SUBMITTED.value,
    by=(Role.FILER, Role.REGISTRAR, Role.HANDLER),
    law=LAW,
    starts=("accept",),
    papers=("repair_receipt",),
    notices=(TELL_HANDLER,),
)


class Applying:
    """Moves until the application is accepted or not, and its end without a decision; part of RepairCase."""

    if TYPE_CHECKING:
        repair: Any
        outcome: str

    @move(
        label=_("Accept"),
        source=S.SUBMITTED,
        target=S.VERIFYING,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        guards=[guards.RECORD_STANDS, guards.NOT_IN_DISPUTE, guards.ELIGIBLE, guards.PROMISED],
        stops=["accept"],
        starts=["decide"],
        papers=["repair_accept"],
        notices=[TELL_FILER],
        law=LAW,
        primary=True,
    )
    def accept(self, ctx: Context) -> None:
        """受理: what is complete has to be accepted; by the older rule the time to decide began with the application."""
        if limits.decide(ctx.case) == limits.DECIDE_BEFORE:
            ctx.begun["decide"] = limits.applied_at(ctx.case)

    @move(
        label=_("Ask the filer for more material"),
        source=S.SUBMITTED,
        target=S.SUPPLEMENTING,
        by=Role.HANDLER,
        guards=[guards.FIRST_SUPPLEMENT],
        stops=["accept"],
        starts=["supplement"],
        papers=["repair_supplement"],
        notices=[Notice("supplement_asked", "filer")],
        law=DEFAULTS,
    )
    def ask_supplement(self, ctx: Context) -> None:
        """补正: once, everything together; no more than proof of performance and commitment."""
        self.repair.supplement_items = ctx.data["items"]
        ctx.limits["supplement"] = Limit(int(ctx.data["days"]), LimitUnit.WORKDAY)
        self.repair.save()

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
        self.repair.supplemented = ctx.data["text"]
        self.repair.performed_on = ctx.data["performed_on"] or self.repair.performed_on
        if ctx.data.get("promised"):
            self.repair.promised_on = ctx.on
        self.repair.save()

    @move(
        label=_("Do not accept"),
        source=[S.SUBMITTED, S.SUPPLEMENTING],
        target=S.REFUSED,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        guards=[guards.SUPPLEMENT_OVERDUE],
        stops=["accept", "supplement"],
        papers=["repair_refuse"],
        notices=[TELL_RESULT],
        law=LAW,
        grave=True,
    )
    def refuse(self, ctx: Context) -> None:
        """不予受理: with the reason, and from when it may be applied for again."""
        self.turn_down(ctx, "refused")

    @move(
        label=_("End: nothing left to repair"),
        source=[*OPEN, S.DECIDED],
        target=S.POINTLESS,
        by=[Role.HANDLER, Role.SYSTEM],
        guards=[guards.RECORD_GONE],
        papers=["repair_pointless"],
        notices=[TELL_RESULT],
        law=OWN,
        grave=True,
    )
    def end_pointless(self, ctx: Context) -> None:
        """终结办理: publication ended by itself, or the record was revoked or repaired elsewhere; the sweep ends it too."""
        self.repair.ended_by = eligible.known(ctx.case).status
        self.outcome = "pointless"
        self.repair.save()

    @move(
        label=_("Withdraw"),
        source=OPEN,
        target=S.WITHDRAWN,
        by=Role.FILER,
        papers=["repair_withdrawal"],
        notices=[Notice("withdrawn", "lead")],
        law=MEASURES,
        grave=True,
    )
    def withdraw(self, ctx: Context) -> None:
        """撤回: the record stays as it is; it may be applied for again at any time."""
        self.repair.withdrawal = ctx.data["reason"]
        self.outcome = "withdrawn"
        self.repair.save()

    def turn_down(self, ctx: Context, outcome: str) -> None:
        """Write down a refusal, and the day from which it may be applied for again, when only time is missing."""
        self.repair.refusal, self.repair.explanation = ctx.data["reason"], ctx.data["explanation"]
        self.repair.again_from = eligible.again_from(ctx.case, ctx.on)
        self.outcome = outcome
        self.repair.save()


class RepairCase(Applying, Deciding, Verifying, CarryingOut, Case):
    """A repair as the machine sees it. Methods set details; the door does everything else.

    Deciding comes first: of the ordinary next steps a page shows the first, and a decision goes before more questions.
    """

    class Meta:
        proxy = True
        verbose_name = _("Credit repair")


MOVES = moves_of(RepairCase, FILE)
