"""Who has which task of a complaint. Gateways read the state; the machine alone decides it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from casework import differences, door
from casework.models import Clock, Role
from workflows.base.flow import CaseFlow
from workflows.base.nodes import UnitJoin, UnitSplit, UnitTask, in_state
from workflows.complaint import drafts
from workflows.complaint.guards import WINDOWS
from workflows.complaint.states import S

TRIAGE = ("accept", "ask_supplement", "refuse", "transfer", "hand_over_accusation", "merge")
CONCLUSIONS = ("conclude_substantiated", "conclude_partly", "conclude_unfounded", "conclude_unclear")
FEEDBACK = ("rate_satisfied", "ask_reopen", "ask_review")
REVIEWS = ("decide_review_uphold", "decide_review_change")


class ComplaintFlow(CaseFlow):
    """登记 → 分办 → 办理 ⇄ 协办、会签 → 答复 → 评价、复查 → 办结."""

    process_title = _("Complaint")
    nodes_of_state = {
        S.SUBMITTED.value: {"triage"},
        S.SUPPLEMENTING.value: {"supplement"},
        S.HANDLING.value: {"handle"},
        S.CONSULTING.value: {"answer"},
        S.COUNTERSIGNING.value: {"sign"},
        S.CONCLUDED.value: {"deliver"},
        S.REPLIED.value: {"respond"},
        S.REOPENING.value: {"reconsider"},
        S.REVIEWING.value: {"review"},
    }

    start = flow.StartHandle(this.begin).Annotation(title=_("Filed")).Next(this.where)
    where = (
        flow.Switch()
        .Annotation(title=_("Where does it stand?"))
        .Case(this.triage, in_state(S.SUBMITTED))
        .Case(this.supplement, in_state(S.SUPPLEMENTING))
        .Case(this.handle, in_state(S.HANDLING))
        .Case(this.split, in_state(S.CONSULTING))
        .Case(this.invite, in_state(S.COUNTERSIGNING))
        .Case(this.deliver, in_state(S.CONCLUDED))
        .Case(this.finish, lambda activation: activation.flow_class.instance.nothing_left(activation))
        .Case(this.respond, in_state(S.REPLIED))
        .Case(this.reconsider, in_state(S.REOPENING))
        .Case(this.review, in_state(S.REVIEWING))
        .Default(this.end)
    )
    triage = (
        UnitTask(moves=TRIAGE, during=("classify",), role=Role.REGISTRAR, unit="registry")
        .Annotation(title=_("Sort and decide on acceptance"))
        .Next(this.where)
    )
    supplement = (
        UnitTask(moves=("supplement", "refuse"), role=Role.FILER, unit="none")
        .Annotation(title=_("Hand in what was missing"))
        .Next(this.where)
    )
    handle = (
        UnitTask(moves=("ask_units", "countersign", *CONCLUSIONS), during=("extend",))
        .Annotation(title=_("Look into it and conclude"))
        .Next(this.where)
    )
    split = UnitSplit().Annotation(title=_("Units are asked")).Next(this.answer)
    answer = UnitTask(unit="none").Annotation(title=_("Check and answer")).Next(this.join)
    join = UnitJoin().Annotation(title=_("All have answered")).Next(this.gather)
    gather = flow.Function(this.answers_in).Annotation(title=_("Answers are in")).Next(this.where)
    invite = UnitSplit().Annotation(title=_("Joint leads are asked")).Next(this.sign)
    sign = UnitTask(unit="none").Annotation(title=_("Countersign the draft")).Next(this.signed)
    signed = UnitJoin().Annotation(title=_("All have answered")).Next(this.settle)
    settle = flow.Function(this.countersigned).Annotation(title=_("Answers are in")).Next(this.where)
    deliver = UnitTask(moves=("reply",)).Annotation(title=_("Serve the answer")).Next(this.where)
    respond = (
        UnitTask(moves=FEEDBACK, during=("rate_dissatisfied",), role=Role.FILER, unit="none")
        .Annotation(title=_("Rate the answer"))
        .Next(this.where)
    )
    reconsider = (
        UnitTask(moves=("reopen", "decline_reopen"))
        .Annotation(title=_("Decide whether to handle it again"))
        .Next(this.where)
    )
    review = UnitTask(moves=REVIEWS, unit="review").Annotation(title=_("Review")).Next(this.where)
    finish = flow.Function(this.close).Annotation(title=_("Close")).Next(this.end)
    end = flow.End().Annotation(title=_("End"))

    def countersigned(self, activation: Any) -> None:
        """The last joint lead has answered. Who has refused twice is not asked a third time before the superior."""
        case = activation.process.case
        door.system_move(case, "countersigned")
        for refused in drafts.differences(case):
            differences.refer(case, refused)

    def nothing_left(self, activation: Any) -> bool:
        """Whether it is answered and no time runs in which the filer could still ask for anything."""
        case = activation.process.case
        windows = case.clocks.filter(name__in=WINDOWS, status=Clock.Status.RUNNING)
        return case.state == S.REPLIED.value and not windows.exists()
