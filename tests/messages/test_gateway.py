"""What comes back from a gateway for text messages, and the stand-in that the demo shows."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from notifications import replies, switches
from notifications.models import Message
from notifications.wire import signing
from tests.gateway import MoodyGateway
from tests.messages.conftest import send
from tests.world import World

pytestmark = pytest.mark.django_db
ADDRESS = "/gateway/sms/reports"


@pytest.fixture
def tell(world: World, gateway: MoodyGateway) -> Any:
    """Report something as the gateway does."""

    def post(said: Any, secret: str = "", **heads: str) -> Any:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        signed = signing.headers(secret or gateway.secret, str(uuid4()), world.at, body) | heads
        with time_machine.travel(world.at, tick=False):
            return Client(headers=signed).post(ADDRESS, body, content_type="application/json")

    return post


def test_a_report_of_failure(world: World, gateway: MoodyGateway, waiting: Any, tell: Any) -> None:
    first, second = waiting("sms", 2)
    send(world, "sms")
    said = {"reports": [{"id": str(first.key), "status": "failed", "code": "blacklist"},
                        {"id": str(second.key), "status": "delivered"}]}  # fmt: skip
    assert tell(said).json() == {"failed": 1, "stopped": 0}
    assert tell(said).json() == {"failed": 0, "stopped": 0}, "the same report twice"
    rows = Message.objects.order_by("pk").values_list("status", "last_error")
    assert list(rows) == [("bounced", "report:blacklist"), ("delivered", "")]


@pytest.mark.parametrize(("text", "stopped"), [("TD", 1), (" td ", 1), ("ＴＤ", 1), ("退订", 1), ("谢谢", 0)])
def test_who_wants_no_more(tell: Any, text: str, stopped: int, monkeypatch: Any) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(replies, "_listeners", [lambda channel, address, at: heard.append((channel, address))])
    answer = tell({"replies": [{"from": "+8613912345678", "text": text}]})
    assert answer.json() == {"failed": 0, "stopped": stopped}
    assert heard == [("sms", "+8613912345678")] * stopped


@pytest.mark.parametrize(
    "said",
    [b"", b"[", b"[]", b"{\"reports\": 1}", b"{\"reports\": [1]}", b"{\"reports\": [{\"id\": \"x\", \"status\": \"failed\"}]}",
     b"{\"replies\": [{\"text\": \"TD\"}]}", b"[" * 50_000],
)  # fmt: skip
def test_what_is_malformed_is_said_and_nothing_breaks(tell: Any, said: bytes) -> None:
    assert tell(said).status_code == 400


def test_only_the_gateway_is_heard(tell: Any, settings: Any) -> None:
    assert tell({"reports": []}, secret=signing.new_secret()).status_code == 401
    assert Client().post(ADDRESS, b"{}", content_type="application/json").status_code == 401
    settings.SMS_GATEWAY_SECRET = ""
    assert Client().post(ADDRESS, b"{}", content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"EMAIL_URL": "mail.example"},
        {"EMAIL_URL": "smtp://"},
        {"EMAIL_URL": "smtp://mail:port"},
        {"EMAIL_URL": "smtp://mail", "EMAIL_FROM": ""},
        {"EMAIL_URL": "smtp://mail", "EMAIL_FROM": "nobody"},
        {"SMS_GATEWAY_URL": "ftp://gateway", "SMS_GATEWAY_TOKEN": "x"},
        {"SMS_GATEWAY_URL": "https://gateway"},
        {"SMS_GATEWAY_SECRET": "secret"},
    ],
)
def test_settings_that_make_no_sense_stop_the_start(settings: Any, given: dict[str, str]) -> None:
    switches.insist()
    for name, value in given.items():
        setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured):
        switches.insist()


def test_a_channel_that_is_off_in_production_is_said(settings: Any) -> None:
    assert switches.channels_are_on() == []
    settings.PRODUCTION = True
    assert [one.id for one in switches.channels_are_on()] == ["notifications.W001", "notifications.W002"]
