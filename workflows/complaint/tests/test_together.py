"""协办与会签: rounds of cooperation, returns, joint leads who agree, disagree, or face a changed draft."""

from __future__ import annotations

import pytest
from django.utils import timezone

from casework import actions
from casework.errors import GuardFailed, InvalidData
from casework.models import CaseLink, Role
from tests.engine.racing import clean
from workflows.complaint.play import ORDER, TEXT, unit
from workflows.complaint.tests.matter import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def joint(world):
    """Clause 五(六): 区科工局 leads together with 区财政局 and 区审计局."""
    return Matter.file(world, area="arrears").accept()


def test_two_units_contribute_and_the_case_goes_back_to_the_lead(world):
    matter = Matter.file(world).accept()
    first, second = matter.ask("区营商局", "区商务局")
    assert world.open_tasks(matter.case) == [("answer", "区商务局", ""), ("answer", "区营商局", "")]
    matter.answer(first)
    assert matter.now.state == "consulting"
    matter.answer(second, "contradicts")
    assert (matter.now.state, world.open_tasks(matter.case)) == (
        "handling",
        [("handle", "区财政局", "caizheng_handler")],
    )
    (again,) = matter.ask("区营商局")
    assert (again.round, matter.now.state) == (2, "consulting")
    clean()


def test_one_more_unit_is_asked_while_the_first_still_answers(world):
    matter = Matter.file(world).accept()
    matter.ask("区营商局")
    assert len(matter.ask("区商务局")) == 2
    clean()


def test_a_returned_question_goes_to_whom_it_belongs_with_the_same_days(world):
    matter = Matter.file(world).accept()
    (asked,) = matter.ask("区营商局", days=7)
    by, belongs = world.actor(world.member(asked.unit)), unit("区商务局")
    actions.return_assignment(asked.pk, reason="不属我单位职责。", belongs_to=belongs, by=by, at=world.at)
    assert matter.now.state == "handling"
    world.later(days=1)
    registrar = world.actor(matter.registrar())
    new = actions.rule_on_return(asked.pk, unit=belongs, reason="属区商务局职责。", by=registrar, at=world.at)
    assert (matter.now.state, new.unit.name) == ("consulting", "区商务局")
    assert timezone.localdate(new.clocks.get().due_at).isoformat() == "2026-11-19"
    clean()


def test_nothing_is_concluded_while_it_is_not_ruled_whose_a_question_is(world):
    matter = Matter.file(world).accept()
    (asked,) = matter.ask("区营商局")
    by = world.actor(world.member(asked.unit))
    actions.return_assignment(asked.pk, reason="不属我单位职责。", belongs_to=None, by=by, at=world.at)
    with pytest.raises(GuardFailed):
        matter.conclude()


def test_a_petition_is_returned_within_five_working_days(world):
    matter = Matter.file(world).accept()
    (asked,) = matter.ask("区营商局", days=20)
    world.later(days=8)
    with pytest.raises(Exception, match="2026-11-16"):
        actions.return_assignment(
            asked.pk, reason="不属我单位职责。", belongs_to=None, by=world.actor("yingshang_handler"), at=world.at
        )


def test_the_body_complained_about_is_never_asked(world):
    matter = Matter.file(world).accept()
    with pytest.raises(InvalidData):
        matter.ask("区住建局")


def test_a_single_lead_concludes_without_countersigning(world):
    matter = Matter.file(world).accept()
    with pytest.raises(GuardFailed):
        matter.by_lead("countersign", finding="unfounded", text=TEXT, days=3)
    assert matter.conclude().now.outcome == "unfounded"


def test_joint_leads_have_to_agree_first(world, joint):
    with pytest.raises(GuardFailed):
        joint.conclude("substantiated")
    joint.send_round("substantiated")
    assert joint.now.assignments.filter(purpose="countersign").count() == 2
    assert joint.conclude("substantiated").now.state == "concluded"
    clean()


def test_one_that_disagrees_stops_it_until_a_new_round(world, joint):
    joint.send_round("substantiated", answers=("agree", "disagree"))
    with pytest.raises(GuardFailed):
        joint.conclude("substantiated")
    joint.send_round("partly", "经核查，部分情况属实。")
    with pytest.raises(GuardFailed):
        joint.conclude("substantiated")
    joint.conclude("partly", text="经核查，部分情况属实。")
    assert joint.now.outcome == "partly"
    clean()


