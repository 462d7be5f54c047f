"""Signing in and out, and the accounts that a demonstration shows."""

from typing import Any

import pytest
from django.test import Client

from tests.staff.test_moves import words
from tests.world import PASSWORD, World

LOGIN = "/accounts/login/"


def test_signing_in_leads_to_my_work_and_out_to_the_public_site(world: World, client: Client) -> None:
    answer = client.post(LOGIN, {"username": "fagai_handler", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/")
    assert client.get("/staff/").status_code == 200
    assert client.post("/accounts/logout/").headers["Location"] == "/"
    assert client.get("/staff/").status_code == 302


def test_signing_in_leads_back_to_the_page_asked_for(world: World, client: Client) -> None:
    data = {"username": "fagai_handler", "password": PASSWORD, "next": "/staff/queue"}
    assert client.post(LOGIN, data).headers["Location"] == "/staff/queue"
    stranger = Client()
    assert stranger.post(LOGIN, data | {"next": "https://example.com/"}).headers["Location"] == "/staff/"


def test_a_wrong_password_is_said_and_counted(world: World, client: Client) -> None:
    wrong = {"username": "fagai_handler", "password": "wrong"}
    answers = [client.post(LOGIN, wrong) for _try in range(6)]
    assert answers[0].status_code == 200
    assert "err-sum" in words(answers[0])
    assert answers[-1].status_code == 429
    assert client.post(LOGIN, wrong | {"password": PASSWORD}).status_code == 429


@pytest.mark.parametrize("demo", [True, False])
def test_accounts_are_shown_in_a_demonstration_only(world: World, client: Client, settings: Any, demo: bool) -> None:
    settings.DEMO = demo
    assert ("fagai_handler" in words(client.get(LOGIN))) == demo


def test_the_language_of_the_frame(handler: Any) -> None:
    assert '<html lang="zh-CN">' in words(handler.get("/staff/"))
    handler.post("/i18n/setlang/", {"language": "en", "next": "/staff/"})
    page = words(handler.get("/staff/"))
    assert '<html lang="en">' in page
    assert "My work" in page
