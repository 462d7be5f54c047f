"""联合牵头的分歧: a joint lead that refuses twice has the common superior decide, for one side and with a reason."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from casework import actions
from casework.api.tokens import make_token
from casework.errors import Conflict, GuardFailed, InvalidData, NotAllowed, NotFound
from casework.models import CaseTask, Role
from notifications.models import Message
from tests.engine.cast import person
from tests.engine.racing import clean
from workflows.complaint.play import TEXT, unit
from workflows.complaint.tests.matter import Matter

pytestmark = pytest.mark.django_db
SUPERIOR = "zhengfuban_supervisor"
ONE_REFUSES = ("disagree", "agree")


@pytest.fixture
def joint(world):
    """Clause 五(六): 区科工局 leads together with 区财政局 and 区审计局."""
    return Matter.file(world, area="arrears").accept()


def refuse_twice(joint, changed="金额已按意见核减。"):
    """区财政局 refuses a draft, and the changed one as well."""
    joint.send_round("substantiated", answers=ONE_REFUSES)
    joint.send_round("substantiated", TEXT + changed, answers=ONE_REFUSES)
    return joint.now.assignments.get(ruling="pending")


def settle(world, refused, *, stands=True, reason="事实清楚，处理意见适当。", who=SUPERIOR):
    return actions.settle_difference(refused.pk, stands=stands, reason=reason, by=world.actor(who), at=world.at)


def told(event):
    return set(Message.objects.filter(event=event).values_list("recipient__username", flat=True))


def test_the_first_refusal_leaves_it_to_the_units(world, joint):
    joint.send_round("substantiated", answers=ONE_REFUSES)
    assert not joint.now.assignments.filter(ruling="pending").exists()
    joint.send_round("substantiated", TEXT + "金额已核减。")
    assert joint.conclude("substantiated", text=TEXT + "金额已核减。").now.state == "concluded"
    clean()


def test_the_second_refusal_goes_to_the_common_superior(world, joint):
    refused = refuse_twice(joint)
    assert (refused.unit.name, refused.round) == ("区财政局", 2)
    assert ("settle", "区政府办", "") in world.open_tasks(joint.case)
    assert told("difference_referred") == {SUPERIOR}
    assert joint.now.events.get(verb="difference_referred").actor is None  # nobody's act: it follows from the two
    for move, data in (("countersign", {"days": 3, "finding": "partly"}), ("conclude_substantiated", {})):
        with pytest.raises(GuardFailed):
            joint.by_lead(move, text=TEXT, **data)
    clean()


def test_a_refusal_after_an_agreement_begins_anew(world, joint):
    for answers in (ONE_REFUSES, ("agree", "disagree"), ONE_REFUSES):
        joint.send_round("substantiated", answers=answers)
    assert not joint.now.assignments.filter(ruling="pending").exists()


def test_when_the_draft_stands_the_refusal_is_no_hindrance(world, joint):
    refused = refuse_twice(joint)
    assert settle(world, refused).get_ruling_display() == "裁定：维持会签稿"
    event = joint.now.events.get(verb="difference_settled")
    assert (event.data["ruling"], event.actor.username, event.unit.name) == ("upheld", SUPERIOR, "区政府办")
    assert event.private.data == {"reason": "事实清楚，处理意见适当。"}
    assert {"caizheng_handler", joint.lead()} <= told("difference_settled")
    joint.conclude("substantiated", text=TEXT + "金额已按意见核减。")
    assert joint.now.outcome == "substantiated"
    clean()


def test_the_decision_is_about_that_draft_only(world, joint):
    settle(world, refuse_twice(joint))
    joint.send_round("partly", TEXT, answers=ONE_REFUSES)
    with pytest.raises(GuardFailed):
        joint.conclude("partly")
    clean()


def test_who_differs_besides_has_to_agree_still(world, joint):
    joint.send_round("substantiated", answers=ONE_REFUSES)
    joint.send_round("substantiated", answers=("disagree", "disagree"))
    settle(world, joint.now.assignments.get(ruling="pending"))
    with pytest.raises(GuardFailed):
        joint.conclude("substantiated")
    joint.send_round("substantiated", answers=ONE_REFUSES)  # decided already: not put before the superior again
    assert not joint.now.assignments.filter(ruling="pending").exists()
    assert joint.conclude("substantiated").now.state == "concluded"
    clean()


def test_when_the_draft_has_to_change_the_same_one_is_not_sent_again(world, joint):
    settle(world, refuse_twice(joint), stands=False, reason="金额未核实。")
    with pytest.raises(InvalidData) as refusal:
        joint.by_lead("countersign", finding="substantiated", text=TEXT + "金额已按意见核减。", days=3)
    assert refusal.value.errors == {"text": ["共同的上一级机关已裁定这份会签稿须修改。"]}
    with pytest.raises(GuardFailed):
        joint.conclude("substantiated", text=TEXT + "金额已按意见核减。")
    joint.send_round("partly", "经核查，部分情况属实。")
    assert joint.conclude("partly", text="经核查，部分情况属实。").now.outcome == "partly"
    clean()


def test_who_decides_says_why_and_decides_once(world, joint):
    refused = refuse_twice(joint)
    with pytest.raises(InvalidData) as refusal:
        settle(world, refused, reason=" ")
    assert refusal.value.errors == {"reason": ["请说明理由。"]}
    settle(world, refused)
    with pytest.raises(Conflict, match="裁定：维持会签稿"):
        settle(world, refused, stands=False)


@pytest.mark.parametrize("who", ["zhengfuban_handler", "caizheng_supervisor", "registrar", "sifa_supervisor"])
def test_nobody_else_decides(world, joint, who):
    refused = refuse_twice(joint)
    with pytest.raises(NotAllowed):
        settle(world, refused, who=who)


def test_who_took_part_does_not_decide(world, joint):
    both = person("两处任职", (unit("区政府办"), Role.SUPERVISOR), (unit("区财政局"), Role.HANDLER))
    for _round in range(2):
        joint.by_lead("countersign", finding="substantiated", text=TEXT, days=3)
        first, second = joint.now.assignments.filter(status="open").order_by("pk")
        actions.answer(first.pk, finding="disagree", text="金额需要再核对。", by=both, at=world.at)
        joint.answer(second, "agree")
    refused = joint.now.assignments.get(ruling="pending")
    with pytest.raises(NotAllowed, match="您参与过本案办理"):
        actions.settle_difference(refused.pk, stands=False, reason="我方有理。", by=both, at=world.at)
    with pytest.raises(NotAllowed):  # nor keeps it from those who may
        actions.claim(refused.tasks.open().get().pk, by=both, at=world.at)
    assert settle(world, refused).ruled_by.username == SUPERIOR


def test_who_keeps_out_does_not_decide(world, joint):
    refused = refuse_twice(joint)
    actions.declare_conflict(joint.case.number, reason="亲属关系。", by=world.actor(SUPERIOR), at=world.at)
    with pytest.raises(NotAllowed):
        settle(world, refused)


def test_when_the_superior_leads_another_unit_of_the_reserve_list_decides(world, joint):
    registrar = world.actor(joint.registrar())
    actions.relead(joint.case.number, unit=unit("区政府办"), reason="情况重大。", by=registrar, at=world.at)
    task = refuse_twice(joint).tasks.open().get()
    assert (task.unit.name, task.role) == ("区发改局", Role.SUPERVISOR)


def test_when_the_superior_is_ordered_out_the_next_one_decides(world, joint):
    refused = refuse_twice(joint)
    registrar = world.actor(joint.registrar())
    actions.order_out(joint.case.number, who=unit("区政府办"), reason="利害关系。", by=registrar, at=world.at)
    assert refused.tasks.open().get().unit.name == "区发改局"
    with pytest.raises(NotAllowed):
        settle(world, refused)
    clean()


def test_a_unit_that_is_ordered_out_has_no_difference_any_more(world, joint):
    refused = refuse_twice(joint)
    registrar = world.actor(joint.registrar())
    actions.order_out(joint.case.number, who=refused.unit, reason="利害关系。", by=registrar, at=world.at)
    refused.refresh_from_db()
    assert (refused.ruling, CaseTask.objects.open().filter(assignment=refused).count()) == ("dropped", 0)
    joint.conclude("substantiated", text=TEXT + "金额已按意见核减。")
    clean()


def test_a_difference_is_no_return_and_the_other_way_round(world, joint):
    refused = refuse_twice(joint)
    with pytest.raises(NotFound):
        actions.rule_on_return(refused.pk, unit=None, reason="无。", by=world.actor(SUPERIOR), at=world.at)
    (asked,) = Matter.file(world).accept().ask("区营商局")
    by = world.actor("yingshang_handler")
    actions.return_assignment(asked.pk, reason="不属我单位职责。", belongs_to=None, by=by, at=world.at)
    with pytest.raises(NotFound):
        settle(world, asked, who=joint.registrar())


def test_the_superior_finds_it_on_the_desk_and_decides_on_the_page(world, joint):
    refused = refuse_twice(joint)
    client, address = Client(), reverse("staff:difference", args=[refused.pk])
    with time_machine.travel(world.at, tick=False):
        client.force_login(world.people[SUPERIOR])
        assert joint.case.number in client.get(reverse("staff:queue")).content.decode()
        assert address in client.get(reverse("staff:case", args=[joint.case.number])).content.decode()
        page = client.get(address).content.decode()
        assert refused.question.splitlines()[-1] in page
        assert page.count("金额需要再核对。") == 2
        wrong = client.post(address, {"side": "", "reason": "金额未核实。"})
        assert (wrong.status_code, "金额未核实。" in wrong.content.decode()) == (422, True)
        done = client.post(address, {"side": "joint", "reason": "金额未核实。"}, follow=True)
        shown = done.content.decode()
        assert all(words in shown for words in ("裁定：会签稿须修改", "金额未核实。", "作出联合牵头分歧裁定"))
        assert client.get(address).status_code == 409
    refused.refresh_from_db()
    assert refused.ruling == "amended"


@pytest.mark.parametrize("who", ["sifa_supervisor", "zhujian_supervisor"])
def test_the_page_is_nobody_elses(world, joint, who):
    refused = refuse_twice(joint)
    client = Client()
    client.force_login(world.people[who])
    with time_machine.travel(world.at, tick=False):
        assert client.get(reverse("staff:difference", args=[refused.pk])).status_code == 404


def test_the_api_decides_and_shows_it(world, joint):
    refused = refuse_twice(joint)
    address = f"/api/v1/assignments/{refused.pk}/difference"

    def call(who, **body):
        headers = {"Authorization": f"Bearer {make_token(world.people[who], at=world.at)}"}
        answer = Client().post(address, json.dumps(body), content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    with time_machine.travel(world.at, tick=False):
        assert call("caizheng_supervisor", side="joint", reason="我方有理。")[0] == 403
        assert call(SUPERIOR, side="both", reason="都对。")[0] == 422
        status, answer = call(SUPERIOR, side="lead", reason="处理意见适当。")
        assert (status, answer["ruling"], answer["ruling_reason"]) == (200, "upheld", "处理意见适当。")
        assert call(SUPERIOR, side="lead", reason="处理意见适当。")[0] == 409
