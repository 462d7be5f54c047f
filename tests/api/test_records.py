"""Records and subscribers through the API."""

import json

import pytest
import time_machine

from casework import actions
from casework.models import CreditRecord, Subscriber
from tests.register import scene
from tests.world import RECORD


def test_search_by_part_of_the_name(handler):
    items = handler.get("records", subject="海韵").json()["items"]
    found = {item["number"]: item for item in items}
    assert all("海韵" in item["subject"] for item in items)
    assert (found[RECORD]["amount"], found[RECORD]["in_dispute"], found[RECORD]["version"]) == ("64000.00", False, 1)


def test_search_by_code(handler):
    code = CreditRecord.objects.get(number=RECORD).subject_code
    assert RECORD in [item["number"] for item in handler.get("records", subject=code).json()["items"]]


def test_by_number_nothing_else_is_found(handler):
    assert [item["number"] for item in handler.get("records", subject=RECORD).json()["items"]] == [RECORD]


def test_the_mark_is_seen(handler, clock):
    assert handler.get("records", state="in_dispute").json()["items"] == []
    clock.verifying()
    assert [item["number"] for item in handler.get("records", state="in_dispute").json()["items"]] == [RECORD]
    assert handler.get("records", subject=RECORD).json()["items"][0]["in_dispute"]


def test_the_corrected_version_is_read(handler, clock):
    clock.closed()
    item = handler.get("records", subject=RECORD, state="published").json()["items"][0]
    assert (item["amount"], item["version"], item["in_dispute"]) == ("6400.00", 2, False)


def test_persons_are_never_named(registrar):
    for item in registrar.get("records").json()["items"]:
        assert item["subject_type"] != "person" or "*" in item["subject"]


def test_an_unknown_state(handler):
    assert handler.get("records", state="burnt").status_code == 422


def test_a_registrar_registers_a_subscriber(registrar):
    answer = registrar.post("subscriptions", {"code": "zhaobiao-ban", "name": "区招标办"})
    assert answer.status_code == 201
    assert Subscriber.objects.get(code="zhaobiao-ban").active


def test_a_code_is_taken_once(registrar):
    registrar.post("subscriptions", {"code": "zhaobiao-ban", "name": "区招标办"})
    answer = registrar.post("subscriptions", {"code": "zhaobiao-ban", "name": "另一个"})
    assert answer.status_code == 409
    assert Subscriber.objects.get(code="zhaobiao-ban").name == "区招标办"


def test_nobody_else_registers_subscribers(handler):
    assert handler.post("subscriptions", {"code": "zhaobiao-ban", "name": "区招标办"}).status_code == 403


@pytest.mark.parametrize(
    "body", [{}, {"code": "A B", "name": "x"}, {"code": "ok", "name": " "}, {"code": "a" * 41, "name": "x"}]
)
def test_what_is_no_subscriber(registrar, body):
    assert registrar.post("subscriptions", body).status_code == 422


# What information providers send --------------------------------------------------------------------------------


@pytest.fixture
def provider(caller):
    """A handler of the finance bureau."""
    return caller(scene.COLLECTOR)


def sent(**changes):
    return {
        "subject": {"type": "enterprise", "name": "大连海韵商贸有限公司", "code": scene.CODE},
        "source_unit": "区财政局",
        "external_id": "CZ-1",
        "title": "逾期未供货",
        "facts": "中标后逾期未供货。",
        "basis": "西财采罚〔2026〕7号",
        "amount": "6400.00",
        "severity": "ordinary",
        "decided_on": "2026-10-12",
        "determined_on": "2026-10-12",
    } | changes


def test_a_provider_sends_a_record_once(provider):
    answer = provider.post("records", sent())
    record = answer.json()
    assert (answer.status_code, record["status"], record["rule_version"]) == (201, "collected", "36号令")
    assert (record["repair_from"], record["ends_on"]) == ("2027-01-12", "2027-10-12")
    again = provider.post("records", sent())
    assert (again.status_code, again.json()["number"]) == (200, record["number"])
    assert provider.post("records", sent(title="另一项")).status_code == 409
    row = CreditRecord.objects.get(number=record["number"])
    assert (row.origin, row.collected_by.username) == ("api", scene.COLLECTOR)


