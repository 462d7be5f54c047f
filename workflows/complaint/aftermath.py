"""What follows the answer: rating, handling again once, review by others, withdrawal, closing by the clock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework import routing
from casework.context import Child, Context
from casework.filing import Filing, PartyInput
from casework.models import Case, Channel, Role, SubjectType, Unit
from casework.permissions import excluded_units
from casework.registry import Notice
from workflows.base.guards import NOT_REVIEWED
from workflows.base.machine import move, reviewing
from workflows.complaint import guards
from workflows.complaint.conclusion import state_window
from workflows.complaint.models import Satisfaction
from workflows.complaint.states import OPEN, OWN, PLAN, REVIEW, TELL_LEAD, TELL_RESULT, S
from workflows.complaint.triage import state_limit

of_the_filer = partial(  # who came, wrote or called has it entered by the registrar
    move, by=(Role.REGISTRAR, Role.FILER), unit="registry"
)
reconsidering = partial(move, source=S.REOPENING, by=Role.HANDLER, approval=Role.SUPERVISOR, law=OWN)
deciding = partial(reviewing, source=S.REVIEWING, papers=["complaint_review"], law=REVIEW)


class AftermathMoves:
    """Moves after the answer, and the filer's way out; part of ComplaintCase."""

    if TYPE_CHECKING:
        complaint: Any
        outcome: str
        review_unit: Unit | None

    @of_the_filer(
        label=_("Satisfied"),
        source=S.REPLIED,
        target=S.CLOSED,
        stops=guards.WINDOWS,
        papers=["complaint_followup", "complaint_contents"],
        notices=[Notice("rated", "lead")],
        law=f"{PLAN}；国办发〔2020〕53号",
        primary=True,
    )
    def rate_satisfied(self, ctx: Context) -> None:
        """满意: the matter is closed at once."""
        self.complaint.satisfaction = Satisfaction.SATISFIED
        self.complaint.save()

    @of_the_filer(
        label=_("Dissatisfied"),
        source=S.REPLIED,
        target=S.REPLIED,
        guards=[guards.NOT_RATED],
        papers=["complaint_followup"],
        notices=[Notice("rated", "lead")],
        law=f"{PLAN}；国办发〔2020〕53号",
    )
    def rate_dissatisfied(self, ctx: Context) -> None:
        """不满意: with the reason; the filer may then ask to have it handled again, or for a review."""
        self.complaint.satisfaction = Satisfaction.DISSATISFIED
        self.complaint.dissatisfaction = ctx.data["reason"]
        self.complaint.save()

    @of_the_filer(
        label=_("Ask to have it handled again"),
        source=S.REPLIED,
        target=S.REOPENING,
        guards=[guards.DISSATISFIED, guards.REOPENED_ONCE, guards.IN_WINDOW],
        stops=["ask_review"],
        notices=[Notice("reopen_asked", "lead")],
        law=OWN,
    )
    def ask_reopen(self, ctx: Context) -> None:
        """申请重新办理: once."""
        self.complaint.reopen_grounds = ctx.data["grounds"]
        self.complaint.save()

    @reconsidering(
        label=_("Handle it again"),
        target=S.HANDLING,
        starts=["handle"],
        papers=["complaint_reopening"],
        notices=[TELL_RESULT, TELL_LEAD],
        primary=True,
    )
    def reopen(self, ctx: Context) -> None:
        """重新办理: a new round of handling with its own time; the former conclusion stays in the file."""
        self.complaint.reopen_answer = ctx.data["answer"]
        self.handle_anew(ctx)

    @reconsidering(
        label=_("Do not handle it again"),
        target=S.REPLIED,
        starts=["ask_review"],
        papers=["complaint_reopening"],
        notices=[TELL_RESULT],
    )
    def decline_reopen(self, ctx: Context) -> None:
        """不予重新办理: with the reason. This answer too opens the time to ask for a review."""
        self.complaint.reopen_answer = ctx.data["answer"]
        self.complaint.save()
        state_window(ctx, self.complaint)

    @of_the_filer(
        label=_("Ask for a review"),
        source=S.REPLIED,
        target=S.REVIEWING,
        guards=[NOT_REVIEWED, guards.IN_WINDOW],
        stops=["ask_review"],
        starts=["review"],
        notices=[Notice("review_asked", "review")],
        law=REVIEW,
    )
    def ask_review(self, ctx: Context) -> None:
        """申请复查: once, within its time, by the unit above or another one that took no part."""
        self.complaint.review_grounds = ctx.data["grounds"]
        self.complaint.save()
        self.review_unit = reviewer(ctx.case, ctx)

    @deciding(
        label=_("Confirm the result"),
        target=S.REPLIED,
        starts=["ask_recheck"],
        notices=[TELL_RESULT],
        primary=True,
    )
    def decide_review_uphold(self, ctx: Context) -> None:
        """维持原处理意见: of a petition a second review (复核) may be asked of the body above."""
        self.complaint.review_opinion = ctx.data["opinion"]
        self.complaint.save()

    @deciding(
        label=_("Send it back to be handled anew"),
        target=S.HANDLING,
        starts=["handle"],
        notices=[TELL_RESULT, TELL_LEAD],
    )
    def decide_review_change(self, ctx: Context) -> None:
        """撤销原处理意见，责令重新办理."""
        self.complaint.review_opinion = ctx.data["opinion"]
        self.handle_anew(ctx)

    @of_the_filer(
        label=_("Withdraw"),
        source=OPEN,
        target=S.WITHDRAWN,
        papers=["complaint_withdrawal"],
        notices=[Notice("withdrawn", "lead"), Notice("withdrawn", "registry")],
        law=PLAN,
        grave=True,
    )
    def withdraw(self, ctx: Context) -> None:
        """撤回: what was found before stays as it was; the office may take the matter up itself."""
        self.complaint.withdrawal = ctx.data["reason"]
        self.complaint.save()
        self.outcome = self.outcome or "withdrawn"

    @move(
        label=_("Take the matter up by the office itself"),
        source=S.WITHDRAWN,
        target=S.WITHDRAWN,
        by=Role.REGISTRAR,
        unit="registry",
        approval=Role.SUPERVISOR,
        guards=[guards.CONTINUED_ONCE],
        law=PLAN,
        for_filer=False,
    )
    def continue_ex_officio(self, ctx: Context) -> None:
        """依职权继续办理: a case of its own, without who had complained, linked with this one."""
        ctx.children.append(Child(kind=ctx.case.kind, filing=ex_officio(ctx)))

    @move(
        label=_("Close"),
        source=S.REPLIED,
        target=S.CLOSED,
        by=Role.SYSTEM,
        guards=[guards.WINDOW_OVER],
        stops=guards.WINDOWS,
        papers=["complaint_contents"],
        law=PLAN,
    )
    def close(self, ctx: Context) -> None:
        """办结: made by the sweep when the time to ask for a review has ended, or by the flow when none is left."""

    def handle_anew(self, ctx: Context) -> None:
        """The finding falls; a new one goes its whole way again."""
        self.complaint.finding = self.complaint.draft_finding = self.complaint.draft_text = ""
        self.complaint.save()
        self.outcome = ""
        state_limit(ctx)


def reviewer(case: Case, ctx: Context) -> Unit:
    """The unit above the lead when it took no part, else the first such unit of the reserve list."""
    part = frozenset(case.joint_leads.values_list("unit_id", flat=True))
    part |= frozenset(case.assignments.values_list("unit_id", flat=True))
    part |= frozenset([case.registry_unit_id] if case.registry_unit_id else [])
    excluded = excluded_units(case) | {case.lead_unit_id}
    above = case.lead_unit.superior
    if above is not None and not above.outside and above.pk not in excluded | part:
        return above
    return routing.review_unit(ctx.on, excluded, part)


def ex_officio(ctx: Context) -> Filing:
    """What the registering unit itself files."""
    case, unit = ctx.case, ctx.case.registry_unit or ctx.case.lead_unit
    return Filing(
        content=ctx.data["facts"],
        title=ctx.data["title"],
        filer=PartyInput(SubjectType.UNIT, unit.full_name),
        area=case.area,
        street=case.street,
        named_person=case.named_person,
        channel=Channel.OFFICE,
        respondent=case.respondent,
    )
