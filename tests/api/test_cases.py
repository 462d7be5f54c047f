"""Filing a matter through the API, and reading it."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.api.tokens import make_token
from casework.models import Case, CreditRecord, Party, Reading, Unit
from casework.models.guard import opened
from tests.api.conftest import Caller
from tests.world import RECORD


def filing(**changes):
    record = CreditRecord.objects.get(number=RECORD)
    filer = {
        "type": "enterprise",
        "name": record.subject_name,
        "id_number": record.subject_code,
        "phone": "138 4260 0718",
        "email": "office@example.com",
    }
    return {
        "kind": "objection",
        "title": "罚款金额有误",
        "content": "罚款金额应为6400元。",
        "filer": filer,
        "record": RECORD,
        "channel": "window",
        "external_id": "12345-1",
        "details": {"reason": "wrong_amount", "field": "amount", "claim": "6400元", "wish": "correct"},
    } | changes


def test_a_registrar_files_a_matter(registrar):
    answer = registrar.post("cases", filing())
    assert answer.status_code == 201
    document = answer.json()
    case = Case.objects.get(number=document["number"])
    assert (case.state, case.channel, case.external_id) == ("submitted", "window", "12345-1")
    assert document["receipt_code"].startswith("XG-")
    assert [clock["name"] for clock in document["clocks"]] == ["accept"]
    assert case.parties.get(role=Party.Role.FILER).phone == "13842600718"


def test_the_least_that_can_be_filed(registrar):
    body = filing()
    body["filer"] = {"type": "enterprise", "name": body["filer"]["name"]}
    kept = {name: body[name] for name in ("kind", "title", "content", "filer", "channel", "record")}
    answer = registrar.post("cases", kept)
    assert answer.status_code == 201
    case = Case.objects.get(number=answer.json()["number"])
    assert (case.objection.reason, case.objection.field, case.objection.wish) == ("other", "whole", "other")


def test_the_same_key_files_once(registrar):
    first = registrar.post("cases", filing(), Idempotency_Key="a-1")
    again = registrar.post("cases", filing(), Idempotency_Key="a-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["number"] == first.json()["number"]
    assert again.json()["receipt_code"] is None
    assert Case.objects.count() == 1


def test_a_key_is_not_used_for_something_else(registrar):
    registrar.post("cases", filing(), Idempotency_Key="a-1")
    answer = registrar.post("cases", filing(content="另一件事。"), Idempotency_Key="a-1")
    assert answer.status_code == 409
    assert answer.json()["code"] == "key_reused"


def test_keys_of_two_callers_never_meet(registrar, handler):
    first = registrar.post("cases", filing(), Idempotency_Key="a-1")
    second = handler.post("cases", filing(), Idempotency_Key="a-1")
    assert second.status_code == 201
    assert second.json()["number"] != first.json()["number"]


def test_only_registrars_and_handlers_file(supervisor):
    answer = supervisor.post("cases", filing())
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_allowed"
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({"content": ""}, "content"),
        ({"content": "字" * 10_001}, "content"),
        ({"title": "字" * 201}, "title"),
        ({"record": "XG-0000-0000"}, "record"),
        ({"record": None}, "record"),
        ({"channel": "pigeon"}, "channel"),
        ({"area": "elsewhere"}, "area"),
        ({"respondent": "不存在的单位"}, "respondent"),
        ({"colour": "red"}, "colour"),
        (
            {"filer": {"type": "enterprise", "name": "大连海韵商贸有限公司", "id_number": "91210203MA0Q2X7KX3"}},
            "filer.id_number",
        ),
        (
            {"filer": {"type": "enterprise", "name": "大连海韵商贸有限公司", "id_number": "91210203MA0P8R3D2G"}},
            "filer.id_number",
        ),
        ({"filer": {"type": "person", "name": "王建国", "id_number": "110101"}}, "filer.id_number"),
        ({"filer": {"type": "enterprise", "name": "甲", "phone": "12"}}, "filer.phone"),
        ({"filer": {"type": "enterprise", "name": "甲", "email": "no"}}, "filer.email"),
        ({"filer": {"type": "enterprise", "name": ""}}, "filer.name"),
        ({"filer": {"type": "enterprise", "name": "甲", "anonymous": True}}, "filer.anonymous"),
        ({"filer": []}, "filer"),
        ({"details": {"reason": "nonsense"}}, "details.reason"),
        ({"details": {"claim": "字" * 501}}, "details.claim"),
        ({"details": {"decision": "revoke"}}, "details.decision"),
        ({"details": {"claim": {"a": 1}}}, "details.claim"),
    ],
)
def test_what_cannot_be_used_is_named_by_field(registrar, changes, field):
    answer = registrar.post("cases", filing(**changes))
    assert answer.status_code == 422, answer.content.decode()
    assert list(answer.json()["errors"]) == [field]
    assert not Case.objects.exists()


def test_the_whole_case_without_anything_personal(registrar, handler, clock):
    number = registrar.post("cases", filing()).json()["number"]
    answer = handler.get(f"cases/{number}")
    assert answer.status_code == 200
    document = answer.json()
    assert document["number"] == number
    assert document["clocks"][0]["why"][0]["counts"] is False
    assert [step["title"] for step in document["steps"]] == ["受理审查"] or document["steps"][0]["unit"] == "区发改局"
    text = answer.content.decode()
    assert "13842600718" not in text
    assert "office@example.com" not in text
    assert "\\u" not in text
    assert Reading.objects.filter(case__number=number, actor=clock.people["fagai_handler"]).count() == 1


def test_reading_costs_a_fixed_number_of_queries(handler, clock):
    fresh, closed = clock.submitted(), clock.closed()
    with CaptureQueriesContext(connection) as few:
        handler.get(f"cases/{fresh.number}")
    with CaptureQueriesContext(connection) as many:
        handler.get(f"cases/{closed.number}")
    assert len(many) <= len(few) + 2
    assert len(many) <= 25


def test_the_name_of_a_person_is_masked(registrar, handler):
    body = filing(filer={"type": "person", "name": "王建国"})
    number = registrar.post("cases", body).json()["number"]
    document = handler.get(f"cases/{number}").json()
    assert document["parties"][0]["name"] == "王**"


def test_brackets_may_be_typed_differently(handler, clock):
    case = clock.submitted()
    typed = case.number.replace("〔", "(").replace("〕", ")")
    assert handler.get(f"cases/{typed}").json()["number"] == case.number


@pytest.mark.parametrize("tail", ["", "/moves", "/events"])
def test_who_may_not_see_a_case_learns_nothing(caller, clock, tail):
    case = clock.submitted()
    stranger = caller("caizheng_handler")
    hidden = stranger.get(f"cases/{case.number}{tail}")
    unknown = stranger.get(f"cases/西信异〔2026〕999号{tail}")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.json() == unknown.json()


def test_what_happened(handler, clock):
    case = clock.verifying()
    items = handler.get(f"cases/{case.number}/events").json()["items"]
    assert items[0]["at"] <= items[-1]["at"]
    assert any(item["who"] for item in items)
    assert "13842600718" not in str(items)


def test_a_unit_that_has_to_keep_out_learns_nothing(caller, clock):
    record = CreditRecord.objects.get(number=RECORD)
    with opened():
        record.subject_unit = Unit.objects.get(name="区财政局", valid_to=None)
        record.save()
    case = clock.submitted()
    outsider = caller("caizheng_handler")
    assert outsider.get(f"cases/{case.number}").status_code == 404
    body = {"version": case.version, "data": {}}
    assert outsider.post(f"cases/{case.number}/moves/accept", body).status_code == 404
    assert case.number not in outsider.get("queue").content.decode()


def test_the_same_key_in_the_same_moment_files_once(committed_world):
    token = make_token(committed_world.people["registrar"], at=committed_world.at)
    body, answers = filing(), []

    def send():
        answers.append(Caller(token).post("cases", body, Idempotency_Key="a-1"))
        connection.close()

    threads = [threading.Thread(target=send) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert Case.objects.count() == 1
