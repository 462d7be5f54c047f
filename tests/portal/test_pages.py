"""Standing pages, in both languages; text size; health."""

import io
import tarfile
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from casework.models import CalendarYear, Heartbeat
from notifications.models import Message

pytestmark = pytest.mark.django_db
PAGES = (
    "/",
    "/records",
    "/objections/new",
    "/complaints/new",
    "/drafts/resume",
    "/track",
    "/privacy",
    "/accessibility",
    "/source",
    "/verify",
)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_open(citizen, path, language):
    citizen.client.cookies["django_language"] = language
    page = citizen.get(path)
    assert page.status_code == 200
    assert f'<html lang="{"en" if language == "en" else "zh-CN"}"'.encode() in page.content


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline(citizen, path):
    html = citizen.get(path).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert "onclick" not in html
    assert all("src=" in tag for tag in html.split("<script")[1:])


def test_front_page_says_which_limits_are_unconfirmed(citizen):
    page = citizen.get("/")
    told = {pages.kind: limits for pages, limits in page.context["filings"]}
    assert set(told) == {"objection", "complaint", "repair"}
    assert all(rule.unconfirmed for line in told["objection"] for rule in line.rules)
    names = {"accept", "mark", "check", "forward", "provider", "decide", "review"}
    assert {line.name for line in told["objection"]} == names
    html = page.content.decode()
    for limits in told.values():
        for line in limits:
            assert all(rule.source in html for rule in line.rules)
    assert "待确认" in html


def test_unknown_page_is_ours(citizen):
    page = citizen.get("/nothing/here")
    assert page.status_code == 404
    assert "12345" in page.content.decode()


def test_large_text_is_remembered_without_a_script(citizen):
    answer = citizen.post("/size", size="large", next="/records?q=x")
    assert answer["Location"] == "/records?q=x"
    assert b'data-size="large"' in citizen.get("/records").content
    citizen.post("/size", size="", next="/")
    assert b'data-size="large"' not in citizen.get("/records").content


def test_size_switch_leads_nowhere_else(citizen):
    assert citizen.post("/size", size="large", next="https://evil.example/")["Location"] == "/"


def test_forms_from_elsewhere_are_refused(district):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/objections/new").status_code == 403


def test_source_archive_holds_the_program_and_no_data(citizen):
    answer = citizen.get("/source/archive")
    with tarfile.open(fileobj=io.BytesIO(b"".join(answer.streaming_content))) as archive:
        names = archive.getnames()
    assert "casework/manage.py" in names
    assert "casework/casework/door.py" in names
    assert not [name for name in names if name.startswith(("casework/var", "casework/.venv", "casework/.git"))]
    assert not [name for name in names if "secrets.env" in name or "__pycache__" in name]


def test_healthz_asks_nothing(citizen, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert citizen.get("/healthz").status_code == 200


def test_readyz_when_all_is_well(citizen, district):
    for name in ("beat", "worker-one-1"):
        Heartbeat.objects.create(name=name, at=district.at)
    assert citizen.get("/readyz").json() == {
        "ready": True,
        "checks": {"database": True, "queue": True, "worker": True, "beat": True, "calendar": True},
    }


def test_readyz_names_what_is_wrong(citizen, district):
    Heartbeat.objects.create(name="beat", at=district.at - timedelta(hours=1))
    CalendarYear.objects.all().delete()
    district.submitted()
    Message.objects.update(next_try=district.at - timedelta(hours=1), status="queued")
    answer = citizen.get("/readyz")
    assert answer.status_code == 503
    wrong = dict.fromkeys(("queue", "worker", "beat", "calendar"), False)
    assert answer.json()["checks"] == {"database": True} | wrong


def test_readyz_without_a_database(citizen, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(Heartbeat.objects, "filter", broken)
    answer = citizen.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]) == (503, {"database": False})