def test_the_same_key_sends_once(provider, caller):
    first = provider.post("records", sent(external_id=""), Idempotency_Key="k-1")
    again = provider.post("records", sent(external_id=""), Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["number"] == first.json()["number"]
    other = provider.post("records", sent(external_id="", title="另一项"), Idempotency_Key="k-1")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert caller("caizheng_supervisor").post("records", sent(external_id=""), Idempotency_Key="k-1").status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": {"type": "enterprise", "name": "甲", "code": "91210203MA0Q2X7KX3"}}, "subject.code"),
        ({"subject": {"type": "enterprise", "name": "", "code": scene.CODE}}, "subject.name"),
        ({"subject": {"type": "person", "name": "王建国", "code": scene.PERSON_ID}}, "subject.unit"),
        ({"subject": {"type": "unit", "unit": "没有的局"}}, "subject.unit"),
        ({"source_unit": "没有的局"}, "source_unit"),
        ({"severity": "awful"}, "severity"),
        ({"amount": "many"}, "amount"),
        ({"decided_on": "2027-01-01"}, "decided_on"),
        ({"title": ""}, "title"),
        ({"rule_version": "1103号"}, "rule_version"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_sent(provider, changes, field):
    answer = provider.post("records", sent(**changes))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]


def test_others_send_nothing_for_it(caller):
    assert caller("zhujian_handler").post("records", sent()).status_code == 403
    assert caller("auditor").post("records", sent()).status_code == 403


def test_persons_are_masked(provider):
    who = {"type": "person", "name": "王建国", "code": scene.PERSON_ID, "unit": "区商务局"}
    record = provider.post("records", sent(subject=who, discipline="demerit")).json()
    assert (record["subject"], record["subject_code"], record["ends_on"]) == ("王**", "", None)


def test_amended_until_it_is_verified(provider, clock):
    number = provider.post("records", sent()).json()["number"]
    amend = {"version": 1, **sent(title="改")}
    text = json.dumps(amend)
    answer = provider.send("PUT", f"records/{number}", text)
    assert (answer.status_code, answer.json()["title"], answer.json()["version"]) == (200, "改", 2)
    assert provider.send("PUT", f"records/{number}", text).status_code == 409  # stale
    row = CreditRecord.objects.get(number=number)
    actions.verify_record(row, by=clock.actor(scene.VERIFIER), at=clock.at, publish=True)
    assert provider.send("PUT", f"records/{number}", json.dumps(amend | {"version": 4})).status_code == 409


def test_a_change_is_drafted_and_confirmed_by_another(provider, supervisor, clock):
    row = scene.published(clock)
    given = {
        "what": "correct",
        "fields": {"amount": "5000.00", "changed_on": "2026-11-06"},
        "reason": "变更",
        "version": 3,
    }
    answer = provider.post(f"records/{row.number}/changes", given)
    change = answer.json()
    assert (answer.status_code, change["status"], change["due_at"][:10]) == (202, "pending", "2026-11-11")
    assert provider.post(f"records/{row.number}/changes", given).status_code == 409
    assert provider.post(f"record-changes/{change['id']}/confirm").status_code == 403
    assert supervisor.post(f"record-changes/{change['id']}/confirm").json()["status"] == "confirmed"
    assert provider.get(f"records/{row.number}").json()["amount"] == "5000.00"
    items = provider.get(f"records/{row.number}/changes").json()["items"]
    assert [item["id"] for item in items] == [change["id"]]


def test_a_change_is_refused_with_a_reason(provider, supervisor, clock):
    row = scene.published(clock)
    change = provider.post(f"records/{row.number}/changes", {"what": "revoke", "reason": "撤销", "version": 3}).json()
    address = f"record-changes/{change['id']}/refuse"
    assert supervisor.post(address, {"reason": " "}).status_code == 422
    assert supervisor.post(address, {"reason": "未见变更"}).json()["status"] == "refused"
    assert supervisor.post(address, {"reason": "未见变更"}).status_code == 409


def test_as_of_a_day(handler, provider, clock):
    row = scene.published(clock, amount=64000)
    clock.later(days=2)
    scene.changed(clock, row, "correct", amount="6400.00")
    clock.later(days=2)
    with time_machine.travel(clock.at, tick=False):
        assert handler.get(f"records/{row.number}").json()["amount"] == "6400.00"
        assert handler.get(f"records/{row.number}", on="2026-11-09").json()["amount"] == "64000.00"
        assert handler.get(f"records/{row.number}", on="2026-11-08").status_code == 404
        listed = {
            item["number"]: item for item in handler.get("records", on="2026-11-10", subject="海韵").json()["items"]
        }
        assert listed[row.number]["amount"] == "64000.00"
        before = handler.get("records", on="2026-11-08", subject="海韵").json()["items"]
        assert row.number not in [item["number"] for item in before]
        assert handler.get("records", on="yesterday").status_code == 422


def test_what_was_not_public_on_a_day_is_for_those_who_kept_it(handler, provider, clock):
    row = scene.collected(clock)
    clock.later(days=2)
    actions.verify_record(row, by=clock.actor(scene.VERIFIER), at=clock.at, publish=True)
    clock.later(days=1)
    with time_machine.travel(clock.at, tick=False):
        assert handler.get(f"records/{row.number}", on="2026-11-10").status_code == 404
        assert provider.get(f"records/{row.number}", on="2026-11-10").json()["status"] == "collected"
