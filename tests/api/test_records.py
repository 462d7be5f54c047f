"""Records and subscribers through the API."""

import pytest

from casework.models import CreditRecord, Subscriber
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
