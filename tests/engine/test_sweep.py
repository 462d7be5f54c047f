"""Reminders of time limits: each once, to those whose duty it is, whatever runs the sweep, how often and how late."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest
from django.db import connection, transaction

from casework import actions
from casework.models import CaseTask, Clock, Event, Role, Rung
from casework.models.guard import opened
from casework.rules.deadlines import CHINA
from casework.sweep import sweep
from notifications.models import Message
from tests.engine.racing import clean, parted, race

NONE = {"reminders": 0, "rungs": 0, "expired": 0, "ended": 0, "chased": 0}
ONE_AMBER = {"reminders": 1, "rungs": 1, "expired": 0, "ended": 0, "chased": 0}
ONE_RED = {"reminders": 1, "rungs": 1, "expired": 1, "ended": 0, "chased": 0}
ONE_LATE = {"reminders": 1, "rungs": 1, "expired": 0, "ended": 0, "chased": 0}
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
        "2026-11-15T23:59": NONE,
        "2026-11-16T00:00": ONE_LATE,
        "2027-11-12T00:01": NONE,
    }
    assert {time: sweep(moment(time)) for time in times} == times
    assert told("clock_amber") == LEAD
    assert told("clock_red") == [*LEAD, "fagai_supervisor"]
    assert told("clock_late") == ["fagai_leader"]
    assert list(case.events.filter(verb="reminded").values_list("data", flat=True)) == [
        {"clock": "accept", "rung": "amber", "workdays": None, "day": "2026-11-10"},
        {"clock": "accept", "rung": "red", "workdays": 0, "day": "2026-11-12"},
        {"clock": "accept", "rung": "late_3", "workdays": 3, "day": "2026-11-16"},
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
    counts = {"reminders": 3 * running, "rungs": 3 * running, "expired": running}
    assert sweep(world.at) == counts | {"ended": 0, "chased": 4}  # two marks, each told to two subscribers
    assert sweep(world.at) == NONE
    assert Event.objects.filter(verb="reminded", case__in=cases).count() == 3 * running
    clean()


@pytest.mark.django_db
def test_the_unit_that_was_asked_is_reminded_and_not_the_lead(world):
    world.consulting()
    world.later(days=20)
    sweep(world.at)
    assert told("clock_amber") == ["caizheng_handler"]
    assert told("clock_red") == ["caizheng_handler", "caizheng_supervisor"]
    assert told("clock_late") == ["leader"]  # 区财政局 has none of its own: the leader above it


@pytest.mark.django_db
def test_the_filer_is_reminded_of_what_is_theirs(world):
    case = world.submitted()
    world.submit(case, "ask_supplement", "fagai_handler", items="营业执照", days=3)
    world.later(days=20)
    sweep(world.at)
    assert (told("clock_amber"), told("clock_red"), told("clock_late")) == ([None], [None], [])


@pytest.mark.django_db
def test_what_was_done_in_time_is_not_reminded_of(world):
    world.closed()
    world.later(days=20)
    assert sweep(world.at) == NONE


@pytest.mark.django_db
def test_a_new_due_date_has_its_own_reminders(world):
    case, assignment = world.consulting()
    assert sweep(moment("2026-11-13T09:00")) == ONE_AMBER | {"chased": 2}  # the mark: two subscribers
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
    assert actions.ring(clock.pk, at=moment("2026-11-17T09:00")).rungs == 0
    assert not Rung.objects.exists()


def test_four_sweeps_at_once(committed_world):
    world = committed_world
    for _n in range(3):
        world.submitted()
    world.later(days=20)
    results, _refused = parted(race(*[partial(sweep, world.at)] * 4))
    assert {name: sum(result[name] for result in results) for name in NONE} == {
        "reminders": 9,
        "rungs": 9,
        "expired": 3,
        "ended": 0,
        "chased": 0,
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
    assert counts == {"reminders": 3, "rungs": 3, "expired": 1, "ended": 0, "chased": 0}
    assert set(Rung.objects.values_list("clock__case", flat=True)) == {other.pk}
    assert sweep(world.at) == {"reminders": 3, "rungs": 3, "expired": 1, "ended": 0, "chased": 0}
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


@pytest.mark.django_db
def test_the_chain_of_reminders(world):
    """Who holds the task first, the supervisor when the time has run out, the leader some working days later."""
    case = world.submitted()
    actions.claim(CaseTask.objects.open().get(case=case).pk, by=world.actor("fagai_handler2"), at=world.at)
    seen = []
    for day in (10, 11, 12, 13, 16, 17):
        sweep(moment(f"2026-11-{day}T09:00"))
        told_now = Message.objects.order_by("pk").exclude(event__in=("progress", "case_moved"))
        seen.append([f"{m.event[6:]} {m.recipient}" for m in told_now.filter(case=case, event__startswith="clock_")])
    assert seen == [
        ["amber 周明远"],
        ["amber 周明远"],
        ["amber 周明远", "red 周明远", "red 陈静"],
        ["amber 周明远", "red 周明远", "red 陈静"],
        ["amber 周明远", "red 周明远", "red 陈静", "late 郑国平"],
        ["amber 周明远", "red 周明远", "red 陈静", "late 郑国平"],
    ]


@pytest.mark.django_db
def test_one_message_a_person_and_rung(world):
    """A supervisor who is a handler too hears of it once."""
    supervisor = world.people["fagai_supervisor"]
    unit = supervisor.memberships.get().unit
    supervisor.memberships.create(unit=unit, role=Role.HANDLER, valid_from=world.at.date())
    world.submitted()
    sweep(moment("2026-11-12T09:00"))
    assert told("clock_red") == [*LEAD, "fagai_supervisor"]


@pytest.mark.django_db
def test_one_that_fails_holds_up_no_other(world):
    """A rung whose paper has no words is told of at the end, when all others have been set off; it is tried again."""
    broken, other = world.submitted(), world.submitted()
    clock = broken.clocks.get()
    rule = clock.rule
    rule.pk, rule.version = None, rule.version + 1
    rule.spec = {**rule.spec, "ladder": [{"rung": "urge", "workdays": 1, "paper": "rectification_urge"}]}
    rule.save()
    with opened():
        Clock.objects.filter(pk=clock.pk).update(rule=rule, next_rung_at=moment("2026-11-12T00:00"))
    for _time in range(2):
        with pytest.raises(ExceptionGroup, match="1 clocks"):
            sweep(moment("2026-11-18T09:00"))
        assert set(Rung.objects.values_list("clock__case", "name")) == {
            (other.pk, name) for name in ("amber", "red", "late_3")
        }
        assert not Event.objects.filter(case=broken, verb="reminded").exists()
