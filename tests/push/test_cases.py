"""Confirmations and cases: a case closes by itself when all have confirmed, however and in whatever order they do."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from casework import actions
from casework.checks import problems
from casework.errors import Busy, Conflict, NotAllowed, NotFound
from casework.models import CreditRecord, Delivery, Event, Subscriber
from casework.models.guard import opened
from casework.permissions import Actor
from tests.engine.racing import clean, parted, race
from tests.push.conftest import open_ones, push, told
from tests.receiver import Moody
from tests.world import World

MACHINE = Actor.machine("push")


def confirm(world: World, delivery: Any, by: Actor = MACHINE, reference: str = "HZ-7") -> Delivery:
    return actions.acknowledge_delivery(delivery.key, by=by, at=world.at, reference=reference)


@pytest.mark.django_db
class TestCases:
    def test_the_case_closes_by_itself(self, world: World, receiver: Moody) -> None:
        case = world.decided()
        push(world)  # the mark
        world.submit(case, "execute", "fagai_handler")
        assert world.get(case).state == "notifying"
        push(world)
        assert world.get(case).state == "closed"
        assert [one["type"] for one in receiver.kept] == ["record.marked", "record.corrected", "record.unmarked"]
        noted = case.events.filter(move="acknowledge")
        assert set(noted.values_list("actor", "actor_role")) == {(None, "system")}
        assert list(problems()) == []

    def test_one_change_at_a_time_in_any_order_and_twice(self, world: World) -> None:
        case = world.notifying()
        rows = list(case.deliveries.order_by("-pk"))
        assert len(rows) == 6  # marked, corrected, unmarked; two subscribers
        for row in rows[:-1]:
            confirm(world, row)
            confirm(world, row, reference="another")
            assert world.get(case).state == "notifying"
        confirm(world, rows[-1])
        assert world.get(case).state == "closed"
        confirm(world, rows[0])
        assert case.events.filter(move="acknowledge").count() == 6
        assert set(case.deliveries.values_list("reference", flat=True)) == {"HZ-7"}
        assert list(problems()) == []

    def test_before_the_case_waits_only_the_delivery_is_noted(self, world: World) -> None:
        case = world.verifying()
        events = case.events.count()
        for row in case.deliveries.all():
            confirm(world, row)
        assert case.events.count() == events
        assert world.get(case).state == "verifying"
        assert not case.deliveries.filter(acknowledged_at=None).exists()

    def test_what_a_handler_confirmed_the_subscriber_may_confirm_too(self, world: World) -> None:
        case = world.closed()
        row = case.deliveries.first()
        assert confirm(world, row).reference.startswith("HZ-")
        assert case.deliveries.get(pk=row.pk).acknowledged_by.username == "fagai_handler"

    def test_a_handler_who_confirms_the_rest_leaves_what_was_confirmed(self, world: World) -> None:
        case = world.notifying()
        row = case.deliveries.filter(subscriber__code="xinyong-dalian").first()
        confirm(world, row)
        world.submit(case, "acknowledge", "fagai_handler", subscriber="xinyong-dalian", reference="HZ-H")
        theirs = case.deliveries.filter(subscriber__code="xinyong-dalian").order_by("pk")
        assert list(theirs.values_list("reference", flat=True)) == ["HZ-7", "HZ-H", "HZ-H"]

    def test_a_claimed_task_does_not_stand_in_the_way(self, world: World) -> None:
        case = world.notifying()
        assert case.tasks.open().get().owner.username == "fagai_handler"
        for row in case.deliveries.all():
            confirm(world, row)
        assert world.get(case).state == "closed"
        assert list(problems()) == []

    def test_an_objection_to_a_record_that_was_never_shared_closes_at_once(self, world: World) -> None:
        with opened():
            CreditRecord.objects.filter(number="XG-2025-0003").update(published_at=None, status="verified")
        case = world.notifying()
        assert not case.deliveries.exists()
        assert case.state == "closed"

    def test_a_busy_case_has_the_change_sent_again(self, world: World, receiver: Moody, monkeypatch: Any) -> None:
        case = world.decided()
        push(world)
        world.submit(case, "execute", "fagai_handler")
        with monkeypatch.context() as patch:
            patch.setattr(actions, "acknowledge_delivery", _busy)
            push(world)
        assert open_ones().first().last_error == "case:conflict"
        world.later(minutes=1)
        push(world)
        assert world.get(case).state == "closed"
        assert len(receiver.kept) == 3


def _busy(*args: Any, **kwargs: Any) -> None:
    raise Busy()


@pytest.mark.django_db
class TestByHand:
    def test_a_registrar_notes_it(self, world: World, change: Any) -> None:
        change("XG-2025-0003")
        row = Delivery.objects.first()
        done = confirm(world, row, by=world.actor("registrar"))
        assert (done.acknowledged_by.username, done.reference) == ("registrar", "HZ-7")

    @pytest.mark.parametrize("who", ["fagai_handler", "fagai_supervisor", "leader", "auditor", "caizheng_handler"])
    def test_others_do_not(self, world: World, change: Any, who: str) -> None:
        change("XG-2025-0003")
        with pytest.raises(NotAllowed):
            confirm(world, Delivery.objects.first(), by=world.actor(who))
        subscriber = told(world, way="file", folder="dalian")
        with pytest.raises(NotAllowed):
            actions.send_again(subscriber, by=world.actor(who), at=world.at)

    def test_who_confirms_itself_is_not_confirmed_for(self, world: World, change: Any) -> None:
        told(world, way="file", folder="dalian")
        change("XG-2025-0003")
        with pytest.raises(Conflict):
            confirm(world, Delivery.objects.get(), by=world.actor("registrar"))

    def test_nothing_is_sent_to_who_is_told_by_hand(self, world: World) -> None:
        with pytest.raises(Conflict):
            actions.send_again(Subscriber.objects.first(), by=world.actor("registrar"), at=world.at)

    def test_in_a_case_that_waits_its_handlers_note_it(self, world: World) -> None:
        row = world.notifying().deliveries.first()
        with pytest.raises(NotAllowed):
            confirm(world, row, by=world.actor("registrar"))

    def test_a_key_of_nothing_and_of_another_subscriber(self, world: World, change: Any) -> None:
        change("XG-2025-0003")
        row = Delivery.objects.first()
        for key, whose in ((uuid4(), None), (row.key, row.subscriber_id + 1)):
            with pytest.raises(NotFound):
                actions.acknowledge_delivery(key, by=MACHINE, at=world.at, subscriber_id=whose)


@pytest.mark.django_db(transaction=True)
def test_the_last_confirmations_at_once(committed_world: World) -> None:
    world = committed_world
    case = world.notifying()
    rows = [row for row in case.deliveries.all() for _twice in range(2)]
    won, refused = parted(race(*[partial(confirm, world, row) for row in rows]))
    assert (len(won), refused) == (12, [])
    assert world.get(case).state == "closed"
    assert Event.objects.filter(case=case, move="acknowledge").count() == 6
    clean()
