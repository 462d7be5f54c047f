"""Drafting and deciding a change of a rule: who may, what is refused, four eyes, and what is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from casework import actions, clocks
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound, Stale
from casework.models import Clause, DeadlineRule, ReserveList, RuleChange
from casework.models.guard import DoorClosed, opened
from casework.permissions import Actor
from casework.rule_work import carry_out
from tests.engine.drafting import (
    DECIDER,
    DRAFTER,
    applied,
    confirmed,
    days,
    decide,
    draft,
    new_version,
    tomorrow,
)
from tests.engine.racing import clean, parted, race

pytestmark = pytest.mark.django_db
CODE = "OB-XG-DECIDE"
longer = {"limit": days(3)}


def status(change: RuleChange) -> str:
    return RuleChange.objects.get(pk=change.pk).status


# Who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["fagai_handler", "fagai_supervisor", DECIDER, "auditor", "sysadmin", "secadmin"])
def test_only_a_registrar_drafts(world, who):
    with pytest.raises(NotAllowed):
        draft(world, new_version(world, "rule", CODE, longer), who)
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize("by", [Actor(), Actor.machine("import"), Actor(case_id=1)])
def test_nobody_and_no_machine_drafts(world, by):
    with pytest.raises(NotAllowed):
        actions.draft_change(new_version(world, "rule", CODE, longer), by=by, at=world.at)


@pytest.mark.parametrize("who", ["fagai_handler", "leader", "caizheng_supervisor", "auditor", "sysadmin"])
def test_only_a_leader_or_supervisor_of_that_unit_decides(world, who):
    change = draft(world, new_version(world, "rule", CODE, longer))
    for confirm in (True, False):
        with pytest.raises(NotAllowed, match="区发改局"):
            decide(world, change, who, confirm=confirm, opinion="不")
    assert status(change) == "draft"


@pytest.mark.parametrize("who", [DECIDER, "fagai_supervisor"])
def test_those_who_may_decide(world, who):
    change = decide(world, draft(world, new_version(world, "rule", CODE, longer)), who)
    assert (change.status, change.decided_by.username, change.decided_at) == ("applied", who, world.at)
    clean()


def test_the_drafter_never_decides_even_as_a_leader(world):
    user = world.people[DRAFTER]
    change = draft(world, new_version(world, "rule", CODE, longer))
    user.memberships.create(unit=change.unit, role="leader", valid_from=world.at.date())
    with pytest.raises(NotAllowed, match="自己"):
        decide(world, change, DRAFTER)
    assert status(change) == "draft"


def test_the_database_refuses_the_drafter_as_well(world):
    change = draft(world, new_version(world, "rule", CODE, longer))
    with opened(), pytest.raises(IntegrityError, match="drafter_never_confirms"), transaction.atomic():
        RuleChange.objects.filter(pk=change.pk).update(
            status="applied", decided_by=change.drafted_by, decided_at=world.at, applied_at=world.at
        )
    with opened(), pytest.raises(IntegrityError, match="change_decision_has_a_person"), transaction.atomic():
        RuleChange.objects.filter(pk=change.pk).update(status="confirmed")


def test_the_table_is_written_through_the_door_only(world):
    change = draft(world, new_version(world, "rule", CODE, longer))
    with pytest.raises(DoorClosed):
        RuleChange.objects.filter(pk=change.pk).update(status="withdrawn")
    with pytest.raises(DoorClosed):
        change.save()


@pytest.mark.parametrize(
    "content", [{"record": {}}, {"reason": "另"}, {"applies_to_open": True}, {"source": "另"}, {"content_hash": ""}]
)
def test_the_database_keeps_the_content_of_a_draft(world, content):
    change = draft(world, new_version(world, "rule", CODE, longer))
    with opened(), pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        RuleChange.objects.filter(pk=change.pk).update(**content)
    with opened(), pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        RuleChange.objects.filter(pk=change.pk).delete()


def test_only_the_drafter_withdraws(world):
    change = draft(world, new_version(world, "rule", CODE, longer))
    with pytest.raises(NotAllowed):
        actions.withdraw_change(change.pk, by=world.actor(DECIDER))
    assert actions.withdraw_change(change.pk, by=world.actor(DRAFTER)).status == "withdrawn"
    with pytest.raises(Conflict):
        actions.withdraw_change(change.pk, by=world.actor(DRAFTER))
    with pytest.raises(Conflict):
        decide(world, change)
    draft(world, new_version(world, "rule", CODE, longer))


# What is written --------------------------------------------------------------------------------------------------


def test_a_confirmed_rule_is_a_new_row_and_the_old_one_stays(world):
    old = DeadlineRule.objects.get(code=CODE)
    before = DeadlineRule.objects.filter(pk=old.pk).values().get()
    new = new_version(world, "rule", CODE, longer, source="区政府会议纪要〔2026〕9号", article="三", confirms=True)
    change = confirmed(world, new)
    row = DeadlineRule.objects.get(code=CODE, version=2)
    assert (row.change, row.source, row.article, row.confirmed_by_district) == (change, new.source, "三", True)
    assert (row.valid_from, row.unconfirmed, old.unconfirmed) == (tomorrow(world), False, True)
    assert DeadlineRule.objects.filter(pk=old.pk).values().get() == before
    assert clocks.rule_in_force(CODE, world.at) == old
    assert clocks.rule_in_force(CODE, world.at + timedelta(days=1)) == row
    assert str(clocks.as_rule(row).limit) == "workday:3"
    clean()


def test_clauses_and_the_reserve_list_become_versions_too(world):
    applied(world, new_version(world, "clause", "五(一)", {"leads": ["区审计局"]}))
    applied(world, new_version(world, "reserve", "xigang", {"units": ["区司法局", "区政府办"]}))
    clause, reserve = Clause.objects.get(code="五(一)", version=2), ReserveList.objects.get(version=2)
    assert (clause.leads, clause.title) == (["区审计局"], Clause.objects.get(code="五(一)", version=1).title)
    assert (reserve.units, reserve.change.drafted_by.username) == (["区司法局", "区政府办"], DRAFTER)
    clean()


def test_a_rejected_draft_says_why_and_writes_nothing(world):
    change = draft(world, new_version(world, "rule", CODE, longer))
    with pytest.raises(InvalidData) as refused:
        decide(world, change, confirm=False, opinion="  ")
    assert list(refused.value.errors) == ["opinion"]
    assert decide(world, change, confirm=False, opinion="依据不足。").status == "rejected"
    assert DeadlineRule.objects.filter(code=CODE).count() == 1
    draft(world, new_version(world, "rule", CODE, longer))
    clean()


def test_one_draft_of_a_rule_at_a_time(world):
    draft(world, new_version(world, "rule", CODE, longer))
    with pytest.raises(Conflict):
        draft(world, new_version(world, "rule", CODE, {"limit": days(4)}))
    draft(world, new_version(world, "rule", "OB-XG-ACCEPT", longer))


def test_what_is_confirmed_is_what_was_read(world):
    change = draft(world, new_version(world, "rule", CODE, longer))
    for seen in ("", "0" * 64):
        with pytest.raises(Stale):
            decide(world, change, seen=seen)
    assert status(change) == "draft"


def test_a_draft_is_not_confirmed_when_another_version_came_first(world):
    change = draft(world, new_version(world, "rule", CODE, longer))
    other = DeadlineRule.objects.get(code=CODE)
    other.pk, other.version = None, 2
    other.save()  # as a load of a newer pack would
    with pytest.raises(Conflict):
        decide(world, change)
    assert decide(world, change, confirm=False, opinion="已有新版本。").status == "rejected"


def test_a_draft_is_not_confirmed_when_its_day_has_passed(world):
    change = draft(world, new_version(world, "rule", CODE, longer))
    world.later(days=2)
    with pytest.raises(Conflict):
        decide(world, change)
    assert status(change) == "draft"


def test_nobody_decides_what_is_not_there(world):
    with pytest.raises(NotFound):
        actions.decide_change(0, by=world.actor(DECIDER), at=world.at, confirm=True, seen="")


def test_a_change_that_is_settled_stays_so(world):
    change = confirmed(world, new_version(world, "rule", CODE, longer))
    for confirm in (True, False):
        with pytest.raises(Conflict, match="郑国平"):
            decide(world, change, "fagai_supervisor", confirm=confirm, opinion="不")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins(committed_world):
    world = committed_world
    change = draft(world, new_version(world, "rule", CODE, longer))
    calls = [(who, confirm) for who in (DECIDER, "fagai_supervisor") for confirm in (True, False) * 2]
    won, refused = parted(race(*(deciding(world, change, who, confirm) for who, confirm in calls)))
    assert (len(won), len(refused)) == (1, len(calls) - 1)
    assert DeadlineRule.objects.filter(code=CODE).count() == (2 if won[0].status == "applied" else 1)
    clean()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_draft_at_once_one_wins(committed_world):
    world = committed_world
    new = new_version(world, "rule", CODE, longer)
    by = world.actor(DRAFTER)
    won, _refused = parted(race(*[lambda: actions.draft_change(new, by=by, at=world.at)] * 4))
    assert len(won) == RuleChange.objects.count() == 1


def deciding(world, change, who, confirm) -> Any:
    by, seen = world.actor(who), change.content_hash
    return lambda: actions.decide_change(change.pk, by=by, at=world.at, confirm=confirm, seen=seen, opinion="议定")


def test_a_change_that_leaves_open_cases_alone_needs_no_work(world):
    case = world.consulting()[0]
    before = list(case.clocks.order_by("pk").values_list("rule__version", "due_at"))
    change = applied(world, new_version(world, "rule", "OB-XG-PROVIDER", {"limit": days(9)}))
    assert (change.status, change.moved) == ("applied", 0)
    assert carry_out(world.at) == 0
    assert list(case.clocks.order_by("pk").values_list("rule__version", "due_at")) == before
    started = world.consulting()[1].clocks.get()
    assert (started.rule.version, started.rule.spec["limit"]["value"]) == (2, 9)
    clean()


def test_a_clause_reaches_no_open_case(world):
    change = applied(
        world, replace(new_version(world, "clause", "四(四)", {"leads": ["区司法局"]}), applies_to_open=True)
    )
    assert (change.status, change.applies_to_open) == ("applied", False)
