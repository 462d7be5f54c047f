"""How it ends: leniency, refusal, the review by people who took no part, and the close."""

from __future__ import annotations

import pytest

from casework import care, casefile
from casework.errors import Conflict, GuardFailed, InvalidData, NotAllowed
from casework.models import CaseTask, Proposal, Unit
from casework.sweep import sweep
from notifications.models import Message
from tests.engine.racing import clean
from workflows.rectification.models import Proof
from workflows.rectification.tests.playing import CHIEF, LEAD, REVIEWER, THEIRS, Play

pytestmark = pytest.mark.django_db


@pytest.fixture
def passed(world) -> Play:
    """The inspection is passed, on 9 November 2026."""
    return Play(world).passed()


# Leniency --------------------------------------------------------------------------------------------------------


def test_leniency_is_asked_for_with_proof_and_decided_with_reasons(passed):
    with pytest.raises(InvalidData) as refusal:
        passed.unit("ask_leniency", proof=[])
    assert list(refusal.value.errors) == ["proof"]
    passed.unit("ask_leniency")
    with pytest.raises(GuardFailed):
        passed.unit("ask_leniency")
    with pytest.raises(GuardFailed):
        passed.unit("accept_conclusion") and passed.lead("close")
    passed.lead("decide_leniency", leniency="exempt")
    details = passed.now().rectification
    assert (details.leniency, details.ground, passed.now().state) == ("exempt", "recovered", "passed")
    assert Proof.objects.filter(rectification=details, purpose="leniency").count() == 1
    paper = passed.now().documents.get(paper__code="rectification_leniency")
    assert "免于实施失信惩戒措施" in str(paper.content)
    assert "不免除你单位的整改责任" in str(paper.content)
    passed.lead("close")
    assert "经审查，决定免于实施失信惩戒措施。" in str(
        passed.now().documents.get(paper__code="rectification_conclusion").content
    )
    clean()


def test_what_is_asked_is_no_decision(passed):
    passed.unit("ask_leniency")
    with pytest.raises(InvalidData) as refusal:
        passed.lead("decide_leniency", leniency="asked")
    assert list(refusal.value.errors) == ["leniency"]


# The close -------------------------------------------------------------------------------------------------------


def test_the_case_is_closed_when_the_time_for_a_review_is_over(passed):
    assert passed.due("ask_review") == "2026-12-09"
    with pytest.raises(GuardFailed):
        passed.on("2026-12-09").lead("close")
    assert passed.on("2026-12-10").lead("close").state == "closed"
    index = "".join(passed.now().documents.get(paper__code="rectification_index").content["paragraphs"])
    for title in ("限期整改通知书", "送达回证", "整改验收意见书", "整改结论书", "凭证.png"):
        assert title in index
    clean()


def test_the_last_day_rolls_to_a_working_day(world):
    """Thirty days after 2 December is 1 January, a holiday; the right to ask lasts until Monday the 4th."""
    play = Play(world).reported()
    play.on("2026-12-02").lead("pass_inspection")
    assert play.due("ask_review") == "2027-01-04"


def test_who_accepts_asks_for_no_review(passed):
    passed.unit("accept_conclusion")
    with pytest.raises(GuardFailed):
        passed.unit("ask_review")
    assert passed.lead("close").state == "closed"
    clean()


# The review ------------------------------------------------------------------------------------------------------


def test_the_review_goes_to_another_unit_and_to_people_who_took_no_part(world, passed):
    passed.unit("ask_review")
    case = passed.now()
    assert (case.state, case.review_unit.name, passed.due("review")) == ("reviewing", "区政府办", "2026-12-09")
    assert case.clocks.get(name="review").rule.code == "ZG-XG-REVIEW"
    assert world.open_tasks(case) == [("review", "区政府办", "")]
    for who in (LEAD, THEIRS):
        with pytest.raises(NotAllowed):
            passed.does("uphold_conclusion", who)
    with pytest.raises(GuardFailed):
        passed.review("uphold_order")
    assert passed.review("uphold_conclusion").state == "closed"
    clean()


def test_a_reviewer_who_took_part_is_refused(world):
    """区政府办 leads, because 区发改局 is the one that has to put right; 区司法局 reviews."""
    play = Play(world, registrar="zhengfuban_registrar", respondent=Unit.objects.get(name="区发改局"))
    play.served()
    for move in ("explain", "ask_order_review"):
        play.unit(move)
    assert play.now().review_unit.name == "区司法局"
    with pytest.raises(NotAllowed):
        play.does("uphold_order", REVIEWER)
    done = play.does("uphold_order", "sifa_handler")
    with pytest.raises(NotAllowed):
        world.approve(done, "zhengfuban_supervisor")
    world.approve(done, "sifa_supervisor")
    assert play.now().state == "rectifying"
    clean()


