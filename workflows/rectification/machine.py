"""States and moves of a rectification (plan, clause 四(三)): the order, its service, and the end. See also the parts:

respondent.py (what the unit does), inspection.py (验收), leniency.py (从轻或者免于惩戒), review.py (复核).
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.translation import gettext_lazy as _

from casework.context import Context
from casework.models import Case, Role
from casework.registry import Move, Notice
from casework.rules.deadlines import CHINA
from casework.serving import Served
from workflows.base.machine import move, moves_of
from workflows.rectification import guards, items, recording
from workflows.rectification.inspection import InspectionMoves
from workflows.rectification.leniency import LeniencyMoves
from workflows.rectification.models import Proof
from workflows.rectification.respondent import RespondentMoves
from workflows.rectification.review import ReviewMoves
from workflows.rectification.states import DEFAULTS, PLAN, REVIEW, TELL_LEAD, TELL_RESULT, S

FILE = Move(
    name="file",
    label=_("Open a rectification"),
    source=(),
    target=S.DRAFTING.value,
    by=(Role.REGISTRAR, Role.HANDLER),
    law=PLAN,
    starts=("order",),
    notices=(TELL_LEAD,),
    for_filer=False,
)
AFTER_SERVICE = (S.EXPLAINING, S.RECTIFYING, S.REPORTED)


class RectificationCase(RespondentMoves, InspectionMoves, LeniencyMoves, ReviewMoves, Case):
    """A rectification as the machine sees it. Methods set details; the door does everything else."""

    class Meta:
        proxy = True
        verbose_name = _("Rectification")

    @move(
        label=_("Order to put right"),
        source=S.DRAFTING,
        target=S.ORDERED,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        stops=["order"],
        papers=["rectification_notice"],
        law=PLAN,
        for_filer=False,
        primary=True,
    )
    def order(self, ctx: Context) -> None:
        """限期整改通知: facts, loss, influence, and what is to be put right, item by item."""
        for name in ("facts", "loss", "influence", "demands", "severity", "designation"):
            setattr(self.rectification, name, ctx.data[name])
        self.rectification.save()
        items.open_items(self.rectification)

    @move(
        label=_("Do not order"),
        source=S.DRAFTING,
        target=S.CANCELLED,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        stops=["order"],
        law=PLAN,
        for_filer=False,
        grave=True,
    )
    def cancel(self, ctx: Context) -> None:
        """不予立项: nothing has gone out, and the unit never learns of it."""
        self.rectification.revocation = ctx.data["reason"]
        self.outcome = "cancelled"
        self.rectification.save()

    @move(
        label=_("Record the service"),
        source=S.ORDERED,
        target=S.EXPLAINING,
        by=Role.HANDLER,
        serves="rectification_notice",
        starts=["explain", "rectify", "ask_order_review"],
        papers=["rectification_service"],
        notices=[Notice("rectification_served", "respondent")],
        law=PLAN,
        primary=True,
    )
    def serve(self, ctx: Context) -> None:
        """送达: the day of service decides when the time of the unit begins, not the day on which it is recorded."""
        details = self.rectification
        details.served_on = date.fromisoformat(ctx.data["served_on"])
        details.service, details.recipient = ctx.data["service"], ctx.data["recipient"]
        details.save()
        items.prove(details, Proof.Purpose.SERVICE, ctx.data["proof"])
        begun = min(ctx.at, datetime.combine(details.served_on, time(12), tzinfo=CHINA))
        ctx.begun |= dict.fromkeys(("explain", "rectify", "ask_order_review"), begun)
        ctx.served = Served(details.service, details.served_on, details.recipient, proof=ctx.data["proof"][0])
        self.respondent_since = ctx.at

    @move(
        label=_("Note that no explanation came"),
        source=S.EXPLAINING,
        target=S.RECTIFYING,
        by=Role.HANDLER,
        guards=[guards.EXPLANATION_OVERDUE],
        stops=["explain"],
        notices=[Notice("progress", "respondent")],
        law=DEFAULTS,
    )
    def note_silence(self, ctx: Context) -> None:
        """逾期未说明: putting right goes on without the explanation."""

    @move(
        label=_("Revoke the order"),
        source=[S.ORDERED, *AFTER_SERVICE],
        target=S.REVOKED,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        stops=["explain", "rectify", "ask_order_review"],
        papers=["rectification_revocation"],
        notices=[TELL_RESULT],
        law=PLAN,
        grave=True,
    )
    def revoke(self, ctx: Context) -> None:
        """撤销限期整改: the order was wrong, or has become pointless."""
        self.rectification.revocation = ctx.data["reason"]
        self.outcome = "revoked"
        self.rectification.save()

    @move(
        label=_("Close with the conclusion"),
        source=[S.PASSED, S.REFUSED],
        target=S.CLOSED,
        by=Role.HANDLER,
        guards=[guards.LENIENCY_DECIDED, guards.CONCLUSION_STANDS],
        stops=["ask_review"],
        papers=["rectification_conclusion", "rectification_index"],
        notices=[TELL_RESULT],
        law=REVIEW,
        primary=True,
        grave=True,
    )
    def close(self, ctx: Context) -> None:
        """办结: once nobody can or wants to ask for a review any more. A refusal that stands becomes a record."""
        self.rectification.conclusion = ctx.data["conclusion"]
        self.rectification.save()
        recording.record_refusal(ctx, self.rectification)


MOVES = moves_of(RectificationCase, FILE)
