"""Reminders of time limits: each once, to those whose duty it is, whatever runs the sweep, how often and how late."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest
from django.db import connection, transaction

from casework import actions
from casework.models import CaseTask, Clock, Event, Role, Rung
from casework.rules.deadlines import CHINA
from casework.sweep import sweep
from notifications.models import Message
from tests.engine.racing import clean, parted, race

NONE = {"reminders": 0, "rungs": 0, "expired": 0}
ONE_AMBER = {"reminders": 1, "rungs": 1, "expired": 0}
ONE_RED = {"reminders": 1, "rungs": 1, "expired": 1}
LEAD = ["fagai_handler", "fagai_handler2"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def told(event: str) -> list[str]:
    return sorted(Message.objects.filter(event=event).values_list("recipient__username", flat=True))


@pytest.mark.django_db
def test_each_reminder_once(world):
    case = world.submitted()
    times = {
        "2026-11-09T23:59": NONE,
        "2026-11-10T00:01": ONE_AMBER,
        "2026-11-10T00:02": NONE,
        "2026-11-11T23:59": NONE,
        "2026-11-12T00:00": ONE_RED,
        "2026-11-12T00:01": NONE,
        "2027-11-12T00:01": NONE,
    }
    assert {time: sweep(moment(time)) for time in times} == times
    assert told("clock_amber") == LEAD
    assert told("clock_red") == [*LEAD, "fagai_supervisor"]
    assert list(case.events.filter(verb="reminded").values_list("data", flat=True)) == [
        {"clock": "accept", "rung": "amber"},
        {"clock": "accept", "rung": "red"},
    ]
    clean()


@pytest.mark.django_db
def test_who_holds_the_task_is_reminded(world):
    task = CaseTask.objects.open().get(case=world.submitted())
    actions.claim(task.pk, by=world.actor("fagai_handler2"), at=world.at)
    sweep(moment("2026-11-10T09:00"))
    assert told("clock_amber") == ["fagai_handler2"]


@pytest.mark.django_db
def test_after_twenty_days_of_standstill(world):
    cases = [world.submitted(), world.verifying(), world.consulting()[0]]
    world.later(days=20)
    running = Clock.objects.filter(status="running").count()
    assert running == 4  # accept; check and forward; provider
    assert sweep(world.at) == {"reminders": 2 * running, "rungs": 2 * running, "expired": running}
    assert sweep(world.at) == NONE
    assert Event.objects.filter(verb="reminded", case__in=cases).count() == 2 * running
    clean()


@pytest.mark.django_db
def test_the_unit_that_was_asked_is_reminded_and_not_the_lead(world):
    world.consulting()
    world.later(days=20)
    sweep(world.at)
    assert told("clock_amber") == ["caizheng_handler"]
    assert told("clock_red") == ["caizheng_handler", "caizheng_supervisor"]


@pytest.mark.django_db
def test_the_filer_is_reminded_of_what_is_theirs(world):
    case = world.submitted()
    world.submit(case, "ask_supplement", "fagai_handler", items="营业执照", days=3)
    world.later(days=20)
    sweep(world.at)
    assert (told("clock_amber"), told("clock_red")) == ([None], [None])


@pytest.mark.django_db
def test_what_was_done_in_time_is_not_reminded_of(world):
    world.closed()
    world.later(days=20)
    assert sweep(world.at) == NONE


@pytest.mark.django_db
def test_a_new_due_date_has_its_own_reminders(world):
    case, assignment = world.consulting()
    assert sweep(moment("2026-11-13T09:00")) == ONE_AMBER
    world.agreed(case, "extend_provider", assignment=assignment.pk, days=5, reason="原始档案在库房。")
    assert sweep(moment("2026-11-17T09:00")) == NONE
    assert sweep(moment("2026-11-20T09:00")) == ONE_AMBER
    assert sweep(moment("2026-11-24T09:00")) == ONE_RED
    clean()


@pytest.mark.django_db
def test_a_reminder_that_is_no_longer_due_is_not_sent(world):
    """Between looking and ringing the time was extended: the clock is asked again under the lock."""
    case, assignment = world.consulting()
    clock = assignment.clocks.get()
    world.agreed(case, "extend_provider", assignment=assignment.pk, days=5, reason="原始档案在库房。")
    assert not actions.ring(clock.pk, "amber", at=moment("2026-11-16T09:00"))
    assert not actions.ring(clock.pk, "red", at=moment("2026-11-17T09:00"))
    assert not Rung.objects.exists()


def test_four_sweeps_at_once(committed_world):
    world = committed_world
    for _n in range(3):
        world.submitted()
    world.later(days=20)
    results, _refused = parted(race(*[partial(sweep, world.at)] * 4))
    assert {name: sum(result[name] for result in results) for name in NONE} == {
        "reminders": 6,
        "rungs": 6,
        "expired": 3,
    }
    assert Message.objects.filter(event="clock_red").count() == 3 * 3
    assert sweep(world.at) == NONE
    clean()


def test_a_case_in_use_holds_nothing_up(committed_world, settings):
    """A case that somebody works on is left for the next pass; all others get their reminders in this one."""
    settings.CASE_LOCK_TIMEOUT_MS = 50
    world = committed_world
    busy, other = world.submitted(), world.submitted()
    world.later(days=20)

    def sweeping():
        try:
            return sweep(world.at)
        finally:
            connection.close()

    with transaction.atomic():
        type(busy).objects.select_for_update().get(pk=busy.pk)
        (counts,) = race(sweeping)
    assert counts == {"reminders": 2, "rungs": 2, "expired": 1}
    assert set(Rung.objects.values_list("clock__case", flat=True)) == {other.pk}
    assert sweep(world.at) == {"reminders": 2, "rungs": 2, "expired": 1}
    clean()


@pytest.mark.django_db
def test_reminders_end_with_the_role(world):
    """A deputy's day, a member's last day: told is who is there on the day."""
    away = world.people["fagai_handler2"].memberships.get(role=Role.HANDLER)
    away.valid_to = world.at.date()
    away.save()
    world.submitted()
    world.later(days=20)
    sweep(world.at)
    assert told("clock_amber") == ["fagai_handler"]