def test_the_last_word_of_a_unit_counts(world, joint):
    joint.send_round("substantiated")
    joint.send_round("substantiated", answers=("disagree", "agree"))
    with pytest.raises(GuardFailed):
        joint.conclude("substantiated")


def test_a_changed_draft_goes_round_again(world, joint):
    joint.send_round("substantiated")
    with pytest.raises(InvalidData) as refusal:
        joint.conclude("substantiated", text=TEXT + "另查明其他问题。")
    assert list(refusal.value.errors) == ["text"]
    joint.send_round("substantiated", TEXT + "另查明其他问题。")
    joint.conclude("substantiated", text=TEXT + "另查明其他问题。")
    clean()


def test_a_joint_lead_that_is_ordered_out_need_not_agree(world, joint):
    joint.by_lead("countersign", finding="unfounded", text=TEXT, days=3)
    out, stays = unit("区财政局"), joint.now.assignments.get(unit=unit("区审计局"))
    registrar = world.actor(joint.registrar())
    actions.order_out(joint.case.number, who=out, reason="与被投诉单位有利害关系。", by=registrar, at=world.at)
    joint.answer(stays, "agree")
    assert joint.conclude("unfounded").now.state == "concluded"
    clean()


def test_another_lead_for_a_reason(world):
    matter = Matter.file(world)
    other = unit("区审计局")
    by, entered = (
        world.actor(matter.registrar()),
        {"lead": other.pk, "cooperating": [], "reason": "涉及审计发现的问题。"},
    )
    draft = actions.draft_papers(matter.now, "accept", by=by, at=world.at, data=entered)[0]
    assert other.full_name in "".join(draft.words)
    with pytest.raises(InvalidData) as refusal:
        matter.accept(lead=other.pk)
    assert list(refusal.value.errors) == ["reason"]
    matter.accept(lead=other.pk, reason="涉及审计发现的问题。", cooperating=[unit("区营商局").pk])
    case = matter.now
    assert (case.lead_unit, case.route["changes"][-1]["reason"]) == (other, "涉及审计发现的问题。")
    people = [world.people[name].pk for name in ("registrar", "fagai_supervisor")]
    assert case.route["confirmed"]["by"] == people
    assert world.open_tasks(case) == [("handle", "区审计局", "")]
    clean()


def test_the_registrar_keeps_the_task_when_another_unit_leads(world):
    """区发改局 registers and would lead: only its lead passes on."""
    matter = Matter.file(world, area="ppp", about="区商务局")
    actions.claim(matter.now.tasks.get(finished=None).pk, by=world.actor("registrar"), at=world.at)
    registrar = world.actor("registrar")
    actions.relead(matter.case.number, unit=unit("区审计局"), reason="利害关系。", by=registrar, at=world.at)
    assert world.open_tasks(matter.case) == [("triage", "区发改局", "registrar")]
    clean()


def test_what_is_true_opens_an_order_to_put_it_right(world):
    matter = Matter.file(world).accept().conclude("substantiated")
    link = CaseLink.objects.get(other=matter.case)
    child = world.get(link.case)
    assert (link.nature, child.kind, child.respondent, child.lead_unit) == (
        "opened",
        "rectification",
        matter.now.respondent,
        matter.now.lead_unit,
    )
    assert (child.rectification.facts, child.rectification.demands) == (ORDER["facts"], ORDER["demands"])
    assert child.parties.get().name == matter.now.lead_unit.full_name
    clean()


@pytest.mark.parametrize("finding", ["unfounded", "unclear"])
def test_what_is_not_true_or_not_known_opens_none(world, finding):
    matter = Matter.file(world).accept().conclude(finding)
    assert not CaseLink.objects.filter(other=matter.case).exists()


def test_a_body_outside_the_government_is_not_ordered(world):
    matter = Matter.file(world, about="区法院").accept().conclude("substantiated")
    assert not CaseLink.objects.filter(other=matter.case).exists()


def test_who_proposes_does_not_approve(world):
    matter = Matter.file(world).accept()
    proposal = world.submit(matter.case, "conclude_unfounded", matter.lead(), text=TEXT)
    with pytest.raises(Exception, match="财政局"):
        world.approve(proposal, world.member(matter.now.registry_unit, Role.SUPERVISOR))
