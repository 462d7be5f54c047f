"""The pages of deliveries in a real browser: no barrier, no sideways scroll, in both languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from casework.models import Delivery, Subscriber
from casework.models.guard import opened
from tests.push.conftest import CODE, correct
from tests.staff.test_look import hang_up, look
from tests.world import RECORD, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def addresses(world: World) -> list[str]:
    """The pages, with every light and some trouble on them."""
    world.notifying()
    correct(world, RECORD)
    with opened():
        Subscriber.objects.filter(code=CODE).update(way="webhook", url="https://push.example.gov.cn/", secret="whsec_x")
        rows = list(Delivery.objects.order_by("pk"))
        Delivery.objects.filter(pk=rows[0].pk).update(due_at=world.at - timedelta(days=3))
        Delivery.objects.filter(subscriber__code=CODE).update(
            sent_at=None, next_try=world.at + timedelta(minutes=9), last_error="http:500", attempts=7
        )
    by_hand = Delivery.objects.filter(case=None, subscriber__way="manual").get()
    return [
        reverse("staff:deliveries"),
        reverse("staff:deliveries") + f"?to={CODE}",
        reverse("staff:deliveries") + "?to=nobody",
        reverse("staff:confirm_delivery", args=[by_hand.pk]),
        reverse("staff:record", args=[RECORD]),
    ]


@pytest.mark.parametrize(("width", "language"), [(320, "en"), (390, "zh-hans"), (1440, "zh-hans")])
def test_every_page(
    committed_world: World, live_server: LiveServer, browser: Browser, axe: str, width: int, language: str
) -> None:
    world = committed_world
    client = Client()
    wrong: dict[str, list[str]] = {}
    with time_machine.travel(world.at, tick=True):
        context: Any = browser.new_context(viewport={"width": width, "height": 800})
        client.force_login(world.people["registrar"])
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([session, {"name": "django_language", "value": language, "url": live_server.url}])
        for address in addresses(world):
            page = context.new_page()
            if found := look(page, axe, live_server.url + address):
                wrong[address] = found
            page.close()
        context.close()
    hang_up()
    assert wrong == {}
