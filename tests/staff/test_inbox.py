"""Messages: mine only, counted in the frame, read when opened."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Case
from notifications import outbox, sender
from notifications.models import Message
from tests.staff.conftest import SignIn, case_page
from tests.staff.test_moves import words
from tests.world import World


@pytest.fixture
def told(world: World) -> Case:
    """A case whose handlers were told of it."""
    case = world.submitted()
    sender.deliver_due(world.at + timedelta(days=1))
    return case


def test_opening_marks_as_read_and_leads_to_the_case(world: World, told: Case, handler: Client) -> None:
    mine = Message.objects.unread(world.people["fagai_handler"])
    address = reverse("staff:open_message", args=[mine.get().pk])
    assert address in words(handler.get(reverse("staff:messages")))
    assert handler.post(address).headers["Location"] == case_page(told)
    assert not mine.exists()


def test_all_at_once(world: World, told: Case, handler: Client) -> None:
    handler.post(reverse("staff:read_all"))
    assert not Message.objects.unread(world.people["fagai_handler"]).exists()
    assert Message.objects.unread(world.people["fagai_handler2"]).exists()


def test_those_of_others_do_not_exist(world: World, told: Case, sign_in: SignIn) -> None:
    message = Message.objects.unread(world.people["fagai_handler"]).get()
    client = sign_in("fagai_handler2")
    assert client.post(reverse("staff:open_message", args=[message.pk])).status_code == 404
    assert Message.objects.get(pk=message.pk).read_at is None


def test_a_link_alone_marks_nothing(world: World, told: Case, handler: Client) -> None:
    message = Message.objects.unread(world.people["fagai_handler"]).get()
    assert handler.get(reverse("staff:open_message", args=[message.pk])).status_code == 405


def test_the_frame_counts_what_waits(told: Case, handler: Client) -> None:
    page = words(handler.get(reverse("staff:messages")))
    assert '<span class="dot" aria-hidden="true">1</span>' in page


def test_what_is_told_of_many_at_once_leads_to_their_list(world: World, sign_in: SignIn) -> None:
    people = {"tickets:registrar": world.people["registrar"].pk}
    outbox.enqueue(event="tickets_taken", at=world.at, recipients=people, count=3)
    sender.deliver_due(world.at)
    client, message = sign_in("registrar"), Message.objects.get()
    assert "已接收3件热线工单" in words(client.get(reverse("staff:messages")))
    answer = client.post(reverse("staff:open_message", args=[message.pk]))
    assert answer.headers["Location"] == reverse("staff:hotline")
    assert message.words().text == "请登录系统登记分办。"