def test_the_order_is_reviewed_only_when_made_in_a_government_inspection(world):
    plain = Play(world).served(designation="")
    plain.unit("explain")
    assert not plain.now().clocks.filter(name="ask_order_review").exists()
    assert "申请复核" not in str(plain.now().documents.get(paper__code="rectification_notice").content)
    with pytest.raises(GuardFailed):
        plain.unit("ask_order_review")


def test_the_time_goes_on_while_the_order_is_under_review(world):
    play = Play(world).served()
    play.unit("explain")
    before = play.due("rectify")
    play.on("2026-11-20").unit("ask_order_review")
    rectify = play.now().clocks.get(name="rectify")
    assert (rectify.status, play.now().clocks.get(name="review").rule.code) == ("running", "ZG-DC17")
    play.on("2026-11-30").review("uphold_order")
    assert play.due("rectify") == before
    with pytest.raises(GuardFailed):
        play.unit("ask_order_review")
    play.unit("record_measures")
    assert play.unit("report").state == "reported"
    clean()


def test_a_review_revokes_the_order(world):
    play = Play(world).served()
    play.unit("explain")
    play.unit("ask_order_review")
    case = play.review("revoke_on_review")
    assert (case.state, case.outcome) == ("revoked", "revoked")
    assert world.open_tasks(case) == []
    assert not case.clocks.exclude(status="stopped").exists()
    clean()


def test_a_conclusion_that_is_set_aside_is_inspected_anew_and_reviewed_no_more(world, passed):
    passed.unit("ask_review")
    case = passed.review("change_conclusion")
    assert (case.state, case.outcome, case.rectification.inspection) == ("reported", "", "")
    assert world.open_tasks(case) == [("inspect", "区发改局", LEAD)]
    passed.lead("pass_inspection")
    with pytest.raises(GuardFailed):
        passed.unit("ask_review")
    assert not passed.now().clocks.filter(name="ask_review", status="running").exists()
    assert passed.lead("close").state == "closed"
    clean()


# Refusal ---------------------------------------------------------------------------------------------------------


def test_nobody_refuses_before_the_time_is_over(world):
    play = Play(world).served()
    play.unit("explain")
    with pytest.raises(GuardFailed):
        play.lead("find_refusal")
    play.on("2026-12-09")
    with pytest.raises(GuardFailed):
        play.lead("find_refusal")
    case = play.on("2026-12-10").lead("find_refusal")
    assert (case.state, case.outcome) == ("refused", "refused")
    assert sorted(world.open_tasks(case)) == [("conclude_refusal", "区发改局", LEAD), ("contest", "区财政局", THEIRS)]
    clean()


def test_the_first_failed_inspection_is_no_refusal_the_second_may_be(world):
    play = Play(world).reported()
    with pytest.raises(GuardFailed):
        play.lead("find_refusal")
    play.lead("fail_inspection")
    play.unit("record_measures")
    play.unit("report")
    assert play.lead("find_refusal").state == "refused"


def test_a_report_that_comes_while_refusal_waits_for_approval_wins(world):
    play = Play(world).served()
    play.unit("explain")
    play.unit("record_measures")
    proposal = play.on("2026-12-10").does("find_refusal", LEAD)
    play.unit("report")
    assert Proposal.objects.get(pk=proposal.pk).status == "void"
    with pytest.raises(Conflict):
        world.approve(proposal, CHIEF)
    assert play.now().state == "reported"
    clean()


def test_the_other_task_disappears_when_one_side_acts(world):
    play = Play(world).served()
    tasks = {task.flow_task.name: task for task in CaseTask.objects.open().filter(case=play.case)}
    assert set(tasks) == {"explain", "await_explanation"}
    play.lead("revoke")
    assert world.open_tasks(play.now()) == []
    assert {task.status for task in CaseTask.objects.filter(pk__in=[t.pk for t in tasks.values()])} == {
        "DONE",
        "CANCELED",
    }
    clean()


# The right to ask -------------------------------------------------------------------------------------------------


def test_a_right_that_ends_makes_nobody_late(world, passed):
    """The window for a review is shown with its light while it runs, then as over; it is no time limit of the case."""
    case = passed.now()
    assert (case.due_at, case.clocks.get(name="ask_review").duty) == (None, "right")
    assert {task.due_at for task in CaseTask.objects.open().filter(case=case)} == {None}
    passed.on("2026-12-10")
    views = {v.clock.name: v for v in casefile.clock_views(passed.now(), world.actor(LEAD), world.at)}
    assert (views["ask_review"].light, views["ask_review"].words) == ("grey", "期限已过")
    sweep(world.at)
    told = Message.objects.filter(case=case, event="clock_red").values_list("recipient__username", flat=True)
    assert list(told) == [LEAD], "who can close the case now is told"
    assert not care.at_risk(world.actor(CHIEF), "red", world.at).exists()
    clean()
