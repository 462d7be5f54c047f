"""A change is sent right after its transaction, by whatever runs tasks; one call for however many changes."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from casework.models import Delivery, Subscriber
from casework.models.guard import opened
from casework.register import push as telling
from casework.tasks import push_changes
from tests.push.conftest import correct, push, told
from tests.receiver import receiving
from tests.test_crash import killed
from tests.world import RECORD, World

send_now = telling._send_now  # before the tests put it out of action


@pytest.mark.django_db(transaction=True)
def test_sent_after_the_commit(committed_world: World, monkeypatch: Any) -> None:
    world = committed_world
    monkeypatch.setattr(telling, "_send_now", send_now)
    with time_machine.travel(world.at, tick=False), receiving("whsec_" + "A" * 40, lambda: world.at) as server:
        told(world, way="webhook", url=server.url, secret=server.secret)
        with transaction.atomic():
            correct(world, RECORD)
            assert server.kept == []
        assert server.order_of(RECORD) == [1]
        assert Delivery.objects.get().acknowledged_at == world.at
        assert push_changes() == {"sent": 0, "failed": 0, "confirmed": 0}


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_costs_nothing(committed_world: World, monkeypatch: Any) -> None:
    world = committed_world
    monkeypatch.setattr(telling, "_send_now", _down)
    told(world, way="webhook", url="http://127.0.0.1:1/", secret="whsec_" + "A" * 40)
    with transaction.atomic():
        correct(world, RECORD)
    assert Delivery.objects.get().next_try == world.at, "the next beat finds it"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["casework.actions.acknowledge_delivery", "casework.push.sender.webhook.post"])
def test_kill_9_of_a_worker_that_sends(committed_world: World, place: str) -> None:
    """Killed after the receiver had it, or before: it is sent (again) when the claim has run out, under the same key."""
    world = committed_world
    with receiving("whsec_" + "A" * 40, lambda: world.at) as server:
        told(world, way="webhook", url=server.url, secret=server.secret)
        correct(world, RECORD)
        correct(world, RECORD)
        killed(place, "push", world.at.isoformat())
        push(world)
        assert len(server.arrived) == (1 if "acknowledge" in place else 0), "claimed, so nobody else sends it"
        world.later(minutes=3)
        push(world)
        assert server.order_of(RECORD) == [1, 2]
        assert len(server.arrived) == (3 if "acknowledge" in place else 2)
    assert not Delivery.objects.filter(subscriber__active=True, acknowledged_at=None).exists()


def _down() -> None:
    raise ConnectionError


@pytest.mark.django_db
@pytest.mark.parametrize(("way", "calls"), [("webhook", 1), ("manual", 0)])
def test_one_call_for_many_changes(world: World, change: Any, way: str, calls: int) -> None:
    with opened():
        Subscriber.objects.update(way=way, url="http://127.0.0.1:1/", secret="whsec_" + "A" * 40)
    change(RECORD, "XG-2026-0017", times=3)
    assert [waiting[1] for waiting in connection.run_on_commit].count(telling._send_now) == calls
