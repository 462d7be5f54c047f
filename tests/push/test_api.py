"""Subscribers through the API: registering, fetching in order, confirming; each sees only its own."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from casework.api.tokens import make_token
from casework.models import Delivery, Subscriber, User
from notifications.wire import signing
from tests.api.conftest import Caller
from tests.push.conftest import CODE, open_ones, told
from tests.world import RECORD, World

pytestmark = pytest.mark.django_db
OTHER = "XG-2026-0017"


@pytest.fixture(autouse=True)
def clock(world: World) -> Any:
    with time_machine.travel(world.at, tick=False):
        yield


@pytest.fixture
def registrar(world: World) -> Caller:
    return Caller(make_token(world.person("registrar"), at=world.at))


@pytest.fixture
def subscriber(world: World) -> Caller:
    """信用大连, which fetches changes with an account of its own."""
    account = User.objects.create(username="xinyong")
    told(world, way="api", account=account)
    return Caller(make_token(account, at=world.at))


def test_it_fetches_confirms_and_gets_no_change_twice(subscriber: Caller, change: Any, world: World) -> None:
    change(RECORD, OTHER, times=2)
    items = subscriber.get(f"subscriptions/{CODE}/changes").json()["items"]
    assert [(one["data"]["record"], one["data"]["seq"]) for one in items] == [
        (RECORD, 1),
        (OTHER, 1),
        (RECORD, 2),
        (OTHER, 2),
    ]
    assert items[0]["type"] == "record.corrected"
    assert set(open_ones().values_list("sent_at", flat=True)) == {world.at}
    for one in reversed(items[1:]):  # in another order, and twice
        for reference in ("HZ-1", "HZ-2"):
            answer = subscriber.post(f"deliveries/{one['id']}/acknowledge", {"reference": reference})
            assert (answer.status_code, answer.json()["reference"]) == (200, "HZ-1")
    again = subscriber.get(f"subscriptions/{CODE}/changes").json()
    assert ([one["id"] for one in again["items"]], again["next"]) == ([items[0]["id"]], "")
    assert subscriber.post(f"deliveries/{items[0]['id']}/acknowledge").status_code == 200
    assert not open_ones().exists()


def test_pages_hold_everything(subscriber: Caller, change: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("casework.api.subscriptions.PAGE", 2)
    change(RECORD, times=5)
    found, cursor = [], ""
    for _page in range(3):
        page = subscriber.get(f"subscriptions/{CODE}/changes", cursor=cursor).json()
        found += [one["data"]["seq"] for one in page["items"]]
        cursor = page["next"]
    assert (found, cursor) == ([1, 2, 3, 4, 5], "")


def test_fetching_takes_the_same_queries_whatever_there_is(
    subscriber: Caller, change: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    change(RECORD)
    with django_assert_max_num_queries(12) as few:
        subscriber.get(f"subscriptions/{CODE}/changes")
    change(RECORD, OTHER, times=20)
    with django_assert_num_queries(len(few)):
        assert len(subscriber.get(f"subscriptions/{CODE}/changes").json()["items"]) == 41


def test_a_case_goes_on_when_the_last_change_is_confirmed(subscriber: Caller, world: World) -> None:
    case = world.notifying()
    assert world.get(case).state == "notifying"
    for one in subscriber.get(f"subscriptions/{CODE}/changes").json()["items"]:
        assert subscriber.post(f"deliveries/{one['id']}/acknowledge", {"reference": "HZ"}).status_code == 200
    assert world.get(case).state == "closed"


@pytest.mark.parametrize("who", ["registrar", "fagai_handler", "auditor", "sysadmin"])
def test_others_neither_fetch_nor_confirm(subscriber: Caller, change: Any, world: World, who: str) -> None:
    change(RECORD)
    other = Caller(make_token(world.person(who), at=world.at))
    assert other.get(f"subscriptions/{CODE}/changes").status_code == 404
    assert other.post(f"deliveries/{Delivery.objects.get().key}/acknowledge").status_code == 404
    assert open_ones().exists()


def test_another_subscriber_sees_nothing_of_it(subscriber: Caller, change: Any, world: World) -> None:
    change(RECORD)
    account = User.objects.create(username="another")
    Subscriber.objects.create(code="another", name="x", way="api", account=account)
    other = Caller(make_token(account, at=world.at))
    assert other.get("subscriptions/another/changes").json()["items"] == []
    assert other.get(f"subscriptions/{CODE}/changes").status_code == 404
    assert other.post(f"deliveries/{Delivery.objects.get().key}/acknowledge").status_code == 404


@pytest.mark.parametrize("key", ["00000000-0000-4000-8000-000000000000", "1", "x%00"])
def test_what_is_no_delivery(subscriber: Caller, key: str) -> None:
    assert subscriber.post(f"deliveries/{key}/acknowledge").status_code == 404


def test_too_long_a_reference(subscriber: Caller, change: Any) -> None:
    change(RECORD)
    path = f"deliveries/{Delivery.objects.get().key}/acknowledge"
    assert subscriber.post(path, {"reference": "x" * 81}).status_code == 422


# Registering ------------------------------------------------------------------------------------------------------

HOOK = {"code": "zhaobiao-ban", "name": "区招标办", "way": "webhook", "url": "https://push.example.gov.cn/in"}


def test_a_webhook_is_given_a_secret_once(registrar: Caller, settings: Any) -> None:
    settings.PUSH_HOSTS = ["push.example.gov.cn"]
    answer = registrar.post("subscriptions", HOOK)
    assert answer.status_code == 201
    secret = answer.json()["secret"]
    assert len(signing.key_of(secret)) == 32
    row = Subscriber.objects.get(code="zhaobiao-ban")
    assert (row.secret, row.way, row.url) == (secret, "webhook", HOOK["url"])
    assert registrar.post("subscriptions", HOOK).status_code == 409


def test_a_secret_that_was_given_is_not_repeated(registrar: Caller, settings: Any) -> None:
    settings.PUSH_HOSTS = ["push.example.gov.cn"]
    answer = registrar.post("subscriptions", HOOK | {"secret": signing.new_secret()})
    assert (answer.status_code, answer.json()["secret"]) == (201, None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"url": "https://elsewhere.example/in"}, "url"),
        ({"url": "http://push.example.gov.cn/in"}, "url"),
        ({"url": "https://u:p@push.example.gov.cn/in"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": ""}, "url"),
        ({"secret": "whsec_short"}, "secret"),
        ({"secret": "x" * 40}, "secret"),
        ({"way": "file"}, "folder"),
        ({"way": "file", "folder": "../etc"}, "folder"),
        ({"way": "api"}, "account"),
        ({"way": "api", "account": "nobody-there"}, "account"),
    ],
)
def test_what_cannot_be_told(registrar: Caller, settings: Any, changed: dict[str, str], field: str) -> None:
    settings.PUSH_HOSTS = ["push.example.gov.cn"]
    answer = registrar.post("subscriptions", HOOK | changed)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert not Subscriber.objects.filter(code="zhaobiao-ban").exists()


def test_two_do_not_share_a_folder(registrar: Caller) -> None:
    body = {"code": "one", "name": "x", "way": "file", "folder": "share"}
    assert registrar.post("subscriptions", body).status_code == 201
    assert registrar.post("subscriptions", body | {"code": "two"}).status_code == 422
