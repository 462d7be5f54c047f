"""Fixtures of the push: a subscriber told by webhook, its receiver, and a sender whose clock is that of the world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from casework import actions
from casework.models import CreditRecord, Delivery, RecordVersion, Subscriber
from casework.models.guard import opened
from casework.push import sender
from casework.register import push as telling
from casework.register.hand import Hand
from notifications.wire import posting, signing
from tests.receiver import Moody, receiving
from tests.world import World

CODE = "xinyong-dalian"


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """Nothing is sent but by the test; the stand-in is on this machine."""
    monkeypatch.setattr("casework.register.push._send_now", lambda: None)
    settings.PUSH_LOCAL = True
    settings.PUSH_ROOT = tmp_path / "exchange"


@pytest.fixture
def receiver(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Moody]:
    """信用大连, told by webhook; its receiver runs. Nobody else is told."""
    with receiving(signing.new_secret(), lambda: world.at) as server:
        told(world, way="webhook", url=server.url, secret=server.secret)
        yield server


def told(world: World, **how: Any) -> Subscriber:
    """Have 信用大连 told in this way, and nobody else."""
    Subscriber.objects.exclude(code=CODE).update(active=False)
    subscriber = Subscriber.objects.get(code=CODE)
    for name, value in how.items():
        setattr(subscriber, name, value)
    return actions.save_subscriber(subscriber, at=world.at)


@pytest.fixture
def change(world: World) -> Callable[..., None]:
    """Correct records: each of these numbers so many times."""

    def make(*numbers: str, times: int = 1) -> None:
        for _time in range(times):
            for number in numbers:
                correct(world, number)

    return make


def correct(world: World, number: str) -> None:
    """One more version of a record, told to the subscribers."""
    with opened():
        record = CreditRecord.objects.get(number=number)
        version = record.said()
        telling.tell(record, Hand(world.at), RecordVersion.Change.CORRECTED, version)


def push(world: World) -> dict[str, int]:
    """One pass of the sender, now."""
    return sender.push(lambda: world.at)


def open_ones(**which: Any) -> Any:
    """Deliveries that were not confirmed."""
    return Delivery.objects.filter(acknowledged_at=None, subscriber__code=CODE, **which)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender that gives up on a silent receiver at once."""
    monkeypatch.setattr(posting, "SILENCE", 0.2)
    monkeypatch.setattr(posting, "WHOLE", 2.0)
