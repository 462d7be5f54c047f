"""The course of a rectification: service decides the clocks, rounds, more time, and what may not be done."""

from __future__ import annotations

import pytest

from casework import actions
from casework.errors import Conflict, GuardFailed, InvalidData, NotAllowed
from casework.models import Case, Proposal, Unit
from casework.permissions import Actor
from tests.engine.racing import clean
from workflows.rectification.models import ItemRound
from workflows.rectification.tests import scenes
from workflows.rectification.tests.playing import CHIEF, LEAD, THEIRS, Play

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(world) -> Play:
    """A rectification that has just been opened, on Monday 9 November 2026."""
    return Play(world)


# Service ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severity", "due"), [("minor", "2026-11-25"), ("ordinary", "2026-12-10"), ("serious", "2027-01-09")]
)
def test_the_day_of_service_decides_the_clocks(play, severity, due):
    """Ordered on Monday, served on Tuesday, recorded on Friday: the time counts from Wednesday on."""
    play.lead("order", severity=severity)
    play.on("2026-11-13").lead("serve", served_on="2026-11-10", proof=[play.receipt.pk])
    assert play.due("explain") == "2026-11-17", "five working days after the 10th"
    assert play.due("rectify") == due
    assert play.now().rectification.served_on.isoformat() == "2026-11-10"
    clean()


@pytest.mark.parametrize(
    ("served_on", "words"), [("2026-11-14", "尚未到来"), ("2026-11-08", "不能早于"), ("", ""), ("yesterday", "")]
)
def test_a_service_is_neither_in_the_future_nor_before_the_order(play, served_on, words):
    play.lead("order")
    with pytest.raises(InvalidData) as refusal:
        play.on("2026-11-13").lead("serve", served_on=served_on, proof=[play.receipt.pk])
    assert list(refusal.value.errors) == ["served_on"]
    assert words in refusal.value.errors["served_on"][0]


def test_a_service_needs_its_receipt(play):
    play.lead("order")
    with pytest.raises(InvalidData) as refusal:
        play.lead("serve", proof=[])
    assert list(refusal.value.errors) == ["proof"]


def test_a_file_of_another_case_proves_nothing(world, play):
    foreign = Play(world).receipt
    play.lead("order")
    with pytest.raises(InvalidData):
        play.lead("serve", proof=[foreign.pk])


# The work of the unit --------------------------------------------------------------------------------------------


def test_every_item_needs_proof_or_a_reason_before_the_report(play):
    play.served().unit("explain")
    with pytest.raises(GuardFailed):
        play.unit("report")
    proof = play.now().evidence.get(source="respondent").pk
    whole = {"measure_1": "已支付。", "done_on_1": "2026-11-09", "proof_1": [proof]}
    open_one = {"measure_2": "正在起草。", "done_on_2": "", "proof_2": [], "reason_2": ""}
    play.unit("record_measures", **whole, **open_one)
    with pytest.raises(GuardFailed):
        play.unit("report")
    play.unit("record_measures", **whole, **(open_one | {"reason_2": "须经局党组会审议，月底前完成。"}))
    assert play.unit("report").state == "reported"
    paper = play.now().documents.get(paper__code="rectification_report")
    assert "附证明材料1件" in str(paper.content)
    assert "尚未完成。说明：须经局党组会审议，月底前完成。" in str(paper.content)
    clean()


def test_what_is_recorded_again_replaces_what_stood_there(play):
    play.served().unit("explain")
    first, second = play.now().evidence.get(source="respondent"), play.file(THEIRS, "制度.png")
    play.unit("record_measures", proof_1=[first.pk, second.pk])
    play.unit("record_measures", measure_1="另行支付。", proof_1=[second.pk])
    row = ItemRound.objects.get(item__rectification__case=play.case, item__position=1)
    assert (row.measure, [proof.evidence_id for proof in row.proofs.all()]) == ("另行支付。", [second.pk])


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"done_on_1": "2026-11-10"}, "done_on_1"),
        ({"measure_1": ""}, "measure_1"),
        ({"done_on_1": "soon"}, "done_on_1"),
        ({"proof_2": ["999999"]}, "proof_2"),
        ({"measure_2": "长" * 3001}, "measure_2"),
    ],
)
def test_what_is_wrong_is_said_at_its_item(play, data, field):
    play.served().unit("explain")
    with pytest.raises(InvalidData) as refusal:
        play.unit("record_measures", **data)
    assert list(refusal.value.errors) == [field]


def test_who_does_not_explain_goes_on_without_it_once_the_time_is_over(play):
    play.served()
    with pytest.raises(GuardFailed):
        play.lead("note_silence")
    play.on("2026-11-17")
    assert play.lead("note_silence").state == "rectifying"
    assert play.now().rectification.explanation == ""
    clean()


# Rounds ----------------------------------------------------------------------------------------------------------


def test_a_second_round_has_the_failed_items_only_and_the_time_that_the_opinion_states(play):
    play.reported()
    play.on("2026-11-20").lead("fail_inspection", result_1="passed", days=10)
    case = play.now()
    assert (case.state, case.rectification.round, play.due("rectify")) == ("rectifying", 2, "2026-11-30")
    assert case.clocks.get(name="rectify", status="running").rule.code == "ZG-SEED"
    assert [row.item.position for row in scenes.items.pending(case.rectification)] == [2]
    first = ItemRound.objects.filter(number=1, item__rectification__case=case).order_by("item__position")
    assert list(first.values_list("result", flat=True)) == ["passed", "failed"]
    assert "即于2026年11月30日前（含当日）" in str(case.documents.get(paper__code="rectification_inspection").content)
    play.unit("record_measures")
    play.unit("report")
    assert play.lead("pass_inspection").state == "passed"
    clean()


