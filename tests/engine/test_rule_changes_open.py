"""Carrying out a confirmed change: open cases follow when it says so, in batches, begun again where it was stopped."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from casework import actions, clocks, rehearsal, rule_work
from casework.checks import problems
from casework.errors import Conflict
from casework.models import RuleChange
from casework.rules.deadlines import CHINA
from casework.sweep import sweep
from notifications.models import Message
from tests.engine.drafting import (
    PROVIDER,
    applied,
    confirmed,
    days,
    decide,
    draft,
    due,
    new_version,
    new_year,
    provider,
    reaching,
    tomorrow,
)
from tests.engine.racing import clean, parted, race

pytestmark = pytest.mark.django_db
HOLIDAYS = [f"2027-01-0{n}" for n in (1, 4, 5)]


def test_open_cases_follow_when_the_change_says_so(three_asked):
    world, cases = three_asked
    foretold = {
        line.clock.case_id: line.after for line in rehearsal.rehearse(draft(world, reaching(world, 8)), world.at).moved
    }
    change = applied_draft(world)
    assert (change.status, change.moved, change.kept) == ("applied", 2, 0)
    for case in cases[:2]:
        assert (provider(case).rule.version, provider(case).due_at) == (2, foretold[case.pk])
        assert world.get(case).due_at == foretold[case.pk]
        event = case.events.get(verb="clock_moved")
        assert (event.data["to"], event.data["rule"]) == (foretold[case.pk].isoformat(), f"{PROVIDER} v2")
    assert provider(cases[2]).rule.version == 1
    told = Message.objects.filter(event="clock_moved").values_list("recipient__username", flat=True)
    assert sorted(told) == ["caizheng_handler"] * 2
    assert rule_work.carry_out(world.at) == 0
    clean()


def applied_draft(world) -> RuleChange:
    """Confirm the draft, and let its day come."""
    change = RuleChange.objects.get()
    decide(world, change)
    world.later(days=1)
    rule_work.carry_out(world.at)
    return RuleChange.objects.get()


def test_nothing_moves_before_its_day(three_asked):
    world, cases = three_asked
    change = confirmed(world, reaching(world, 8, valid_from=tomorrow(world) + timedelta(days=1)))
    assert rule_work.carry_out(world.at) == 0
    world.later(days=1)
    assert rule_work.carry_out(world.at) == 0
    assert RuleChange.objects.get(pk=change.pk).status == "confirmed"
    clean()
    world.later(days=1)
    assert rule_work.carry_out(world.at) == 2
    assert due(cases[0]) == date(2026, 11, 19)


def test_a_clock_that_the_new_version_does_not_allow_keeps_its_own(three_asked):
    world, cases = three_asked
    change = applied(world, new_version(world, "rule", PROVIDER, {"extension": None}, applies_to_open=True))
    assert (change.moved, change.kept) == (1, 1)
    assert [provider(case).rule.version for case in cases] == [2, 1, 1]
    clean()


def test_cases_that_started_under_it_stay_when_the_next_one_leaves_them(three_asked):
    world, cases = three_asked
    applied(world, reaching(world, 8))
    applied(world, new_version(world, "rule", PROVIDER, {"limit": days(3)}))
    assert [provider(case).rule.version for case in cases] == [2, 2, 1]
    case = world.consulting()[0]
    assert provider(case).rule.version == 3
    clean()


def test_a_version_that_another_overtook_moves_nothing(three_asked):
    world, cases = three_asked
    day = tomorrow(world) + timedelta(days=2)
    confirmed(world, reaching(world, 8, valid_from=day))
    confirmed(world, new_version(world, "rule", PROVIDER, {"limit": days(5)}, valid_from=day))
    world.later(days=3)
    assert rule_work.carry_out(world.at) == 0
    assert set(RuleChange.objects.values_list("status", flat=True)) == {"applied"}
    assert [provider(case).rule.version for case in cases] == [1, 1, 1]
    clean()


def test_a_warning_alone_is_stored_without_a_word(three_asked):
    world, cases = three_asked
    before = provider(cases[0])
    applied(world, new_version(world, "rule", PROVIDER, {"warn": days(3)}, applies_to_open=True))
    after = provider(cases[0])
    assert (after.due_at, after.rule.version) == (before.due_at, 2)
    assert timezone.localdate(after.amber_at) == date(2026, 11, 11)
    assert not Message.objects.filter(event="clock_moved").exists()
    clean()


def test_the_notice_of_a_year_moves_every_clock_that_reaches_into_it(asked_at_new_year):
    world, november, cases = asked_at_new_year
    found = rehearsal.rehearse(draft(world, new_year(world, HOLIDAYS, ["2027-01-09"])), world.at)
    assert {line.clock.case_id for line in found.moved} == {case.pk for case in cases}
    assert {timezone.localdate(line.after) for line in found.moved} == {date(2027, 1, 11)}
    assert due(november) == date(2026, 11, 16)
    change = RuleChange.objects.get()
    decide(world, change)
    found = Counter(problem.split(":")[0] for problem in problems())
    assert found == {"clocks_match_rules": 4, "deliveries_are_in_order": 8}  # each mark was told to two subscribers
    assert rule_work.carry_out(world.at) == 4
    assert {(due(case), provider(case).provisional) for case in cases} == {(date(2027, 1, 11), False)}
    assert list(clocks.moved(clocks.calendar())) == []
    assert due(november) == date(2026, 11, 16)
    clean()


def test_a_rung_after_the_last_day_moves_with_the_year_as_well(world):
    world.at = datetime(2026, 12, 23, 10, 0, tzinfo=CHINA)
    case = world.consulting()[0]
    world.at = datetime(2026, 12, 31, 10, 0, tzinfo=CHINA)
    sweep(world.at)
    late = provider(case)
    assert (due(case), timezone.localdate(late.next_rung_at)) == (date(2026, 12, 30), date(2027, 1, 5))
    assert applied(world, new_year(world, HOLIDAYS)).moved >= 1
    after = provider(case)
    assert (after.due_at, timezone.localdate(after.next_rung_at)) == (late.due_at, date(2027, 1, 7))
    clean()


def test_a_stopped_worker_begins_again_where_it_was(asked_at_new_year, monkeypatch):
    world, _november, cases = asked_at_new_year
    confirmed(world, new_year(world, HOLIDAYS))
    monkeypatch.setattr(rule_work, "BATCH", 2)
    real, calls = actions.move_clock, []

    def killed(clock_id, **given):
        calls.append(clock_id)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(clock_id, **given)

    monkeypatch.setattr(actions, "move_clock", killed)
    with pytest.raises(KeyboardInterrupt):
        rule_work.carry_out(world.at)
    half = RuleChange.objects.get()
    assert (half.status, half.moved, half.cursor) == ("confirmed", 3, provider(cases[1]).pk)
    assert rule_work.carry_out(world.at) == 1
    done = RuleChange.objects.get()
    assert (done.status, done.moved, done.applied_at) == ("applied", 4, world.at)
    assert len({*calls}) == 4
    clean()


def test_a_case_in_use_is_left_for_the_next_run(asked_at_new_year, monkeypatch):
    world, _november, cases = asked_at_new_year
    confirmed(world, new_year(world, HOLIDAYS))
    real, busy = actions.move_clock, provider(cases[0]).pk

    def move(clock_id, **given):
        if clock_id == busy:
            raise Conflict
        return real(clock_id, **given)

    monkeypatch.setattr(actions, "move_clock", move)
    assert rule_work.carry_out(world.at) == 3
    assert RuleChange.objects.get().status == "confirmed"
    monkeypatch.setattr(actions, "move_clock", real)
    assert rule_work.carry_out(world.at) == 1
    assert (RuleChange.objects.get().status, RuleChange.objects.get().moved) == ("applied", 4)
    clean()


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_move_each_clock_once(committed_world):
    world = committed_world
    cases = [world.consulting()[0] for _ in range(3)]
    confirmed(world, reaching(world, 8))
    world.later(days=1)
    won, refused = parted(race(*[lambda: rule_work.carry_out(world.at)] * 4))
    assert (sum(won), refused) == (3, [])
    assert (RuleChange.objects.get().status, RuleChange.objects.get().moved) == ("applied", 3)
    assert [case.events.filter(verb="clock_moved").count() for case in cases] == [1, 1, 1]
    clean()
