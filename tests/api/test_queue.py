"""The queue through the API: the units' open work, narrowed and paged."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def numbers(answer):
    return [row["case"]["number"] for row in answer.json()["items"]]


def test_the_work_of_my_units(handler, caller, registrar, clock):
    case = clock.submitted()
    answer = handler.get("queue")
    assert answer.status_code == 200
    row = answer.json()["items"][0]
    assert (row["case"]["number"], row["unit"], row["role"], row["owner"]) == (case.number, "区发改局", "handler", None)
    assert row["light"] == "green"
    assert numbers(caller("caizheng_handler").get("queue")) == []


def test_narrowed(handler, clock):
    case = clock.submitted()
    assert numbers(handler.get("queue", kind="objection", unit="区发改局", light="green")) == [case.number]
    assert numbers(handler.get("queue", q="海韵")) == [case.number]
    assert numbers(handler.get("queue", light="red")) == []
    assert numbers(handler.get("queue", kind="complaint")) == []
    assert numbers(handler.get("queue", q="没有的")) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [({"light": "pink"}, "light"), ({"unit": "无此单位"}, "unit"), ({"q": "字" * 81}, "q")],
)
def test_what_cannot_be_asked_for(handler, query, field):
    answer = handler.get("queue", **query)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("cursor", ["x", "n~~", "n~~99999999999999999999", "n~2026-01-01~1", "~~~~", "%00", "n~nan~1"])
def test_a_cursor_nobody_wrote(handler, clock, cursor):
    clock.submitted()
    assert handler.get("queue", cursor=cursor).status_code == 200


def test_pages_go_on(handler, clock, small_pages):
    for _n in range(3):
        clock.submitted()
    first = handler.get("queue")
    second = handler.get("queue", cursor=first.json()["next"])
    assert len(set(numbers(first) + numbers(second))) == 3
    assert second.json()["next"] == ""


def test_the_number_of_queries_does_not_grow(handler, clock):
    clock.submitted()
    with CaptureQueriesContext(connection) as few:
        handler.get("queue")
    for _n in range(4):
        clock.submitted()
    with CaptureQueriesContext(connection) as many:
        assert len(numbers(handler.get("queue"))) == 5
    assert len(many) == len(few) <= 12
