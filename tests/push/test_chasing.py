"""What is not confirmed in time is told once; its date follows rule and calendar, and stands on the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import actions, telling
from casework.checks import problems
from casework.models import CalendarYear, Delivery, Membership, Subscriber
from casework.models.guard import opened
from casework.sweep import sweep
from notifications.models import Message
from notifications.sender import deliver_due
from tests.commands.conftest import *
from tests.engine.racing import parted, race
from tests.push.conftest import CODE, correct, open_ones, push, told
from tests.receiver import Moody
from tests.staff.conftest import *
from tests.world import RECORD, World

OTHER = "XG-2026-0017"
PAGE = "/staff/deliveries"


def late(world: World) -> Any:
    return Message.objects.filter(event="delivery_late")


@pytest.mark.django_db
class TestTime:
    def test_two_working_days(self, world: World, change: Any) -> None:
        change(RECORD)
        assert {timezone.localdate(row.due_at) for row in Delivery.objects.all()} == {date(2026, 11, 11)}
        world.later(days=4)  # a Friday
        change(OTHER)
        assert timezone.localdate(Delivery.objects.last().due_at) == date(2026, 11, 17)

    def test_a_district_without_the_rule(self, world: World, change: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr(telling, "RULE", "NO-SUCH-RULE")
        change(RECORD)
        assert Delivery.objects.first().due_at is None
        world.later(days=60)
        assert sweep(world.at)["chased"] == 0

    def test_told_once_for_each_and_by_subscriber(self, world: World, change: Any) -> None:
        change(RECORD, OTHER)
        world.later(days=2)
        assert sweep(world.at)["chased"] == 0
        world.later(days=1)
        assert sweep(world.at)["chased"] == 4
        assert sweep(world.at)["chased"] == 0
        told_to = list(late(world).values_list("number", "recipient__username"))
        registrars = Membership.objects.filter(role="registrar").values_list("user__username", flat=True)
        names = Subscriber.objects.values_list("name", flat=True)
        assert sorted(told_to) == sorted((name, who) for name in names for who in registrars)
        change(RECORD)
        world.later(days=7)
        assert sweep(world.at)["chased"] == 2
        assert late(world).count() == 2 * len(told_to)

    def test_what_was_confirmed_or_is_switched_off_is_not_chased(
        self, world: World, receiver: Moody, change: Any
    ) -> None:
        change(RECORD)
        push(world)
        world.later(days=9)
        assert sweep(world.at)["chased"] == 0
        change(RECORD)
        Subscriber.objects.update(active=False)
        world.later(days=9)
        assert sweep(world.at)["chased"] == 0

    def test_many_at_once(self, world: World, change: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr("casework.register.deliveries.CHASED", 3)
        change(RECORD, times=4)
        world.later(days=9)
        assert sweep(world.at)["chased"] == 8
        assert sweep(world.at)["chased"] == 0

    def test_a_new_calendar_moves_the_date(self, world: World, change: Any) -> None:
        change(RECORD)
        year = CalendarYear.objects.get(year=2026, version=1)
        off = sorted({*year.off, date(2026, 11, 10), date(2026, 11, 11)})
        CalendarYear.objects.create(
            year=2026, version=2, status="official", source_notice="测试", off=off, makeup=year.makeup
        )
        assert {problem.partition(":")[0] for problem in problems()} == {"deliveries_are_in_order"}
        call_command("recompute_clocks", "--dry-run")
        assert timezone.localdate(Delivery.objects.first().due_at) == date(2026, 11, 11)
        call_command("recompute_clocks")
        assert {timezone.localdate(row.due_at) for row in Delivery.objects.all()} == {date(2026, 11, 13)}
        assert list(problems()) == []

    def test_a_date_that_moved_on_is_chased_anew(self, world: World, change: Any) -> None:
        change(RECORD)
        world.later(days=3)
        sweep(world.at)
        with opened():
            Delivery.objects.update(due_at=world.at - timedelta(hours=1))
        row = Delivery.objects.first()
        world.at -= timedelta(days=3)  # as after a calendar that gives more time
        assert actions.move_delivery(row.pk, at=world.at)
        assert Delivery.objects.get(pk=row.pk).chased_at is None
        assert not actions.move_delivery(row.pk, at=world.at)


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_tell_once(committed_world: World) -> None:
    world = committed_world
    for _n in range(3):
        correct(world, RECORD)
    world.later(days=9)
    counts, refused = parted(race(*[partial(sweep, world.at)] * 4))
    assert (sum(one["chased"] for one in counts), refused) == (6, [])
    assert Delivery.objects.filter(chased_at=None).count() == 0


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def registrar(self, sign_in: Callable[[str], Client]) -> Client:
        return sign_in("registrar")

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("registrar", 200),
            ("fagai_supervisor", 200),
            ("leader", 200),
            ("auditor", 200),
            ("fagai_handler", 403),
            ("sysadmin", 403),
        ],
    )
    def test_who_looks(self, sign_in: Callable[[str], Client], who: str, status: int) -> None:
        client = sign_in(who)
        assert client.get(PAGE).status_code == status
        assert (PAGE in client.get("/staff/").content.decode()) == (status == 200)

    def test_what_waits_is_listed_with_its_light_and_trouble(
        self, world: World, registrar: Client, receiver: Moody, change: Any
    ) -> None:
        change(RECORD, OTHER)
        receiver.plan.extend(["500", "500"])
        push(world)
        page = registrar.get(PAGE).content.decode()
        assert page.count("r-green") == 2
        assert "500" in page
        with opened():
            Delivery.objects.update(due_at=world.at - timedelta(minutes=1))
        page = registrar.get(PAGE).content.decode()
        assert page.count("r-red") == 3  # and the subscriber
        assert registrar.get(PAGE, {"to": "no-such"}).status_code == 200
        assert registrar.get(PAGE, {"to": "x\\0", "cursor": "n~~x"}).status_code == 200

    def test_sending_again(self, world: World, registrar: Client, receiver: Moody, change: Any) -> None:
        change(RECORD)
        receiver.plan.append("later")
        push(world)
        assert registrar.post(reverse("staff:send_again", args=[CODE])).status_code == 302
        push(world)
        assert not open_ones().exists()
        assert registrar.post(reverse("staff:send_again", args=["zhengfu-caigou"])).status_code == 409
        assert registrar.post(reverse("staff:send_again", args=["nobody"])).status_code == 404

    def test_confirming_by_hand(self, world: World, registrar: Client, handler: Client, change: Any) -> None:
        change(RECORD)
        row = Delivery.objects.first()
        url = reverse("staff:confirm_delivery", args=[row.pk])
        assert registrar.get(url).status_code == 200
        assert (handler.get(url).status_code, handler.post(url).status_code) == (403, 403)
        assert registrar.post(url).status_code == 422
        assert registrar.post(url, {"reference": "x" * 81}).status_code == 422
        assert handler.post(url, {"reference": "函〔2026〕7号"}).status_code == 403
        assert registrar.post(url, {"reference": "函〔2026〕7号"}).status_code == 302
        assert Delivery.objects.get(pk=row.pk).reference == "函〔2026〕7号"
        assert registrar.post(reverse("staff:confirm_delivery", args=[999_999])).status_code == 404
        assert "函〔2026〕7号" in registrar.get(reverse("staff:record", args=[RECORD])).content.decode()

    def test_the_message_leads_to_the_list(self, world: World, registrar: Client, change: Any) -> None:
        change(RECORD)
        world.later(days=9)
        sweep(world.at)
        deliver_due(world.at)
        message = late(world).filter(recipient__username="registrar").first()
        assert message.number in registrar.get(reverse("staff:messages")).content.decode()
        assert message.number in message.words().text
        assert registrar.post(reverse("staff:open_message", args=[message.pk])).url == PAGE

    def test_the_same_queries_whatever_waits(
        self, world: World, registrar: Client, change: Any, django_assert_num_queries: Any
    ) -> None:
        change(RECORD)
        with django_assert_num_queries(11) as few:
            registrar.get(PAGE)
        change(RECORD, OTHER, times=20)
        with django_assert_num_queries(len(few)):
            page = registrar.get(PAGE)
        assert page.content.decode().count("r-green") == 25
        after = page.context["after"]
        assert registrar.get(after).content.decode().count("r-green") == 25

    def test_a_case_that_waits_is_where_it_is_noted(self, world: World, registrar: Client) -> None:
        case = world.notifying()
        page = registrar.get(PAGE).content.decode()
        assert reverse("staff:case", args=[case.number]) in page
        assert told(world, way="api", account=world.person("auditor")).way == "api"
        url = reverse("staff:confirm_delivery", args=[Delivery.objects.first().pk])
        assert url not in page
        assert registrar.post(url, {"reference": "函"}).status_code == 409
