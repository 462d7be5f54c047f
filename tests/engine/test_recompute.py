"""A new calendar moves the clocks that it concerns, and no others; what was granted in time stays granted."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone

from casework import actions, clocks, telling
from casework.checks import problems
from casework.models import CalendarYear, CaseTask, Clock
from casework.rules.deadlines import CHINA
from notifications.models import Message
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db


def announce(off: list[date], makeup: list[date]) -> None:
    """The State Council's notice for 2027 comes out."""
    CalendarYear.objects.create(
        year=2027, version=2, status="official", source_notice="国办发明电〔2026〕1号", off=off, makeup=makeup
    )


def recompute(world) -> list[str]:
    """Store what moved, as the command does."""
    moved = [clock for clock, _due in clocks.moved(clocks.calendar())]
    for clock in moved:
        actions.move_clock(clock.pk, at=world.at)
    for delivery, _due in list(telling.misdated()):
        actions.move_delivery(delivery.pk, at=world.at)
    return [f"{clock.name} {clock.case.number}" for clock in moved]


@pytest.fixture
def over_new_year(world):
    """A case in November, and one whose provider has until the first days of 2027: asked on Thursday, 2026-12-31."""
    world.november = world.consulting()
    world.at = datetime(2026, 12, 31, 10, 0, tzinfo=CHINA)
    case, assignment = world.consulting()
    clock = assignment.clocks.get()
    assert (timezone.localdate(clock.due_at), clock.provisional) == (date(2027, 1, 8), True)
    return world, case, clock


def test_a_new_calendar_moves_what_it_concerns(over_new_year):
    world, case, clock = over_new_year
    november = world.november[1].clocks.get()
    announce(off=[date(2027, 1, n) for n in (1, 4, 5)], makeup=[date(2027, 1, 9)])
    waiting = ["deliveries_are_in_order"] * 2  # the mark, told to two subscribers
    assert [problem.split(":")[0] for problem in problems()] == ["clocks_match_rules", *waiting]
    assert recompute(world) == [f"provider {case.number}"]
    moved = Clock.objects.get(pk=clock.pk)
    assert (timezone.localdate(moved.due_at), moved.provisional) == (date(2027, 1, 11), False)
    assert CaseTask.objects.open().get(case=case).due_at == moved.due_at
    assert world.get(case).due_at == moved.due_at
    assert Clock.objects.get(pk=november.pk).due_at == november.due_at
    assert [event.data["clock"] for event in case.events.filter(verb="clock_moved")] == ["provider"]
    assert recompute(world) == []
    clean()


def test_those_who_work_against_it_are_told_once(over_new_year):
    world, _case, clock = over_new_year
    announce(off=[date(2027, 1, 1), date(2027, 1, 4)], makeup=[])
    recompute(world)
    actions.move_clock(clock.pk, at=world.at)
    told = Message.objects.filter(event="clock_moved").values_list("recipient__username", flat=True)
    assert sorted(told, key=str) == ["caizheng_handler"]


def test_an_official_calendar_with_the_same_days_only_settles_the_date(over_new_year):
    world, case, clock = over_new_year
    old = CalendarYear.objects.get(year=2027)
    announce(off=old.off, makeup=old.makeup)
    assert recompute(world) == [f"provider {case.number}"]
    settled = Clock.objects.get(pk=clock.pk)
    assert (settled.due_at, settled.provisional) == (clock.due_at, False)
    clean()


def test_a_stopped_clock_never_moves(over_new_year):
    world, _case, clock = over_new_year
    world.answer(clock.assignment, "caizheng_handler")
    announce(off=[date(2027, 1, n) for n in (1, 4, 5)], makeup=[])
    assert f"provider {clock.case.number}" not in recompute(world)
    actions.move_clock(clock.pk, at=world.at)  # as when it was stopped between looking and storing
    assert Clock.objects.get(pk=clock.pk).due_at == clock.due_at
    clean()


def test_what_was_granted_in_time_stays_granted(over_new_year):
    """Extended on what was the last day; a working Saturday in the new calendar makes that day late in hindsight."""
    world, case, clock = over_new_year
    world.at = datetime(2027, 1, 8, 16, 0, tzinfo=CHINA)
    world.agreed(case, "extend_provider", assignment=clock.assignment_id, days=2, reason="原始档案在库房。")
    announce(off=[date(2027, 1, 1)], makeup=[date(2027, 1, 2), date(2027, 1, 3)])
    assert recompute(world) == [f"provider {case.number}"]
    assert timezone.localdate(Clock.objects.get(pk=clock.pk).due_at) == date(2027, 1, 8)
    clean()
    world.answer(clock.assignment, "caizheng_handler")
    assert world.get(case).state == "deciding"
    clean()
