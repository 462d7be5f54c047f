"""Sending: nothing is lost, nothing is doubled, and the changes of a record arrive in their order."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from casework import actions
from casework.models import Delivery
from casework.push import sender
from casework.push.waiting import FIRST, LONGEST, next_try
from notifications.wire import posting
from tests.engine.cast import undone
from tests.engine.racing import race
from tests.push.conftest import correct, open_ones, push, told
from tests.receiver import BEHAVIOURS, Moody, receiving
from tests.world import RECORD, World

OTHER = "XG-2026-0017"


@pytest.mark.django_db
class TestOneReceiver:
    def test_a_change_arrives_and_is_confirmed(self, world: World, receiver: Moody, change: Any) -> None:
        change(RECORD)
        assert push(world) == {"sent": 1, "failed": 0, "confirmed": 1}
        row = Delivery.objects.get()
        assert (row.sent_at, row.acknowledged_at, row.reference) == (world.at, world.at, "HZ-000001")
        assert (row.attempts, row.next_try, row.last_error) == (1, None, "")
        assert receiver.kept[0]["id"] == str(row.key)
        assert receiver.kept[0]["type"] == "record.corrected"
        assert receiver.kept[0]["data"]["record"] == RECORD
        assert push(world) == {"sent": 0, "failed": 0, "confirmed": 0}

    def test_the_changes_of_a_record_come_in_order(self, world: World, receiver: Moody, change: Any) -> None:
        change(RECORD, OTHER, times=3)
        push(world)
        assert [receiver.order_of(number) for number in (RECORD, OTHER)] == [[1, 2, 3]] * 2

    def test_a_later_change_waits_for_the_earlier_one(self, world: World, receiver: Moody, change: Any) -> None:
        change(RECORD, times=2)
        receiver.plan.extend(["500"])
        assert push(world) == {"sent": 0, "failed": 1, "confirmed": 0}
        assert receiver.kept == []
        assert push(world) == {"sent": 0, "failed": 0, "confirmed": 0}, "before its time, or out of order"
        world.later(minutes=1)
        push(world)
        assert receiver.order_of(RECORD) == [1, 2]

    def test_down_for_an_hour(self, world: World, receiver: Moody, change: Any, impatient: None) -> None:
        change(RECORD, OTHER)
        receiver.server_close()
        for _minute in range(60):
            push(world)
            world.later(minutes=1)
            if _minute == 30:
                change(RECORD)
        assert set(open_ones(attempts__gt=0).values_list("last_error", flat=True)) == {"refused"}
        assert open_ones().count() == 3
        assert max(open_ones().values_list("attempts", flat=True)) < 15, "it hammers on a closed door"
        with receiving(receiver.secret, lambda: world.at) as again:
            told(world, url=again.url)
            for _minute in range(20):
                push(world)
                world.later(minutes=1)
            assert (again.order_of(RECORD), again.order_of(OTHER)) == ([1, 2], [1])
        assert not open_ones().exists()

    @pytest.mark.parametrize("mood", BEHAVIOURS)
    def test_whatever_it_does_nothing_is_lost_or_doubled(
        self, world: World, receiver: Moody, change: Any, mood: str
    ) -> None:
        change(RECORD, times=2)
        receiver.plan.append(mood)
        for _pass in range(3):
            push(world)
            world.later(minutes=1)
        assert receiver.order_of(RECORD) == [1, 2]
        unsure = {"later", "huge", "nonsense"}  # received, not confirmed: to be chased
        assert open_ones(next_try=None).count() == (1 if mood in unsure else 0)
        assert open_ones(next_try__isnull=False).count() == 0
        assert receiver.turned_away == 0

    def test_a_silent_receiver(self, world: World, receiver: Moody, change: Any, impatient: None) -> None:
        change(RECORD)
        receiver.plan.append("silent")
        push(world)
        assert open_ones().get().last_error == "timeout"
        world.later(minutes=1)
        push(world)
        assert receiver.order_of(RECORD) == [1]

    def test_a_receiver_that_drips(self, world: World, receiver: Moody, change: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr(posting, "WHOLE", 0.2)
        change(RECORD)
        receiver.plan.append("silent")
        push(world)
        assert open_ones().get().last_error == "cut"

    def test_one_that_fails_is_left_alone_for_the_rest_of_the_pass(
        self, world: World, receiver: Moody, change: Any
    ) -> None:
        change(RECORD, OTHER)
        receiver.plan.extend(["500", "500"])
        assert push(world) == {"sent": 0, "failed": 1, "confirmed": 0}
        assert len(receiver.plan) == 1

    def test_one_that_fails_holds_no_other_up(self, world: World, receiver: Moody, change: Any) -> None:
        change(RECORD)
        with receiving(receiver.secret, lambda: world.at) as second:
            other = actions.save_subscriber(_copy(world, second.url), at=world.at)
            change(OTHER, times=2)
            receiver.plan.extend(["500"] * 5)
            push(world)
            assert second.order_of(OTHER) == [1, 2]
        assert not Delivery.objects.filter(subscriber=other, acknowledged_at=None).exists()
        assert len(receiver.arrived) == 0

    def test_who_is_killed_before_noting_sends_again(
        self, world: World, receiver: Moody, change: Any, monkeypatch: Any
    ) -> None:
        change(RECORD, times=2)
        monkeypatch.setattr(actions, "acknowledge_delivery", _killed)
        with pytest.raises(KeyboardInterrupt):
            push(world)
        monkeypatch.undo()
        assert push(world)["sent"] == 0, "another sender takes what is claimed"
        world.later(minutes=3)
        push(world)
        assert len(receiver.arrived) == 3
        assert receiver.order_of(RECORD) == [1, 2]

    def test_everything_once_more(self, world: World, receiver: Moody, change: Any) -> None:
        change(RECORD, times=2)
        receiver.plan.extend(["later", "later"])
        push(world)
        assert open_ones(next_try=None).count() == 2
        subscriber = open_ones().first().subscriber
        actions.send_again(subscriber, by=world.actor("registrar"), at=world.at)
        push(world)
        assert not open_ones().exists()
        assert receiver.order_of(RECORD) == [1, 2]


def _copy(world: World, url: str) -> Any:
    subscriber = open_ones().first().subscriber
    subscriber.pk, subscriber.code, subscriber.url = None, "another", url
    subscriber._state.adding = True
    return subscriber


def _killed(*args: Any, **kwargs: Any) -> None:
    raise KeyboardInterrupt


MOODS = st.lists(st.sampled_from(("well", "500", "cut", "keep, then 500", "keep, then cut", "later")), max_size=12)


@pytest.mark.django_db
@profile(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moods=MOODS, changes=st.lists(st.sampled_from([RECORD, OTHER]), min_size=1, max_size=6))
def test_random_failures(world: World, receiver: Moody, moods: list[str], changes: list[str]) -> None:
    """Whatever goes wrong on the way: each change arrives, is kept once, and in the order of its record."""
    receiver.kept.clear()
    receiver.plan.clear()
    receiver.plan.extend(moods)
    with undone():
        for number in changes:
            correct(world, number)
        for _pass in range(len(moods) + 3):
            push(world)
            world.later(minutes=16)
        for number, count in Counter(changes).items():
            assert receiver.order_of(number) == list(range(1, count + 1))
        assert not Delivery.objects.filter(next_try__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once(committed_world: World) -> None:
    world = committed_world
    with receiving("whsec_" + "A" * 40, lambda: world.at) as server:
        told(world, way="webhook", url=server.url, secret=server.secret)
        for _time in range(6):
            correct(world, RECORD)
            correct(world, OTHER)
        race(*[partial(sender.push, lambda: world.at)] * 4)
        push(world)
        assert (server.order_of(RECORD), server.order_of(OTHER)) == ([1, 2, 3, 4, 5, 6],) * 2
        assert len(server.arrived) == 12, "two senders took the same change"
    assert not open_ones().exists()


@given(attempts=st.integers(0, 40_000), key=st.uuids())
def test_the_wait_is_bounded_spread_and_repeatable(attempts: int, key: Any) -> None:
    at = World.at
    when = next_try(at, attempts, key)
    assert FIRST / 2 <= when - at <= LONGEST
    assert when == next_try(at, attempts, key)
    assert next_try(at, 30, key) - at >= LONGEST / 2
    assert timedelta() < next_try(at, attempts + 1, key) - at
