"""The pages around a case: keeping out, another lead, who filed, side by side, routing, registering for somebody."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from casework.filing import PartyInput
from casework.models import Case, Event, Unsealing
from casework.models.guard import opened
from tests.staff.conftest import case_page

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳听雨", "13998412345"


def page(name, *args):
    return reverse(f"staff:{name}", args=args)


def text(answer):
    return answer.content.decode()


def test_the_case_page_says_which_units_and_why(world, sign_in):
    case = world.verifying()
    shown = text(sign_in("fagai_handler").get(case_page(case)))
    assert "方案条款列名的第一牵头单位" in shown
    assert "四(四)" in shown
    assert page("declare", case.number) in shown
    assert page("order_out", case.number) not in shown
    assert page("order_out", case.number) in text(sign_in("registrar").get(case_page(case)))


def test_declaring_a_conflict(world, sign_in):
    case = world.verifying()
    client = sign_in("fagai_handler")
    assert client.get(page("declare", case.number)).status_code == 200
    empty = client.post(page("declare", case.number), {"reason": " "})
    assert empty.status_code == 422
    gone = client.post(page("declare", case.number), {"reason": "亲属关系。"}, follow=True)
    assert gone.redirect_chain[-1][0] == page("home")
    assert "已回避" in text(gone)
    assert client.get(case_page(case)).status_code == 404
    assert "亲属关系" in text(sign_in("registrar").get(case_page(case)))


def test_ordering_out_and_another_lead(world, sign_in):
    case = world.verifying()
    registrar = sign_in("registrar")
    both = registrar.post(page("order_out", case.number), {"reason": "有利害关系。"})
    assert both.status_code == 422
    assert "请选择个人或者单位" in text(both)
    person = world.people["sifa_handler"].pk
    assert (
        registrar.post(page("order_out", case.number), {"person": person, "reason": "有利害关系。"}).status_code == 302
    )
    assert sign_in("fagai_handler").get(page("order_out", case.number)).status_code == 403
    unit = world.actor("sifa_handler").units()
    led = registrar.post(page("relead", case.number), {"unit": next(iter(unit)), "reason": "职责调整。"}, follow=True)
    assert "已改派牵头单位" in text(led)
    assert world.get(case).lead_unit.name == "区司法局"
    assert "职责调整。" in text(led)


def test_contact_is_shown_once_for_a_reason(world, sign_in):
    case = world.submitted()
    client = sign_in("fagai_handler")
    assert "13842600718" not in text(client.get(page("identity", case.number)))
    assert client.post(page("identity", case.number), {"reason": ""}).status_code == 422
    shown = client.post(page("identity", case.number), {"reason": "电话核实。"})
    assert "13842600718" in text(shown)
    assert shown["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert "13842600718" not in text(client.get(case_page(case)))
    assert Event.objects.filter(case=case.pk, verb="identity_read").count() == 1
    assert sign_in("caizheng_handler").get(page("identity", case.number)).status_code in (403, 404)


def test_a_sealed_identity_takes_two(world, sign_in):
    case = world.file(filer=PartyInput("person", NAME, phone=PHONE, sealed=True)).case
    client, chief = sign_in("fagai_handler"), sign_in("fagai_supervisor")
    asked = client.post(page("identity", case.number), {"reason": "补充询问。"}, follow=True)
    assert NAME not in text(asked)
    request = Unsealing.objects.get()
    assert client.post(page("unsealing", request.pk), {"decision": "grant"}).status_code == 403
    assert "补充询问。" in text(chief.get(page("unsealings")))
    refused = chief.post(page("unsealing", request.pk), {"decision": "refuse", "answer": ""})
    assert refused.status_code == 422
    assert chief.post(page("unsealing", request.pk), {"decision": "grant"}).status_code == 302
    again = chief.post(page("unsealing", request.pk), {"decision": "grant"})
    assert again.status_code == 409
    shown = text(client.post(page("identity", case.number), {"reason": "现在致电。"}))
    assert NAME in shown
    assert PHONE in shown
    for address in (case_page(case), page("queue"), page("home"), page("cases"), page("messages")):
        assert NAME not in text(client.get(address))
        assert PHONE not in text(client.get(address))


def test_side_by_side(world, sign_in):
    first, second = world.submitted(), world.verifying()
    registrar = sign_in("registrar")
    to = registrar.post(page("link", second.number), {"other": first.number})
    assert to["Location"] == page("compare", second.number, first.number)
    shown = text(registrar.get(to["Location"]))
    assert first.number in shown
    assert second.number in shown
    assert registrar.post(page("link", second.number), {"other": "西信异〔2026〕999号"}).status_code == 422
    assert registrar.post(to["Location"], {"nature": "related", "note": "同一记录。"}).status_code == 302
    assert second.number in text(registrar.get(case_page(first)))
    handler = sign_in("fagai_handler")
    assert handler.get(to["Location"]).status_code == 200
    assert handler.post(to["Location"], {"nature": "different"}).status_code == 403


@pytest.mark.parametrize(
    "asked",
    [
        {"area": "procurement", "respondent": "区财政局"},
        {"area": "arrears", "respondent": "区科工局", "recused": "区财政局"},
        {"area": "street_services", "street": "日新街道"},
        {"area": "integrity_supervision", "person": "张三"},
    ],
)
def test_the_screen_answers_as_the_command_does(world, sign_in, asked):
    out = StringIO()
    call_command("route", *(f"--{name}={value}" for name, value in asked.items()), "--json", stdout=out)
    command = json.loads(out.getvalue())
    from casework.models import Unit

    ids = {
        name: Unit.objects.get(name=v).pk if name in ("respondent", "recused", "street") else v
        for name, v in asked.items()
    }
    answer = sign_in("registrar").get(page("route"), ids)
    routed = answer.context["routed"]
    assert (routed.lead, list(routed.joint_leads), list(routed.cooperating), routed.clause) == (
        command["lead"],
        command["joint_leads"],
        command["cooperating"],
        command["clause"],
    )
    assert [unit for unit, _why in routed.excluded] == [row["unit"] for row in command["excluded"]]
    assert command["lead"] in text(answer)


def test_the_screen_asks_for_the_street(world, sign_in):
    answer = sign_in("registrar").get(page("route"), {"area": "street_services"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["street"]


REGISTERED = {
    "channel": "window",
    "type": "enterprise",
    "name": "大连海韵商贸有限公司",
    "id_number": "91210203MA0Q2X7KX2",
    "phone": "13842600718",
    "record": "XG-2025-0003",
    "content": "罚款金额应为6400元。",
    "key": "k1",
    "details-reason": "wrong_amount",
    "details-field": "amount",
}


def test_registering_for_somebody(world, sign_in):
    registrar = sign_in("registrar")
    address = page("register") + "?kind=objection"
    assert registrar.get(address).status_code == 200
    done = registrar.post(address, REGISTERED)
    case = Case.objects.get()
    assert (done.status_code, case.channel, case.objection.reason) == (200, "window", "wrong_amount")
    assert "XG-" in text(done)
    assert case.number in text(done)
    again = text(registrar.post(address, REGISTERED))  # a double click registers once
    assert Case.objects.count() == 1
    assert "没有重复登记" in again
    with opened():
        assert case.events.get(verb="move").actor.username == "registrar"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id_number": "91210203MA0Q2X7KX3"}, "id_number"),
        ({"phone": "12"}, "phone"),
        ({"record": "XG-0"}, "record"),
        ({"name": ""}, "name"),
        ({"content": ""}, "content"),
        ({"content": "字" * 10_000}, "content"),
        ({"details-reason": "nonsense"}, "reason"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(world, sign_in, changes, field):
    answer = sign_in("registrar").post(page("register") + "?kind=objection", REGISTERED | changes)
    assert answer.status_code == 422
    errors = {**answer.context["form"].errors, **answer.context["details"].errors}
    assert set(errors) == {field}
    assert not Case.objects.exists()
    assert "13842600718" in text(answer) or "phone" in changes  # what was typed stays


def test_only_a_registrar_registers(world, sign_in):
    assert sign_in("fagai_handler").get(page("register")).status_code == 403
