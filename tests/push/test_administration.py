"""Subscribers in the administration pages: set up by the system administrator, who cannot read a secret."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from casework.models import Subscriber
from notifications.wire import signing
from tests.push.conftest import CODE, open_ones
from tests.world import RECORD, World

pytestmark = pytest.mark.django_db
ADD = "admin:casework_subscriber_add"
HOOK = {
    "code": "zhaobiao-ban",
    "name": "区招标办",
    "active": "on",
    "way": "webhook",
    "url": "https://push.example.gov.cn/in",
}


@pytest.fixture
def sysadmin(world: World, settings: Any) -> Any:
    settings.PUSH_HOSTS = ["push.example.gov.cn"]
    client = Client()
    client.force_login(world.person("sysadmin"), backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(world.at, tick=False):
        yield client


def edit(row: Subscriber) -> str:
    return reverse("admin:casework_subscriber_change", args=[row.pk])


def test_a_secret_is_made_and_shown_once(sysadmin: Client) -> None:
    page = sysadmin.post(reverse(ADD), HOOK, follow=True).content.decode()
    row = Subscriber.objects.get(code="zhaobiao-ban")
    assert len(signing.key_of(row.secret)) == 32
    assert row.secret in page
    assert row.secret not in sysadmin.get(edit(row)).content.decode()
    before = row.secret
    page = sysadmin.post(edit(row), HOOK | {"name": "区招标投标办"}, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.name, row.secret) == ("区招标投标办", before)
    assert before not in page


def test_a_secret_can_be_replaced(sysadmin: Client) -> None:
    sysadmin.post(reverse(ADD), HOOK)
    row, new = Subscriber.objects.get(code="zhaobiao-ban"), signing.new_secret()
    assert sysadmin.post(edit(row), HOOK | {"new_secret": "short"}).status_code == 200
    sysadmin.post(edit(row), HOOK | {"new_secret": new})
    row.refresh_from_db()
    assert row.secret == new


def test_what_cannot_be_told_is_said_beside_the_field(sysadmin: Client) -> None:
    answer = sysadmin.post(reverse(ADD), HOOK | {"url": "https://elsewhere.example/"})
    assert list(answer.context["adminform"].form.errors) == ["url"]
    answer = sysadmin.post(reverse(ADD), HOOK | {"way": "file", "folder": "../x"})
    assert list(answer.context["adminform"].form.errors) == ["folder"]
    assert not Subscriber.objects.filter(code="zhaobiao-ban").exists()


def test_another_way_takes_along_what_is_not_confirmed(sysadmin: Client, world: World, change: Any) -> None:
    change(RECORD)
    row = Subscriber.objects.get(code=CODE)
    assert open_ones().get().next_try is None
    given = {"code": CODE, "name": row.name, "active": "on"}
    assert sysadmin.post(edit(row), given | {"way": "file", "folder": "dalian"}).status_code == 302
    assert open_ones().get().next_try == world.at
    assert sysadmin.post(edit(row), given | {"way": "manual"}).status_code == 302
    assert open_ones().get().next_try is None


def test_nobody_else_and_no_deleting(sysadmin: Client, world: World) -> None:
    row = Subscriber.objects.get(code=CODE)
    assert sysadmin.post(reverse("admin:casework_subscriber_delete", args=[row.pk])).status_code == 403
    other = Client()
    other.force_login(world.person("secadmin"), backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(reverse(ADD)).status_code == 403


def test_no_stand_in_outside_a_demo(world: World, settings: Any) -> None:
    settings.PUSH_LOCAL = False
    with pytest.raises(CommandError):
        call_command("demo_receiver")
    settings.PUSH_LOCAL = True
    with pytest.raises(CommandError):
        call_command("demo_receiver", subscriber="nobody")
