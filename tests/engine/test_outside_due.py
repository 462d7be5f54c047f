"""Clocks whose due time a platform outside sets, and duties for which no text names a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from casework import actions, clocks, desk, extensions, registry
from casework.door import locked
from casework.errors import Conflict, InvalidData
from casework.models import Case, CaseTask, Clock, ClockEvent
from casework.permissions import Actor
from casework.rules.deadlines import CHINA
from casework.unnumbered import unnumbered
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db
PLATFORM = Actor.machine("platform")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.fixture
def runs_by(monkeypatch):
    """Makes a clock of the objection run by another rule."""

    def change(name: str, rule: str) -> None:
        specs = registry.get("objection").clocks
        monkeypatch.setitem(specs, name, replace(specs[name], rule=rule))

    return change


def start(case: Case, until: str, world) -> Clock | None:
    """Start the clock of the acceptance with a due time of the platform."""
    with locked(pk=case.pk) as held:
        ctx = desk.context(held, PLATFORM, world.at)
        ctx.fixed["accept"] = at(until)
        clock = clocks.start(ctx, "accept")
        clocks.refresh_due(held)
    return clock


def fix(clock: Clock, until: str, world) -> None:
    with locked(pk=clock.case_id) as held:
        clocks.fix(Clock.objects.get(pk=clock.pk), desk.context(held, PLATFORM, world.at), at(until))
        clocks.refresh_due(held)


def test_without_number_no_clock_runs_and_the_duty_is_named(world, runs_by):
    runs_by("accept", "HT-1")
    case = world.submitted()
    assert not case.clocks.exists()
    (duty,) = unnumbered(case, case.events.all(), [])
    assert (duty.spec.name, duty.rule.code, duty.rule.source) == ("accept", "HT-1", "发改财金〔2023〕1103号")
    clean()
    accepted = world.agreed(case, "accept")
    assert unnumbered(accepted, accepted.events.all(), accepted.clocks.values_list("name", flat=True)) == []


def test_a_closed_case_owes_nothing_more(world, runs_by):
    runs_by("accept", "HT-1")
    case = world.submitted()
    world.as_filer(case, "withdraw", reason="已经协商解决。")
    assert unnumbered(world.get(case), case.events.all(), []) == []


def test_a_case_with_all_its_clocks_asks_nothing_of_the_database(world, django_assert_num_queries):
    case = world.submitted()
    events, names = list(case.events.all()), list(case.clocks.values_list("name", flat=True))
    with django_assert_num_queries(0):
        assert unnumbered(case, events, names) == []


def test_the_time_of_the_platform_is_stored_shown_and_changed(world, runs_by):
    runs_by("accept", "HL-PLATFORM")
    case = world.submitted()
    clock = start(case, "2026-11-12T17:00", world)
    assert list(clock.events.values_list("seq", "kind", "until")) == [
        (1, "started", None),
        (2, "fixed", at("2026-11-12T17:00")),
    ]
    assert (clock.due_at, clock.provisional) == (at("2026-11-12T17:00"), False)
    assert world.get(case).due_at == CaseTask.objects.open().get(case=case).due_at == clock.due_at
    clean()
    fix(clock, "2026-11-20T12:00", world)
    assert Clock.objects.get(pk=clock.pk).due_at == world.get(case).due_at == at("2026-11-20T12:00")
    assert list(clocks.moved(clocks.calendar())) == []
    clean()
    world.agreed(case, "accept")
    stopped = Clock.objects.get(pk=clock.pk)
    assert (stopped.status, stopped.due_at) == ("stopped", at("2026-11-20T12:00"))
    clean()


def test_a_rule_of_our_own_is_not_set_from_outside(world):
    case = world.submitted()
    with pytest.raises(Conflict):
        fix(case.clocks.get(name="accept"), "2026-11-20T12:00", world)
    assert not ClockEvent.objects.filter(kind="fixed").exists()
    clean()


def test_a_counted_limit_of_the_hotline_gives_way_and_is_no_longer_extended(world, runs_by):
    runs_by("provider", "HL-XG-GENERAL")
    case, assignment = world.consulting()
    clock = assignment.clocks.get()
    assert extensions.room_of(assignment) == 5
    fix(clock, "2026-11-30T17:00", world)
    assert extensions.room_of(assignment) == 0
    proposal = {"assignment": assignment.pk, "days": 2, "reason": "原始档案在库房。"}
    with pytest.raises(InvalidData) as refused:
        world.agreed(case, "extend_provider", **proposal)
    assert list(refused.value.errors) == ["days"]
    assert Clock.objects.get(pk=clock.pk).due_at == at("2026-11-30T17:00")
    actions.move_clock(clock.pk, at=world.at)
    assert Clock.objects.get(pk=clock.pk).due_at == at("2026-11-30T17:00")
    clean()
