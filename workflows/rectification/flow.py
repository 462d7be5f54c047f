"""Who has which task of a rectification. Gateways read the state; the machine alone decides it.

While the unit has the turn the lead watches beside it: whoever acts first, the other one's task disappears.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from workflows.base.flow import CaseFlow
from workflows.base.nodes import EitherTask, UnitTask, in_state
from workflows.rectification.states import S

INSPECTIONS = ("pass_inspection", "fail_inspection", "fail_again", "find_refusal", "revoke")
REVIEWS = ("uphold_order", "uphold_conclusion", "change_conclusion", "revoke_on_review")


class RectificationFlow(CaseFlow):
    """拟定 → 送达 → 书面说明 → 整改 → 验收 → 结论 → 办结; a review enters by the same door."""

    process_title = _("Rectification")
    nodes_of_state = {
        S.DRAFTING.value: {"draft"},
        S.ORDERED.value: {"serve"},
        S.EXPLAINING.value: {"explain", "await_explanation"},
        S.RECTIFYING.value: {"rectify", "watch"},
        S.REPORTED.value: {"inspect"},
        S.PASSED.value: {"respond", "conclude"},
        S.REFUSED.value: {"contest", "conclude_refusal"},
        S.REVIEWING.value: {"review"},
    }

    start = flow.StartHandle(this.begin).Annotation(title=_("Opened")).Next(this.where)
    where = (
        flow.Switch()
        .Annotation(title=_("Where does it stand?"))
        .Case(this.draft, in_state(S.DRAFTING))
        .Case(this.serve, in_state(S.ORDERED))
        .Case(this.explanation, in_state(S.EXPLAINING))
        .Case(this.rectification, in_state(S.RECTIFYING))
        .Case(this.inspect, in_state(S.REPORTED))
        .Case(this.conclusion, in_state(S.PASSED))
        .Case(this.refusal, in_state(S.REFUSED))
        .Case(this.review, in_state(S.REVIEWING))
        .Default(this.end)
    )
    draft = UnitTask(moves=("order", "cancel")).Annotation(title=_("Draft the order")).Next(this.where)
    serve = UnitTask(moves=("serve", "revoke")).Annotation(title=_("Serve the order")).Next(this.where)

    explanation = flow.Split().Annotation(title=_("Explanation")).Next(this.explain).Next(this.await_explanation)
    explain = (
        UnitTask(moves=("explain",), unit="respondent").Annotation(title=_("Explain in writing")).Next(this.either)
    )
    await_explanation = (
        UnitTask(moves=("note_silence", "revoke")).Annotation(title=_("Await the explanation")).Next(this.either)
    )

    rectification = flow.Split().Annotation(title=_("Putting right")).Next(this.rectify).Next(this.watch)
    rectify = (
        UnitTask(moves=("report", "ask_order_review"), during=("record_measures", "ask_extension"), unit="respondent")
        .Annotation(title=_("Put right and report"))
        .Next(this.either)
    )
    watch = (
        UnitTask(moves=("find_refusal", "revoke"), during=("extend", "decline_extension"))
        .Annotation(title=_("Watch over it"))
        .Next(this.either)
    )
    inspect = UnitTask(moves=INSPECTIONS).Annotation(title=_("Inspect item by item")).Next(this.where)

    conclusion = flow.Split().Annotation(title=_("Conclusion")).Next(this.respond).Next(this.conclude)
    respond = (
        UnitTask(moves=("ask_review",), during=("ask_leniency", "accept_conclusion"), unit="respondent")
        .Annotation(title=_("Answer the conclusion"))
        .Next(this.either)
    )
    conclude = (
        UnitTask(moves=("close",), during=("decide_leniency",))
        .Annotation(title=_("Conclude and close"))
        .Next(this.either)
    )

    refusal = flow.Split().Annotation(title=_("Refusal")).Next(this.contest).Next(this.conclude_refusal)
    contest = (
        UnitTask(moves=("ask_review",), unit="respondent").Annotation(title=_("Answer the finding")).Next(this.either)
    )
    conclude_refusal = UnitTask(moves=("close",)).Annotation(title=_("Conclude and close")).Next(this.either)

    either = EitherTask().Annotation(title=_("Whoever was first")).Next(this.where)
    review = UnitTask(moves=REVIEWS, unit="review").Annotation(title=_("Review")).Next(this.where)
    end = flow.End().Annotation(title=_("End"))