def test_a_third_round_needs_a_supervisor(play):
    play.reported().lead("fail_inspection")
    play.unit("record_measures")
    play.unit("report")
    with pytest.raises(GuardFailed):
        play.lead("fail_inspection")
    proposal = play.does("fail_again", LEAD)
    assert play.now().state == "reported"
    with pytest.raises(NotAllowed):
        play.world.approve(proposal, LEAD)
    play.world.approve(proposal, CHIEF)
    assert (play.now().state, play.now().rectification.round) == ("rectifying", 3)
    clean()


def test_the_first_failure_is_no_third_round(play):
    with pytest.raises(GuardFailed):
        play.reported().lead("fail_again")


def test_who_fails_nothing_fails_nobody(play):
    with pytest.raises(InvalidData):
        play.reported().lead("fail_inspection", result_1="passed", result_2="passed")


def test_every_item_has_its_words(play):
    with pytest.raises(InvalidData) as refusal:
        play.reported().lead("pass_inspection", words_2="")
    assert list(refusal.value.errors) == ["words_2"]


# More time -------------------------------------------------------------------------------------------------------


def test_more_time_is_asked_for_by_the_unit_and_given_by_the_lead(play):
    play.served().unit("explain")
    with pytest.raises(GuardFailed):
        play.lead("extend")
    play.unit("ask_extension", days=12)
    with pytest.raises(GuardFailed):
        play.unit("ask_extension")
    play.lead("extend", days=10)
    assert play.due("rectify") == "2026-12-19"
    assert "至2026年12月19日止" in str(play.now().documents.get(paper__code="rectification_extension").content)
    with pytest.raises(GuardFailed):
        play.unit("ask_extension")
    clean()


def test_no_more_time_than_the_first_term(play):
    play.served().unit("explain")
    with pytest.raises(InvalidData) as refusal:
        play.unit("ask_extension", days=31)
    assert "30" in refusal.value.errors["days"][0]
    play.unit("ask_extension", days=30)
    with pytest.raises(InvalidData):
        play.lead("extend", days=31)
    play.lead("extend", days=30)
    assert play.due("rectify") == "2027-01-08"


def test_after_the_time_has_run_out_no_more_is_asked_for_or_given(play):
    play.served().unit("explain")
    play.unit("ask_extension", days=5)
    proposal = play.does("extend", LEAD, days=5)
    play.on("2026-12-10")
    with pytest.raises(Conflict):
        play.world.approve(proposal, CHIEF)
    assert Proposal.objects.get(pk=proposal.pk).status == "pending"
    play.world.later(hours=1)
    actions.take_back(proposal.pk, by=play.world.actor(LEAD), at=play.world.at)
    with pytest.raises(GuardFailed):
        play.lead("extend", days=5)
    play.lead("decline_extension")
    with pytest.raises(GuardFailed):
        play.unit("ask_extension", days=5)
    assert play.due("rectify") == "2026-12-09"
    clean()


def test_the_second_round_is_not_extended(play):
    play.reported().lead("fail_inspection")
    with pytest.raises(GuardFailed):
        play.unit("ask_extension", days=5)


# Four eyes, and who may what -------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", ["order", "pass_inspection", "find_refusal", "revoke", "decide_leniency"])
def test_the_proposer_never_approves(world, move):
    play = {
        "order": lambda: Play(world),
        "pass_inspection": lambda: Play(world).reported(),
        "find_refusal": lambda: Play(world).served(),
        "revoke": lambda: Play(world).served(),
        "decide_leniency": lambda: Play(world).passed(),
    }[move]()
    if move == "find_refusal":
        play.on("2026-12-30").lead("note_silence")
    if move == "decide_leniency":
        play.unit("ask_leniency")
    proposal = play.does(move, LEAD)
    assert isinstance(proposal, Proposal)
    with pytest.raises(NotAllowed):
        play.world.approve(proposal, LEAD)
    assert play.world.approve(proposal, CHIEF).status == "approved"
    clean()


def test_a_citizen_opens_none(world):
    with pytest.raises(NotAllowed):
        actions.open_case("rectification", scenes.filing(world), by=Actor(), at=world.at)


def test_a_handler_of_another_unit_opens_none(world):
    with pytest.raises(NotAllowed):
        actions.open_case("rectification", scenes.filing(world), by=world.actor("zhujian_handler"), at=world.at)
    assert actions.open_case("rectification", scenes.filing(world), by=world.actor(LEAD), at=world.at).case.pk


@pytest.mark.parametrize("unit", [None, "区法院"])
def test_only_a_unit_of_the_government_is_ordered(world, unit):
    respondent = Unit.objects.get(name=unit) if unit else None
    with pytest.raises(InvalidData) as refusal:
        Play(world, respondent=respondent)
    assert list(refusal.value.errors) == ["respondent"]
    assert not Case.objects.exists()


def test_the_lead_is_never_the_unit_itself(world):
    lead = Unit.objects.get(name="区发改局")
    office = world.actor("zhengfuban_registrar")
    case = actions.open_case("rectification", scenes.filing(world, respondent=lead), by=office, at=world.at).case
    assert (case.lead_unit.name, case.registry_unit.name) == ("区政府办", "区政府办")


def test_at_most_twenty_items(play):
    with pytest.raises(InvalidData) as refusal:
        play.lead("order", demands="\n".join(f"第{n}项" for n in range(21)))
    assert list(refusal.value.errors) == ["demands"]
    play.lead("order", demands="\n \n 一项 \n\n")
    assert [item.demand for item in play.now().rectification.items.all()] == ["一项"]
