"""The state machine of a message under any order of events: nothing contradicts itself, every way comes to an end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from notifications import checks, claims
from notifications.models import Message
from tests.engine.cast import undone
from tests.messages.conftest import row
from tests.world import World

ENDS = {"delivered", "unconfirmed", "bounced", "dead", "withheld"}
STEPS = (
    "claim",
    "begin",
    "delivered",
    "refused",
    "returned",
    "withheld",
    "unknown",
    "release",
    "expire",
    "wait",
    "again",
)
FINDINGS = (checks.leases_end, checks.messages_reach_somebody, checks.messages_in_time)


class Play:
    """One message that waits, and the workers that have claimed it, dead ones too."""

    def __init__(self, world: World, channel: str) -> None:
        self.at, self.channel = world.at, channel
        recipient = world.people["fagai_handler"]
        self.message = Message.objects.create(**_fields(row(world.at, channel, recipient=recipient)))
        self.holders: list[Message] = []

    def step(self, what: str, who: int) -> None:
        """One event. `who` picks the worker it happens to."""
        if what == "claim":
            self.holders += claims.claim(self.channel, self.at)
        elif what == "wait":
            self.at += timedelta(hours=13)
        elif what == "expire":
            claims.expire(self.at)
        elif what == "again":
            claims.try_again(self.message.pk, self.at)
        elif self.holders:
            self.by(what, self.holders[who % len(self.holders)])

    def by(self, what: str, holder: Message) -> None:
        """What a worker notes, in time or late."""
        acts: dict[str, Any] = {
            "begin": lambda: claims.begin(holder, self.at),
            "delivered": lambda: claims.delivered(holder, self.at, "x"),
            "refused": lambda: claims.refused(holder, self.at, "smtp:451"),
            "returned": lambda: claims.returned(holder, "smtp:550"),
            "withheld": lambda: claims.withheld(holder, "none"),
            "unknown": lambda: claims.unknown(holder, self.at, "cut"),
            "release": lambda: self.release(holder),
        }
        acts[what]()

    def release(self, holder: Message) -> None:
        """A worker gives back what it still holds; only the living do that, once."""
        if Message.objects.filter(pk=holder.pk, attempts=holder.attempts, status="sending", begun=False).exists():
            claims.release([holder], self.at)
            self.holders.remove(holder)

    def run_out(self) -> str:
        """Nobody answers any more: how it ends, after days of workers that come and die."""
        for _day in range(2 * claims.MOST_ATTEMPTS):
            claims.claim(self.channel, self.at)
            self.at += timedelta(hours=13)
            claims.expire(self.at)
        return str(Message.objects.values_list("status", flat=True).get(pk=self.message.pk))


def _fields(message: Message) -> dict[str, Any]:
    return {one.attname: getattr(message, one.attname) for one in Message._meta.concrete_fields if one.attname != "id"}


@pytest.mark.django_db
@profile(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), min_size=1, max_size=25),
    channel=st.sampled_from(("email", "sms")),
)
def test_any_order_of_events(world: World, steps: list[tuple[str, int]], channel: str) -> None:
    with undone():
        play = Play(world, channel)
        for what, who in steps:
            play.step(what, who)
            message = Message.objects.get(pk=play.message.pk)  # the database refused nothing
            assert message.attempts <= claims.MOST_ATTEMPTS
            assert message.key == play.message.key
            assert not (message.status == "unconfirmed" and channel == "sms"), "the gateway can be asked again"
        play.at = max(play.at, message.next_try)
        assert play.run_out() in ENDS
        assert [found for check in FINDINGS for found in check()] == []
