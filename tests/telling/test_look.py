"""The new pages in a real browser, once: no barrier, no sideways scroll, nothing the security policy refuses."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from casework import actions
from casework.message_words import NewWords
from casework.models import Case
from notifications.letters import stop_address
from tests.staff.test_look import hang_up, look
from tests.telling.test_pages import EMAIL, LIST, SMS, failed
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def scene(world: World) -> list[tuple[str, str]]:
    """Who looks at what, with something on each page."""
    failed(world, "dead", "timeout")
    unsure = failed(world, "unconfirmed", "cut")[0]
    text = "您的事项{number}办好了，请上网查看。"
    new = NewWords("result", "filer", "zh-hans", "sms", "", text, "更短。")
    actions.draft_words(new, by=world.actor("registrar"), at=world.at)
    stop = stop_address(unsure).partition("/stop/")[2]
    return [
        ("registrar", "/staff/outbox"),
        ("sysadmin", LIST),
        ("leader", SMS),
        ("registrar", EMAIL),
        ("sysadmin", "/staff/preferences"),
        ("fagai_handler", "/staff/messages"),
        (unsure.number, f"/track/{unsure.number}"),
        (unsure.number, f"/track/{unsure.number}/told"),
        ("", f"/stop/{stop}"),
    ]


def client_of(world: World, who: str) -> Client:
    """A browser of a person of staff, of the filer of a case, or of anybody."""
    client = Client()
    if who in world.people:
        client.force_login(world.people[who])
        return client
    session = client.session
    session["filer_cases"] = dict(Case.objects.filter(number=who).values_list("number", "pk"))
    session.save()
    return client


def test_every_new_page(committed_world: World, live_server: LiveServer, browser: Browser, axe: str) -> None:
    wrong: dict[str, list[str]] = {}
    with time_machine.travel(committed_world.at, tick=True):
        pages = scene(committed_world)
        for width, language in ((320, "en"), (1440, "zh-hans")):
            context: Any = browser.new_context(viewport={"width": width, "height": 800})
            for who, address in pages:
                key = client_of(committed_world, who).cookies["sessionid"].value
                cookie = {"name": "sessionid", "value": key, "url": live_server.url}
                context.add_cookies([cookie, {"name": "django_language", "value": language, "url": live_server.url}])
                page = context.new_page()
                if found := look(page, axe, live_server.url + address):
                    wrong[f"{address} {width}"] = found
                page.close()
            context.close()
    hang_up()
    assert wrong == {}
