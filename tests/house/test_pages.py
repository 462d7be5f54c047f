"""What every answer carries: language, policy, and pages for what went wrong."""

import logging
import sys

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings

from config import errors
from config.logs import LineFormatter

pytestmark = pytest.mark.django_db


def test_pages_are_chinese_until_the_reader_chooses(client: Client) -> None:
    english = {"HTTP_ACCEPT_LANGUAGE": "en-US,en"}
    assert client.get("/", **english).headers["Content-Language"] == "zh-hans"
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert client.get("/").headers["Content-Language"] == "en"


def test_the_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_what_is_not_there_has_a_page(client: Client) -> None:
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert "/track" in answer.content.decode()


@override_settings(DEBUG=False)
def test_a_form_from_elsewhere_has_a_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "en"})
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("status", [400, 403, 500])
def test_our_faults_have_pages_too(rf: RequestFactory, status: int) -> None:
    request: HttpRequest = rf.get("/")
    answer = {
        400: lambda: errors.bad_request(request, ValueError()),
        403: lambda: errors.permission_denied(request, PermissionDenied("because")),
        500: lambda: errors.server_error(request),
    }[status]()
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()


def test_too_many_wrong_passwords_lock_the_account(client: Client) -> None:
    wrong = {"username": "fagai_handler", "password": "wrong"}
    answers = [client.post("/accounts/login/", wrong).status_code for _ in range(6)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_a_log_line_never_quotes_the_row_that_was_refused() -> None:
    number = 210203199001010011
    try:
        raise ValueError(f"Key (id_number)=({number}) already exists")
    except ValueError:
        record = logging.LogRecord("casework", logging.ERROR, "x.py", 1, "it failed", None, sys.exc_info())
    line = LineFormatter().format(record)
    assert "ValueError" in line
    assert "it failed" in line
    assert str(number) not in line


def test_a_failed_task_does_not_quote_it_either() -> None:
    words = ({"name": "sweep", "exc": "ValueError('13842600718')"},)
    record = logging.LogRecord(
        "celery.app.trace", logging.ERROR, "x.py", 1, "Task %(name)s failed: %(exc)s", words, None
    )
    assert "13842600718" not in LineFormatter().format(record)
