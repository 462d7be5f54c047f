"""登记分办: particulars, classification, refusal with where to go, hand-over, merging, accusations under seal."""

from __future__ import annotations

import pytest

from casework import actions
from casework.errors import GuardFailed, InvalidData, NotAllowed
from casework.filing import PartyInput
from casework.models import Area, Case, CaseLink, Reason
from casework.permissions import Actor
from notifications.models import Message
from tests.engine.racing import clean
from workflows.complaint.play import unit
from workflows.complaint.tests.matter import FIRM, Matter

pytestmark = pytest.mark.django_db
SEALED = PartyInput("person", "鲁小满", phone="13942678102", sealed=True)


@pytest.mark.parametrize(
    ("channel", "category"),
    [
        ("web", "petition"),
        ("letter", "petition"),
        ("credit_site", "contract"),
        ("sme_arrears", "arrears"),
        ("office", "contract"),
    ],
)
def test_the_channel_speaks_for_a_first_category(world, channel, category):
    assert Matter.file(world, channel=channel).details.category == category


def test_a_ticket_entered_by_hand_is_a_ticket(world):
    matter = Matter.file(world, channel="hotline", external_id="DL9")
    assert matter.details.category == "hotline"
    matter.by_registrar("classify", category="hotline", ticket="hard", area="procurement", street="")
    assert matter.clock("settle").rule.code == "HL-XG-HARD"


@pytest.mark.parametrize(
    ("filer", "said", "nature"),
    [(FIRM, "", "own"), (FIRM, "own", "own"), (SEALED, "", "report"), (PartyInput("person"), "report", "report")],
)
def test_a_complaint_is_by_name_and_a_report_is_sealed(world, filer, said, nature):
    assert Matter.file(world, filer=filer, details={"nature": said}).details.nature == nature


@pytest.mark.parametrize(
    ("filer", "details", "field"),
    [
        (FIRM, {"nature": "report"}, "details.nature"),
        (SEALED, {"nature": "own"}, "details.nature"),
        (FIRM, {"matter": "nonsense"}, "details.matter"),
        (FIRM, {"amount": "-1"}, "details.amount"),
        (FIRM, {"amount": "viel"}, "details.amount"),
        (FIRM, {"happened_on": "2026-11-10"}, "details.happened_on"),
        (FIRM, {"received_on": "2026-11-10"}, "details.received_on"),
        (FIRM, {"received_on": "2020-01-01"}, "details.received_on"),
    ],
)
def test_particulars_are_checked_at_the_door(world, filer, details, field):
    with pytest.raises(InvalidData) as refusal:
        Matter.file(world, filer=filer, details=details)
    assert list(refusal.value.errors) == [field]
    assert all(isinstance(words, list) and words[0] for words in refusal.value.errors.values())
    assert not Case.objects.filter(kind="complaint").exists()


def test_a_complaint_names_a_body(world):
    with pytest.raises(InvalidData) as refusal:
        Matter.file(world, respondent=None)
    assert "respondent" in refusal.value.errors


def test_consent_is_kept_with_its_moment(world):
    assert Matter.file(world).details.consented_at == world.at
    assert Matter.file(world, details={"consent": False}).details.consented_at is None


def test_the_same_matter_is_found_and_nothing_is_merged_by_itself(world):
    first = Matter.file(world)
    other = PartyInput("enterprise", "大连宏远物流有限公司", phone="15542633109")
    Matter.file(world, filer=other)
    again = Matter.file(world, content="采购合同履约后，至今未付款。")
    link = CaseLink.objects.get(case=again.case)
    assert (link.other_id, link.nature, again.now.state) == (first.case.pk, "suspected", "submitted")


def test_another_area_has_another_lead(world):
    matter = Matter.file(world)
    respondent, _colon, area = matter.now.title.partition("：")
    assert area == Area.objects.get(code=matter.now.area).zh
    matter.by_registrar("classify", category="petition", area="ppp", street="")
    case = matter.now
    assert case.title == f"{respondent}：{Area.objects.get(code='ppp').zh}"
    assert (case.lead_unit.name, [j.unit.name for j in case.joint_leads.all()]) == ("区发改局", ["区财政局"])
    assert case.route["clause"] == "五(二)"
    matter.by_registrar("classify", category="petition", area="street_services", street=unit("白云街道").pk)
    case = matter.now
    assert (case.lead_unit.name, case.joint_leads.count()) == ("白云街道", 0)
    with pytest.raises(InvalidData) as refusal:
        matter.by_registrar("classify", category="petition", area="street_services", street="")
    assert "street" in refusal.value.errors
    clean()


def test_a_class_that_the_channel_does_not_have_is_refused(world):
    with pytest.raises(InvalidData) as refusal:
        Matter.file(world).by_registrar("classify", category="arrears", area="procurement", street="")
    assert "category" in refusal.value.errors


def test_recusal_comes_first_whatever_the_area(world):
    matter = Matter.file(world, about="区财政局")
    assert (matter.now.lead_unit.name, matter.now.route["reasons"]) == ("区政府办", ["lead_excluded", "reserve_lead"])
    matter = Matter.file(world, about="区发改局", area="ppp")
    assert (matter.now.lead_unit.name, matter.now.registry_unit.name) == ("区财政局", "区政府办")
    with pytest.raises(NotAllowed):
        world.submit(matter.case, "classify", "registrar", category="petition", area="ppp")


