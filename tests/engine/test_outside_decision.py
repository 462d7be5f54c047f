"""A proposal to a body outside is decided there: one person of the lead unit records it, the system never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from casework import actions
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Recommendation, Role, User
from casework.models.guard import opened
from casework.permissions import Actor
from casework.rules.deadlines import CHINA
from casework.sweep import sweep
from casework.timeline import timeline
from tests.engine.ladder_scene import late_case, make_rule
from tests.engine.racing import clean, parted, race

AT = datetime(2026, 11, 3, 10, tzinfo=CHINA)
MADE = date(2026, 10, 15)
LETTER = actions.OutsideDecision(
    approved=True,
    body="西岗区人民政府",
    decided_on=date(2026, 11, 2),
    reference="西政批〔2026〕8号",
    note="在全区范围内通报。",
)


def propose(world, settings) -> Recommendation:
    make_rule(settings)
    case, _clock = late_case(world)
    sweep(datetime(2026, 10, 15, 9, tzinfo=CHINA))
    world.at = AT
    return Recommendation.objects.get(case=case)


@pytest.fixture
def made(world, settings):
    return propose(world, settings)


@pytest.mark.django_db
def test_a_handler_of_the_lead_records_what_came_back(made, world):
    actions.record_outside_decision(made.pk, LETTER, by=world.actor("fagai_handler"), at=AT)
    made = Recommendation.objects.get(pk=made.pk)
    assert (made.status, made.decided_by, made.decided_on) == ("approved", LETTER.body, LETTER.decided_on)
    assert (made.recorded_by.username, made.recorded_at, made.reference) == ("fagai_handler", AT, LETTER.reference)
    case = world.get(made.case)
    assert case.touched_at == AT
    entries = [(entry.title, entry.text) for entry in timeline(case, world.actor("fagai_handler"))][:2]
    words = f"{LETTER.body} · {LETTER.reference} · {LETTER.note}"
    assert entries[0] == ("有权机关采纳建议：通报批评", words)
    assert "提出处理建议：通报批评" in [entry.title for entry in timeline(case, world.actor("fagai_handler"))]
    assert not [entry for entry in timeline(case, Actor.filer(case)) if "建议" in entry.title]
    clean()


@pytest.mark.django_db
def test_a_proposal_that_is_not_taken_up_may_be_made_again(made, world):
    declined = replace(LETTER, approved=False)
    actions.record_outside_decision(made.pk, declined, by=world.actor("fagai_handler"), at=AT)
    assert Recommendation.objects.get(pk=made.pk).status == "declined"
    with opened():
        again = Recommendation.objects.create(
            case=made.case, rung=made.rung, measure=made.measure, decider=made.decider, made_at=AT
        )
    assert again.status == "waiting"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", ["fagai_supervisor", "fagai_leader", "caizheng_handler", "registrar", "auditor", "leader"]
)
def test_nobody_else_records_it(made, world, who):
    with pytest.raises(NotAllowed):
        actions.record_outside_decision(made.pk, LETTER, by=world.actor(who), at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("by", [Actor.machine("sweep"), Actor(), Actor(case_id=1)], ids=["system", "nobody", "filer"])
def test_the_system_never_does(made, by):
    with pytest.raises(NotAllowed):
        actions.record_outside_decision(made.pk, LETTER, by=by, at=AT)
    assert Recommendation.objects.get(pk=made.pk).status == "waiting"


@pytest.mark.django_db
def test_who_keeps_out_of_the_case_does_not(made, world):
    actions.declare_conflict(made.case.number, reason="亲属在该企业任职。", by=world.actor("fagai_handler2"), at=AT)
    with pytest.raises(NotAllowed):
        actions.record_outside_decision(made.pk, LETTER, by=world.actor("fagai_handler2"), at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": "  "}, "body"),
        ({"body": "政" * 121}, "body"),
        ({"reference": "号" * 121}, "reference"),
        ({"note": "字" * 2001}, "note"),
        ({"decided_on": date(2026, 11, 4)}, "decided_on"),
        ({"decided_on": date(2026, 10, 14)}, "decided_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(made, world, changes, field):
    with pytest.raises(InvalidData) as refused:
        actions.record_outside_decision(made.pk, replace(LETTER, **changes), by=world.actor("fagai_handler"), at=AT)
    assert list(refused.value.errors) == [field]
    assert Recommendation.objects.get(pk=made.pk).status == "waiting"


@pytest.mark.django_db
@pytest.mark.parametrize("day", [MADE, date(2026, 11, 3)])
def test_the_first_and_the_last_day_that_can_be(made, world, day):
    actions.record_outside_decision(made.pk, replace(LETTER, decided_on=day), by=world.actor("fagai_handler"), at=AT)


def test_it_is_recorded_once(committed_world, settings):
    settings.CASE_LOCK_TIMEOUT_MS = 60_000
    made = propose(committed_world, settings)
    unit = made.case.lead_unit
    actors = []
    for n in range(4):
        person = User.objects.create(username=f"colleague-{n}", name=f"同事{n}")
        person.memberships.create(unit=unit, role=Role.HANDLER, valid_from=MADE)
        actors.append(Actor.person(person, AT.date()))
    calls = [partial(actions.record_outside_decision, made.pk, LETTER, by=actor, at=AT) for actor in actors]
    won, refused = parted(race(*calls))
    assert (len(won), {type(one) for one in refused}) == (1, {Conflict})
    assert all(str(won[0].recorded_by) in str(one) for one in refused)
    assert made.case.events.filter(verb="outside_decision").count() == 1
    clean()


@pytest.mark.django_db
def test_a_recorded_decision_stands_in_the_database(made, world):
    actions.record_outside_decision(made.pk, LETTER, by=world.actor("fagai_handler"), at=AT)
    rows = Recommendation.objects.filter(pk=made.pk)
    for change in (lambda: rows.update(status="declined"), lambda: rows.update(note=""), rows.delete):
        with opened(), pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()


@pytest.mark.django_db
def test_it_may_come_after_the_case_is_closed(made, world):
    world.agreed(made.case, "refuse", reason="not_subject", explanation="申请人不是信息主体。")
    assert world.get(made.case).closed_at is not None
    actions.record_outside_decision(made.pk, LETTER, by=world.actor("fagai_handler"), at=AT)
    clean()
