"""The registrar's moves (登记分办): sort, ask for what is missing, accept, refuse, hand over, merge."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework import around, links, messages, recusals, rerouting, seals
from casework.context import Context
from casework.models import Case, CaseLink, Role, Unit
from casework.registry import Notice
from casework.rules.deadlines import Limit
from casework.rules.deadlines import Unit as LimitUnit
from workflows.base.guards import FIRST_SUPPLEMENT, SUPPLEMENT_OVERDUE
from workflows.base.machine import move
from workflows.complaint import guards
from workflows.complaint.details import RECEIPT_CLOCKS
from workflows.complaint.models import Category, since
from workflows.complaint.states import (
    ACCEPTANCE,
    AGAINST_PERSONS,
    NOT_OURS,
    OWN,
    PLAN,
    RECEIPT,
    TELL_FILER,
    TELL_LEAD,
    TELL_RESULT,
    S,
)

registering = partial(move, by=Role.REGISTRAR, unit="registry")


class TriageMoves:
    """Moves before the matter is handled, and those that end it without handling; part of ComplaintCase."""

    if TYPE_CHECKING:
        complaint: Any
        outcome: str
        restricted: bool
        route: dict[str, Any]

    @registering(
        label=_("Classify"),
        source=S.SUBMITTED,
        target=S.SUBMITTED,
        stops=RECEIPT_CLOCKS,
        starts=RECEIPT_CLOCKS,
        law=RECEIPT,
        for_filer=False,
    )
    def classify(self, ctx: Context) -> None:
        """分类: decides which rules the clocks run by, counted from the receipt, and to which clause it belongs."""
        self.complaint.category = ctx.data["category"]
        self.complaint.ticket = ctx.data.get("ticket") or self.complaint.ticket
        self.complaint.save()
        street = Unit.objects.filter(pk=ctx.data["street"]).first() if ctx.data["street"] else None
        rerouting.reroute(ctx, ctx.data["area"], street)
        ctx.begun |= dict.fromkeys(RECEIPT_CLOCKS, since(ctx.case))

    @registering(
        label=_("Ask the filer for more material"),
        source=S.SUBMITTED,
        target=S.SUPPLEMENTING,
        guards=[FIRST_SUPPLEMENT],
        starts=["supplement"],
        papers=["complaint_supplement"],
        notices=[Notice("supplement_asked", "filer")],
        law=OWN,
    )
    def ask_supplement(self, ctx: Context) -> None:
        """补正: once, everything together. No text lets the time for acceptance stand still meanwhile."""
        self.complaint.supplement_items = ctx.data["items"]
        ctx.limits["supplement"] = Limit(int(ctx.data["days"]), LimitUnit.WORKDAY)
        self.complaint.save()

    @move(
        label=_("Hand in what was missing"),
        source=S.SUPPLEMENTING,
        target=S.SUBMITTED,
        by=(Role.REGISTRAR, Role.FILER),
        unit="registry",
        stops=["supplement"],
        notices=[Notice("supplemented", "registry")],
        law=OWN,
        primary=True,
    )
    def supplement(self, ctx: Context) -> None:
        """补正材料: by the filer, or entered by the registrar for somebody who came or wrote."""
        self.complaint.supplemented = ctx.data["text"]
        self.complaint.save()

    @registering(
        label=_("Accept"),
        source=S.SUBMITTED,
        target=S.HANDLING,
        approval=Role.SUPERVISOR,
        guards=[guards.NO_ACCUSATION],
        stops=["accept"],
        starts=["handle"],
        papers=["complaint_accept", "complaint_order"],
        notices=[TELL_FILER, TELL_LEAD],
        law=ACCEPTANCE,
        primary=True,
    )
    def accept(self, ctx: Context) -> None:
        """受理、交办: the lead of the clause, or another one for a reason; who decided is kept with the route."""
        if ctx.data["lead"] != ctx.case.lead_unit_id:
            recusals.change_lead(ctx, Unit.objects.get(pk=ctx.data["lead"]), ctx.data["reason"])
        confirmed = [who.pk for who in (ctx.author, ctx.user) if who is not None]
        self.route = self.route | {"confirmed": {"by": confirmed, "at": ctx.at.isoformat()}}
        self.complaint.cooperating = ctx.data["cooperating"]
        self.complaint.save()
        state_limit(ctx)

    @registering(
        label=_("Do not accept"),
        source=[S.SUBMITTED, S.SUPPLEMENTING],
        target=S.REFUSED,
        approval=Role.SUPERVISOR,
        guards=[SUPPLEMENT_OVERDUE],
        papers=["complaint_refuse"],
        notices=[TELL_RESULT],
        law=NOT_OURS,
        grave=True,
    )
    def refuse(self, ctx: Context) -> None:
        """不予受理: with the reason and where to go."""
        self.complaint.refusal = ctx.data["reason"]
        self.complaint.explanation = ctx.data["explanation"]
        self.complaint.save()
        self.outcome = "refused"

    @registering(
        label=_("Hand to the competent body"),
        source=[S.SUBMITTED, S.HANDLING],
        target=S.TRANSFERRED,
        approval=Role.SUPERVISOR,
        papers=["complaint_transfer", "complaint_transfer_notice"],
        notices=[TELL_RESULT],
        law=NOT_OURS,
        grave=True,
    )
    def transfer(self, ctx: Context) -> None:
        """转办: a letter to the body, and one to the filer that says where the matter is now."""
        self.complaint.transferred_to = ctx.data["to"]
        self.complaint.explanation = ctx.data["explanation"]
        self.complaint.save()
        self.outcome = "transferred"

    @registering(
        label=_("Hand to the discipline body, sealed"),
        source=[S.SUBMITTED, S.HANDLING],
        target=S.TRANSFERRED,
        approval=Role.SUPERVISOR,
        papers=["complaint_referral", "complaint_transfer_notice"],
        notices=[TELL_RESULT],
        law=AGAINST_PERSONS,
        grave=True,
    )
    def hand_over_accusation(self, ctx: Context) -> None:
        """检举控告移送纪委监委: the least is told, who reported is sealed, only who registered it may read the file."""
        self.complaint.category = Category.ACCUSATION
        self.complaint.transferred_to = "discipline_inspection"
        self.complaint.save()
        self.outcome, self.restricted = "transferred", True
        seals.seal(ctx.case)

    @registering(
        label=_("Merge into an earlier case"),
        source=S.SUBMITTED,
        target=S.MERGED,
        papers=["complaint_merge"],
        notices=[TELL_RESULT],
        law=f"{PLAN}；国办发〔2020〕53号",
        grave=True,
    )
    def merge(self, ctx: Context) -> None:
        """并案: a person says that it is the same matter; the filer is told the number under which it goes on."""
        other = Case.objects.get(number=ctx.data["into"])
        link = CaseLink.objects.filter(around.pair_of(ctx.case, other)).first()
        link = link or CaseLink(case_id=ctx.case.pk, other_id=other.pk, at=ctx.at)
        links.settle(ctx, link, CaseLink.Nature.MERGED, ctx.data["note"])
        messages.to_lead(ctx, other, "case_merged")
        self.outcome = "merged"


def state_limit(ctx: Context) -> None:
    """The limit for handling that the notice states where the rule names none."""
    if ctx.data.get("days"):
        ctx.limits["handle"] = Limit(int(ctx.data["days"]), LimitUnit.WORKDAY)
