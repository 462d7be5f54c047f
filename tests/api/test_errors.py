"""Who are you, what did you mean, what language do you speak: the errors every call has in common."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from casework.api.service import api
from casework.api.tokens import make_token
from casework.models import ApiToken
from tests.api.conftest import Caller


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic dXNlcjpwYXNz", "nonsense", "Bearer é"]
)
def test_without_a_valid_token(clock, header):
    answer = Client().get("/api/v1/queue", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "unauthenticated"


def test_a_signed_in_browser_is_no_caller(clock):
    client = Client()
    client.force_login(clock.people["fagai_handler"])
    assert client.get("/api/v1/queue").status_code == 401


def test_only_the_digest_is_kept(clock):
    token = make_token(clock.people["fagai_handler"], at=clock.at)
    assert token not in ApiToken.objects.get().digest
    assert len(token) >= 43


def test_a_token_expires(clock):
    token = make_token(clock.people["fagai_handler"], at=clock.at, expires_at=clock.at + timedelta(days=1))
    assert Caller(token).get("queue").status_code == 200
    with time_machine.travel(clock.at + timedelta(days=1), tick=False):
        assert Caller(token).get("queue").status_code == 401


def test_an_account_that_is_switched_off(clock, handler):
    clock.people["fagai_handler"].is_active = False
    clock.people["fagai_handler"].save()
    assert handler.get("queue").status_code == 401


def test_roles_count_on_their_days_only(clock, handler):
    case = clock.submitted()
    clock.people["fagai_handler"].memberships.update(valid_to=clock.at.date() - timedelta(days=1))
    assert handler.get(f"cases/{case.number}").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", "该地址没有内容"),
        ("zh-CN,zh;q=0.9,en;q=0.1", "该地址没有内容"),
        ("fr", "该地址没有内容"),
        ("en", "There is nothing"),
        ("en-GB", "There is nothing"),
    ],
)
def test_errors_speak_the_language_of_the_caller(translated, language, words):
    answer = Caller(language=language).get("nowhere")
    assert answer.status_code == 404
    assert answer.json()["message"].startswith(words)


@pytest.mark.parametrize("path", ["", "nowhere", "cases/x/y/z", "queue/", "cases/", "docs/x"])
def test_nothing_at_this_address(caller, path):
    answer = caller("fagai_handler").get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "cases", "POST"), ("PUT", "queue", "GET"), ("POST", "docs", "GET, HEAD"), ("PATCH", "cases/x", "GET")],
)
def test_the_wrong_method(clock, method, path, allowed):
    answer = Caller().send(method, path)
    assert answer.status_code == 405
    assert answer["Allow"] == allowed
    assert answer.json()["code"] == "method_not_allowed"
    assert allowed in answer.json()["message"]


@pytest.mark.parametrize(
    "body",
    ["{", "", "nonsense", "[" * 100_000, '{"a": NaN}', '"\\ud800"', '{"kind": "\\u0000"}', b"\xff\xfe", "9" * 5000],
)
def test_what_is_no_json(handler, body):
    answer = handler.post("cases", body)
    assert answer.status_code in (400, 422)
    assert answer.json()["message"]


@pytest.mark.parametrize("body", ["null", "[]", "1", '"text"', "true", "{}"])
def test_json_of_the_wrong_shape(handler, body):
    answer = handler.post("cases", body)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_a_request_that_is_too_large(handler):
    answer = handler.post("cases", '"' + "x" * (3 * 1024 * 1024) + '"')
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_control_characters_in_the_address(handler):
    answer = handler.get("queue", q="a\0b")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert handler.get("cases/a\0b").status_code == 404


def test_our_own_fault_is_told_without_details(handler, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("王建国 210203199001011234")

    monkeypatch.setattr("casework.queries.unit_tasks", broken)
    answer = handler.get("queue")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "王建国" not in answer.content.decode()
    assert "the API failed" in caplog.text


def test_every_operation_asks_for_a_token(clock):
    open_to_all = {"/verify/{code}"}  # as the page /verify is
    for path, methods in api.get_openapi_schema(path_prefix="").get("paths").items():
        for method, operation in methods.items():
            assert bool(operation.get("security")) != (path in open_to_all), f"{method} {path}"


ALLOWED = re.compile(
    r"JSON|UTF-8|Authorization: Bearer …|GET|HEAD|POST|true|false|请从以下选项中选择：.*"
)  # words on the wire


def chinese(words):
    return re.search(r"[\u4e00-\u9fff]", words) and not re.search(r"[A-Za-z]{2,}", ALLOWED.sub("", words))


def test_every_common_error_is_chinese(translated, handler, clock):
    case = clock.submitted()
    answers = [
        Caller().get("queue"),
        Caller().get("nowhere"),
        Caller().send("PUT", "queue"),
        handler.get("cases/x"),
        handler.post("cases", "{"),
        handler.post("cases", {}),
        handler.post("subscriptions", {"code": "abc", "name": "x"}),
        handler.post(f"cases/{case.number}/moves/execute", {"version": case.version}),
        handler.post(f"cases/{case.number}/moves/accept", {"version": 99}),
    ]
    assert [a.status_code for a in answers] == [401, 404, 405, 404, 400, 422, 403, 409, 409]
    assert all(chinese(a.json()["message"]) for a in answers), [a.json()["message"] for a in answers]


def test_every_field_error_is_chinese(translated, registrar):
    body = {
        "kind": 1,
        "title": "字" * 201,
        "filer": {"type": "dog", "name": "", "anonymous": "perhaps", "colour": 1},
        "channel": None,
        "details": {"a": {}},
    }
    errors = registrar.post("cases", body).json()["errors"]
    assert len(errors) >= 7
    assert all(chinese(words) for found in errors.values() for words in found), errors