@pytest.mark.parametrize("reason", ["legal_route", "in_petition", "arrears_elsewhere", "other"])
def test_a_refusal_says_where_to_go(world, reason):
    matter = Matter.file(world)
    matter.by_registrar("refuse", reason=reason, explanation="经审查，说明如下。")
    letter = matter.now.documents.get(paper__code="complaint_refuse")
    advice = Reason.objects.get(group="complaint_refusal", code=reason).advice_zh
    assert advice
    assert advice in letter.content["paragraphs"]
    clean()


def test_every_reason_of_refusal_has_its_advice(world):
    for row in Reason.objects.filter(group="complaint_refusal"):
        assert row.advice_zh, row.code
        assert row.advice_en, row.code


def test_a_matter_is_handed_over_while_it_is_handled(world):
    matter = Matter.file(world).accept()
    actions.claim(matter.now.tasks.get(finished=None).pk, by=world.actor(matter.lead()), at=world.at)
    matter.by_registrar("transfer", to="city_department", explanation="属市级职权。")
    codes = set(matter.now.documents.values_list("paper__code", "for_filer"))
    assert {("complaint_transfer", False), ("complaint_transfer_notice", True)} <= codes
    assert (matter.now.state, world.open_tasks(matter.case)) == ("transferred", [])
    clean()


def test_merging_tells_the_filer_where_it_goes_on(world):
    first, again = Matter.file(world), Matter.file(world)
    again.by_registrar("merge", into=first.case.number.replace("〔", "[").replace("〕", "]"), note="同一合同。")
    link = CaseLink.objects.get(case=again.case)
    assert (again.now.state, link.nature, link.settled_by.username) == ("merged", "merged", "registrar")
    letter = again.now.documents.get(paper__code="complaint_merge")
    assert first.case.number in "".join(letter.content["paragraphs"])
    clean()


def test_who_works_on_the_earlier_case_hears_of_the_merger(world):
    first = Matter.file(world).accept()
    first.ask("区营商局")  # whoever asks takes the task on
    again = Matter.file(world)
    again.by_registrar("merge", into=first.case.number, note="同一合同。")
    told = Message.objects.filter(event="case_merged").values_list("recipient__username", "number")
    assert list(told) == [("caizheng_handler", first.case.number)]


def test_what_cannot_be_merged_is_said(world):
    other, closed = Matter.file(world, about="区商务局", area="investment_promotion"), Matter.file(world)
    closed.by_filer("withdraw", reason="")
    first, again = Matter.file(world), Matter.file(world)
    for number in (other.case.number, closed.case.number, again.case.number, "西信诉〔2026〕999号"):
        with pytest.raises(InvalidData) as refusal:
            again.by_registrar("merge", into=number, note="同一合同。")
        assert list(refusal.value.errors) == ["into"]
    with pytest.raises(InvalidData):
        first.by_registrar("merge", into=again.case.number, note="同一合同。")


def test_an_accusation_is_not_handled_here(world):
    matter = Matter.file(world)
    matter.by_registrar("classify", category="accusation", area="procurement", street="")
    with pytest.raises(GuardFailed):
        matter.accept()


def test_an_accusation_is_handed_over_and_sealed(world):
    name = "金大刚"
    matter = Matter.file(world, filer=PartyInput("person", name, "", "13842600718"), title=f"反映{name}被刁难")
    other_registrar = world.actor("zhengfuban_registrar")
    assert Case.objects.visible_to(other_registrar).filter(pk=matter.case.pk).exists()
    matter.by_registrar("hand_over_accusation", summary="反映工作人员在验收付款中索要好处。")
    case = matter.now
    assert (case.state, case.restricted, case.sealed) == ("transferred", True, True)
    party = case.parties.get()
    assert (party.name, party.phone_masked, party.sealed_name) == ("", "", name)
    letter = case.documents.get(paper__code="complaint_referral")
    assert name not in "".join(letter.content["paragraphs"])
    for who in ("zhengfuban_registrar", "caizheng_handler", "jiwei_handler", "zhujian_handler", "leader", "auditor"):
        assert not Case.objects.visible_to(world.actor(who)).filter(pk=case.pk).exists(), who
    assert Case.objects.visible_to(world.actor("registrar")).filter(pk=case.pk).exists()
    assert not Case.objects.matching(name).filter(pk=case.pk, parties__name__contains=name).exists()
    clean()


def test_somebody_else_hands_in_nothing(world):
    matter = Matter.file(world)
    matter.by_registrar("ask_supplement", items="合同复印件", days=5)
    with pytest.raises(NotAllowed):
        actions.submit(matter.case.number, "supplement", by=Actor(case_id=0), at=world.at, data={"text": "见附件。"})
    matter.by_registrar("supplement", text="来访人当面提交合同。")
    assert matter.details.supplemented == "来访人当面提交合同。"
    assert matter.now.events.filter(move="supplement").get().actor.username == "registrar"
