"""A worker is killed with -9 while it sends: nothing is lost, nothing doubles, and what is in doubt is seen."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from notifications import claims
from notifications.models import Message
from tests.mailserver import Letters
from tests.messages.conftest import row, send
from tests.test_crash import ROOT, killed
from tests.world import World

SEND, MARK = "notifications.channels.email.Mailer.send", "notifications.claims.delivered"
DOT = "notifications.channels.email._must_be_silent"


def waits(world: World, count: int) -> list[str]:
    """Committed messages, by key."""
    rows = Message.objects.bulk_create(row(world.at, "email") for _one in range(count))
    return [str(one.key) for one in rows]


@pytest.mark.parametrize(
    ("place", "arrived", "ends"),
    [(SEND, 0, "delivered"), (DOT, 0, "unconfirmed"), (MARK, 1, "unconfirmed")],
    ids=["between claim and send", "before the dot", "between send and mark"],
)
def test_kill_9(committed_world: World, mail: Letters, place: str, arrived: int, ends: str) -> None:
    world = committed_world
    first, *others = waits(world, 3)
    killed(place, "send", world.at.isoformat(), mail.port)
    assert mail.kept[first] == arrived
    assert set(Message.objects.values_list("status", flat=True)) == {"sending"}
    world.at += claims.LEASE + timedelta(seconds=1)
    assert claims.expire(world.at) == 3
    world.at += timedelta(minutes=1)
    send(world, "email")
    stand = {str(key): status for key, status in Message.objects.values_list("key", "status")}
    assert stand == {first: ends} | dict.fromkeys(others, "delivered")
    assert mail.kept[first] == (1 if ends == "delivered" else arrived)
    assert all(mail.kept[one] == 1 for one in others)


@pytest.mark.services
def test_redis_is_killed_while_messages_wait(redis_server: str) -> None:
    """Real Redis, a real worker, beat and a mail server, all of their own."""
    command = [sys.executable, "-m", "tests.tools.bench", "broker"]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_two_workers_never_take_the_same_message(committed_world: World, mail: Letters) -> None:
    from tests.engine.racing import race

    world = committed_world
    keys = waits(world, 60)
    done: list[Any] = race(*[lambda: send(world, "email")] * 2)
    assert sum(one.get("delivered", 0) for one in done) == 60
    assert mail.kept == dict.fromkeys(keys, 1)
