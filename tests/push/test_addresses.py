"""Where webhooks may go, what signs them, and that nothing leads into the own network."""

from __future__ import annotations

import base64
import ipaddress
from datetime import timedelta
from typing import Any

import pytest

from casework.push import webhook
from notifications.wire import addresses, signing
from tests.push.conftest import open_ones, push
from tests.receiver import Moody
from tests.world import START, World

HOST = "push.example.gov.cn"


@pytest.fixture(autouse=True)
def strict(settings: Any) -> None:
    """As in production: one host is allowed, nothing local."""
    settings.PUSH_HOSTS, settings.PUSH_LOCAL, settings.PUSH_NETWORKS = [HOST], False, []


def leads_to(monkeypatch: Any, *ips: str) -> None:
    """What the host's name stands for."""
    found = [(2, 1, 6, "", (ip, 443)) for ip in ips]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *args, **kwargs: found)


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/in",
        f"http://{HOST}/in",
        f"ftp://{HOST}/in",
        f"https://user:word@{HOST}/in",
        f"https://{HOST}@elsewhere.example/in",
        f"https://elsewhere.example/#{HOST}",
        f"https://{HOST}.elsewhere.example/",
        f"https://{HOST}/\r\nX-Header: 1",
        f"https://{HOST}:x/",
        f"https://{HOST}/ in",
        "https://[::1",
        "https:///in",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "",
    ],
)
def test_refused_at_once(url: str) -> None:
    with pytest.raises(addresses.AddressRefused):
        addresses.check(url)


def test_the_allowed_host_is_connected_to_by_its_address(monkeypatch: Any) -> None:
    leads_to(monkeypatch, "8.8.8.8")
    target = addresses.resolve(f"https://{HOST.upper()}:8443/in?x=1")
    assert target == addresses.Target("https", HOST, 8443, "/in?x=1", "8.8.8.8")


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.0.0.5",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.5",
        "::ffff:127.0.0.1",
    ],
)
def test_an_allowed_name_that_leads_into_a_private_network(monkeypatch: Any, ip: str) -> None:
    leads_to(monkeypatch, "8.8.8.8", ip)
    with pytest.raises(addresses.AddressRefused):
        addresses.resolve(f"https://{HOST}/in")
    with pytest.raises(webhook.Failed, match="address"):
        webhook.post(f"https://{HOST}/in", {}, b"{}")


def test_a_network_that_the_operator_has_named(monkeypatch: Any, settings: Any) -> None:
    settings.PUSH_NETWORKS = [ipaddress.ip_network("10.20.0.0/16")]
    leads_to(monkeypatch, "10.20.1.1")
    assert addresses.resolve(f"https://{HOST}/in").ip == "10.20.1.1"
    leads_to(monkeypatch, "10.21.1.1")
    with pytest.raises(addresses.AddressRefused):
        addresses.resolve(f"https://{HOST}/in")


def test_a_local_address_only_where_a_stand_in_may_be_told(settings: Any) -> None:
    settings.PUSH_LOCAL = True
    addresses.check("http://127.0.0.1:8099/in")
    with pytest.raises(addresses.AddressRefused):
        addresses.check("http://192.168.1.1/in")


@pytest.mark.django_db
def test_an_address_that_is_refused_later_is_seen(world: World, receiver: Moody, change: Any, settings: Any) -> None:
    settings.PUSH_LOCAL = False
    change("XG-2025-0003")
    assert push(world)["failed"] == 1
    assert open_ones().get().last_error == "address"
    assert receiver.arrived == []


# Signatures -------------------------------------------------------------------------------------------------------

# https://github.com/standard-webhooks/standard-webhooks: the example of its specification and libraries
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
ID, STAMP = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_example_of_the_standard() -> None:
    at = START.fromtimestamp(STAMP, tz=START.tzinfo)
    made = signing.headers(SECRET, ID, at, BODY)
    assert made == {"webhook-id": ID, "webhook-timestamp": str(STAMP), "webhook-signature": SIGNED}
    assert signing.verify(SECRET, made, BODY, at) == ID
    rotated = made | {"webhook-signature": f"v1,AAAA v1a,xx {SIGNED}"}
    assert signing.verify(SECRET, rotated, BODY, at + timedelta(minutes=4)) == ID


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_other"},
        {"webhook-timestamp": str(STAMP + 1)},
        {"webhook-timestamp": "x"},
        {"webhook-timestamp": ""},
        {"webhook-signature": ""},
        {"webhook-signature": SIGNED.replace("v1,", "v2,")},
        {"webhook-signature": "v1,中"},
    ],
)
def test_what_is_not_genuine(changed: dict[str, str]) -> None:
    at = START.fromtimestamp(STAMP, tz=START.tzinfo)
    made = signing.headers(SECRET, ID, at, BODY)
    with pytest.raises(signing.BadSignature):
        signing.verify(SECRET, made | changed, BODY, at)
    with pytest.raises(signing.BadSignature):
        signing.verify(SECRET, made, BODY + b" ", at)
    with pytest.raises(signing.BadSignature):
        signing.verify(SECRET, made, BODY, at + timedelta(minutes=6))


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", SECRET.removeprefix("whsec_"), "whsec_" + "A" * 200])
def test_what_is_no_secret(secret: str) -> None:
    with pytest.raises(signing.BadSecret):
        signing.key_of(secret)


def test_a_new_secret_is_one() -> None:
    secret = signing.new_secret()
    assert base64.b64encode(signing.key_of(secret)).decode() == secret.removeprefix("whsec_")
    assert secret != signing.new_secret()
