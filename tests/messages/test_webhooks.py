"""Systems that file a case by the API are called when something happens in it: signed, under one key, safely."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from casework import actions, endpoints
from casework.models import Endpoint
from notifications import addressbook
from notifications.models import Message
from notifications.wire import signing
from tests.messages.conftest import send, send_until_quiet
from tests.receiver import Moody, receiving
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(world: World, settings: Any) -> Any:
    """A system that filed a case, and its receiver."""
    settings.PUSH_LOCAL = True
    addressbook.register(endpoints.book)
    with receiving(signing.new_secret(), lambda: world.at) as server:
        user = world.people["registrar"]
        Endpoint.objects.create(user=user, url=server.url, secret=server.secret)
        yield server


def filed(world: World) -> Any:
    """A case that the system filed, moved on once."""
    opened = actions.open_case("objection", world.filing(), by=world.actor("registrar"), at=world.at)
    return world.agreed(world.get(opened.case), "accept")


def test_it_is_called_and_told_nothing_but_number_and_link(world: World, system: Moody, settings: Any) -> None:
    case = filed(world)
    world.verifying()  # of somebody else: nobody is called
    (message,) = Message.objects.filter(channel="webhook")
    assert send(world, "webhook") == {"delivered": 1}
    (said,) = system.kept
    assert said["id"] == str(message.key)
    assert said["type"] == "case.progress"
    link = f"{settings.PUBLIC_URL}/track?number={quote(case.number)}"
    assert said["data"] == {"number": case.number, "link": link}


@pytest.mark.parametrize("mood", ["500", "302", "cut", "keep, then 500", "keep, then cut", "huge", "nonsense"])
def test_whatever_it_does_it_knows_the_key(world: World, system: Moody, mood: str) -> None:
    filed(world)
    system.plan.append(mood)
    send_until_quiet(world, "webhook")
    assert len(system.kept) == 1
    assert set(Message.objects.filter(channel="webhook").values_list("status", flat=True)) == {"delivered"}


def test_nothing_leads_into_the_own_network(world: World, system: Moody, settings: Any) -> None:
    filed(world)
    settings.PUSH_LOCAL = False
    assert send(world, "webhook") == {"refused": 1}
    assert Message.objects.get(channel="webhook").last_error == "address"
    assert system.arrived == []


def test_who_is_switched_off_is_not_called(world: World, system: Moody) -> None:
    filed(world)
    Endpoint.objects.update(active=False)
    assert send(world, "webhook") == {"withheld": 1}
    filed(world)
    assert Message.objects.filter(channel="webhook").count() == 1


def test_administration_shows_a_made_secret_once(world: World, settings: Any) -> None:
    settings.PUSH_HOSTS = ["system.example.gov.cn"]
    user = world.people["registrar"]
    user.is_superuser = user.is_staff = True
    user.save()
    client, add = Client(), reverse("admin:casework_endpoint_add")
    client.force_login(user)
    given = {"user": user.pk, "url": "https://system.example.gov.cn/in", "active": "on", "new_secret": ""}
    with time_machine.travel(world.at, tick=False):
        refused = client.post(add, given | {"url": "https://169.254.169.254/in", "new_secret": "x"})
        done = client.post(add, given, follow=True)
    assert set(refused.context["adminform"].form.errors) == {"url", "new_secret"}
    secret = str(Endpoint.objects.get().secret)
    assert secret in done.text
    page = client.get(reverse("admin:casework_endpoint_change", args=[Endpoint.objects.get().pk]))
    assert secret not in page.text
