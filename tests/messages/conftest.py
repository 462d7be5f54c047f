"""Fixtures of the messages: their other sides, and messages that wait for them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from notifications import addressbook, sender
from notifications.addressbook import Address
from notifications.models import Message
from notifications.standin import StandIn
from notifications.wire import signing
from tests.gateway import MoodyGateway
from tests.mailserver import Letters, mail_server
from tests.world import World

ADDRESSES = {"email": Address("wang@example.org"), "sms": Address("13912345678")}


@pytest.fixture(autouse=True)
def known_addresses() -> Iterator[None]:
    """Whoever is written to here has an address, without a case."""
    before = list(addressbook._books)
    addressbook.register(lambda message, at: ADDRESSES[message.channel])
    yield
    addressbook._books[:] = before


@pytest.fixture
def mail(settings: Any) -> Iterator[Letters]:
    """A mail server that runs, and a sender that knows it and is impatient."""
    settings.EMAIL_FROM, settings.EMAIL_TIMEOUT = "西岗区信用办 <noreply@credit.example>", 0.4
    with mail_server() as letters:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{letters.port}"
        yield letters


@pytest.fixture
def gateway(world: World, settings: Any) -> Iterator[StandIn]:
    """A gateway that runs, and a sender that knows it and is impatient."""
    settings.SMS_GATEWAY_SECRET, settings.SMS_TIMEOUT = signing.new_secret(), 0.4
    with MoodyGateway(settings.SMS_GATEWAY_SECRET, lambda: world.at) as server:
        threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True).start()
        settings.SMS_GATEWAY_URL = server.url
        yield server
        server.shutdown()


@pytest.fixture
def waiting(world: World) -> Callable[..., list[Message]]:
    """Messages that wait, without a case."""

    def write(channel: str, count: int = 1, **more: Any) -> list[Message]:
        return Message.objects.bulk_create(row(world.at, channel, **more) for _one in range(count))

    return write


def row(at: Any, channel: str, **more: Any) -> Message:
    """A message that waits."""
    given = {"event": "progress", "number": "西信异〔2026〕1号", "created_at": at, "not_before": at, "next_try": at}
    return Message(**given | {"channel": channel, "dedupe_key": uuid4().hex} | more)


def send(world: World, channel: str) -> dict[str, int]:
    """One pass, now."""
    return dict(sender.send_due(channel, lambda: world.at))


def send_until_quiet(world: World, channel: str) -> None:
    """Passes until nothing waits any more, as the days go by."""
    for _pass in range(60):
        send(world, channel)
        if not Message.objects.filter(channel=channel, status__in=("queued", "sending")).exists():
            return
        world.at += timedelta(hours=1)
    raise AssertionError("messages wait for ever")
