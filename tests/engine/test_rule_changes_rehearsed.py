"""Rehearsing a change: every clock it would move, with its dates, and nothing stored."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework import actions, rehearsal
from casework.models import Case, DeadlineRule, RuleChange, Unit
from casework.rules.deadlines import CHINA
from tests.engine.drafting import PROVIDER, days, draft, due, new_version, new_year, reaching
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db
HOLIDAYS = [f"2027-01-0{n}" for n in (1, 4, 5)]


def test_the_rehearsal_names_every_clock_and_stores_nothing(three_asked):
    world, cases = three_asked
    change = draft(world, reaching(world, 1))
    found = rehearsal.rehearse(change, world.at)
    assert (found.looked_at, len(found.moved), found.breaches, found.settled, found.kept) == (2, 2, 0, 0, [])
    lines = [(line.clock.case.number, timezone.localdate(line.after)) for line in found.moved]
    assert lines == [(cases[0].number, date(2026, 11, 10)), (cases[1].number, date(2026, 11, 12))]
    assert [due(case) for case in cases[:2]] == [date(2026, 11, 16), date(2026, 11, 18)]
    clean()


def test_a_breach_is_one_that_is_not_one_yet(three_asked):
    world, cases = three_asked
    world.at = datetime(2026, 11, 13, 10, 0, tzinfo=CHINA)
    found = rehearsal.rehearse(draft(world, reaching(world, 1, valid_from=date(2026, 11, 13))), world.at)
    assert [line.breach for line in found.moved] == [True, True]
    assert found.breaches == 2
    world.at = datetime(2026, 11, 17, 10, 0, tzinfo=CHINA)  # the first is overdue by now without any change
    found = rehearsal.rehearse(RuleChange.objects.get(), world.at)
    assert [(line.clock.case_id, line.breach) for line in found.moved] == [
        (cases[1].pk, True),
        (cases[0].pk, False),
    ]


def test_breaches_are_those_of_the_day_it_takes_effect(three_asked):
    world, _cases = three_asked
    change = draft(world, reaching(world, 2, valid_from=date(2026, 11, 13)))
    assert rehearsal.rehearse(change, world.at).breaches == 1  # due on the 11th; the extended one on the 13th


def test_a_change_for_new_cases_moves_none(three_asked):
    world, _cases = three_asked
    change = draft(world, new_version(world, "rule", PROVIDER, {"limit": days(1)}))
    found = rehearsal.rehearse(change, world.at)
    assert (found.looked_at, found.moved, found.kept) == (0, [], [])


def test_what_the_new_version_does_not_allow_stays_and_says_why(three_asked):
    world, cases = three_asked
    change = draft(world, new_version(world, "rule", PROVIDER, {"extension": None}, applies_to_open=True))
    found = rehearsal.rehearse(change, world.at)
    assert (found.settled, [line.clock.case_id for line in found.kept]) == (1, [cases[1].pk])
    assert PROVIDER in found.kept[0].why


def test_no_more_than_a_page_can_show_is_looked_at(three_asked, monkeypatch):
    world, cases = three_asked
    monkeypatch.setattr(rehearsal, "MOST", 1)
    found = rehearsal.rehearse(draft(world, reaching(world, 1)), world.at)
    assert (found.looked_at, found.more, found.moved[0].clock.case_id) == (1, True, cases[0].pk)


def test_a_clause_names_the_cases_another_unit_would_lead(world):
    case = world.consulting()[0]
    change = draft(world, new_version(world, "clause", "四(四)", {"leads": ["区司法局"]}))
    found, more = rehearsal.led_otherwise(change)
    assert ([(led.case, led.before, led.after) for led in found], more) == (
        [(Case.objects.get(pk=case.pk), "区发改局", "区司法局")],
        False,
    )
    assert world.get(case).lead_unit.name == "区发改局"


def test_the_reserve_list_names_the_cases_that_rest_on_it(world):
    case = world.file(respondent=Unit.objects.get(name="区发改局")).case
    world.file()
    assert case.lead_unit.name == "区政府办"
    for units, after in ((["区司法局", "区政府办"], "区司法局"), (["区发改局"], None)):
        change = draft(world, new_version(world, "reserve", "xigang", {"units": units}))
        (led,), _more = rehearsal.led_otherwise(change)
        assert (led.case.pk, led.before, led.after) == (case.pk, "区政府办", after)
        actions.withdraw_change(change.pk, by=world.actor("registrar"))


def test_the_rehearsal_asks_the_same_number_of_questions_whatever_the_clocks(asked_at_new_year):
    world, _november, _cases = asked_at_new_year
    change = draft(world, new_year(world, HOLIDAYS))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            rehearsal.rehearse(change, world.at)
        return len(queries)

    few = asked()
    for _ in range(5):
        world.consulting()
    assert asked() == few


def test_a_draft_row_is_never_the_rule_of_a_clock(three_asked):
    world, _cases = three_asked
    rehearsal.rehearse(draft(world, reaching(world, 1)), world.at)
    assert DeadlineRule.objects.filter(code=PROVIDER).count() == 1
