"""The three tracks (市场主体、政府部门、公务员): who confirms, which time runs, what becomes of the record."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from casework import actions, casefile, clocks
from casework.errors import InvalidData
from casework.models import Clock, CreditRecord, Document, Sanction
from tests.engine.racing import clean
from tests.register import scene
from workflows.repair import eligible
from workflows.repair.tests.scenes import apply, impose

pytestmark = pytest.mark.django_db
OLD, NEW, UNIT = "XG-2025-0003", "XG-2026-0012", "XG-2026-0017"  # 58号令, 36号令, 1103号


def record(number):
    return CreditRecord.objects.get(number=number)


def accepted(world, row, **details):
    return world.agreed(apply(world, row, **details), "accept")


def due(case, name="decide"):
    clock = case.clocks.get(name=name)
    return clock.rule.code, clock.rule.version, timezone.localdate(clock.started_at), timezone.localdate(clock.due_at)


def ask(world, case, finding="confirmed"):
    """Ask whom the rule version names, and have all of them answer."""
    units = [unit.pk for unit in eligible.to_ask(case, world.at.date())]
    world.submit(case, "ask_units", "fagai_handler", units=units, question="请确认。")
    for assignment in case.assignments.filter(status="open").select_related("unit").order_by("pk"):
        world.answer(assignment, world.member(assignment.unit), finding, "经核查，情况如下。")
    return world.get(case)


def granted(world, case):
    world.submit(world.agreed(ask(world, case), "decide_grant", explanation="符合条件。"), "execute", "fagai_handler")
    return world.get(case)


def confirm(world, case):
    for code in ("xinyong-dalian", "zhengfu-caigou"):
        world.submit(case, "acknowledge", "fagai_handler", subscriber=code, reference=f"HZ-{code}")
    return world.get(case)


def test_a_record_of_order_36_is_decided_in_seven_working_days_from_acceptance(world):
    case = apply(world, record(NEW))
    assert due(case, "accept") == ("XX-12", 1, date(2026, 11, 9), date(2026, 11, 12))
    world.later(days=2)
    case = world.agreed(case, "accept")
    assert due(case) == ("XX-13", 2, date(2026, 11, 11), date(2026, 11, 20))
    assert [unit.name for unit in eligible.to_ask(case, world.at.date())] == ["区商务局"]


def test_a_record_of_order_58_is_decided_in_ten_from_the_application(world):
    case = apply(world, record(OLD))
    world.later(days=2)
    case = world.agreed(case, "accept")
    assert due(case) == ("XX-XG-DECIDE-58", 1, date(2026, 11, 9), date(2026, 11, 23))


def test_material_that_came_later_begins_that_time_anew(world):
    case = apply(world, record(OLD), promised=False)
    world.submit(case, "ask_supplement", "fagai_handler", items="信用承诺书", days=5)
    world.later(days=3)
    world.as_filer(case, "supplement", text="承诺书见附件。", promised="on")
    case = world.agreed(case, "accept")
    assert due(case)[2] == date(2026, 11, 12)


def test_an_enterprise_is_repaired_when_who_determined_it_confirms(world):
    row = record(NEW)
    imposed = actions.impose_sanction(
        row,
        by=world.actor("registrar"),
        at=world.at,
        measure="取消补贴申报资格",
        decided_by="区商务局",
        decided_on=date(2026, 7, 3),
        first_day=date(2026, 7, 3),
    )
    case = granted(world, accepted(world, row))
    row.refresh_from_db()
    assert (row.status, row.public_until) == ("repaired", world.at)
    assert not CreditRecord.objects.public().filter(pk=row.pk).exists()
    lifted = Sanction.objects.get(pk=imposed.pk)
    assert (lifted.lifted, lifted.lifted_at, lifted.case_id) == ("repaired", world.at, case.pk)
    told = list(case.deliveries.order_by("pk").values_list("subscriber__code", "change"))
    assert told == [("xinyong-dalian", "repaired"), ("zhengfu-caigou", "repaired")]
    letter = case.documents.get(paper__code="repair_lifting")
    assert any("取消补贴申报资格" in line for line in letter.content["paragraphs"])
    case = confirm(world, case)
    assert (case.state, case.outcome) == ("closed", "granted")
    clean()


def test_a_public_body_needs_no_shortest_period_but_the_confirmation(world):
    row = record("XG-2026-0018")  # determined on 17 August, still owed
    case = accepted(world, row)
    assert due(case)[0] == "XX-XG-DECIDE"
    case = ask(world, case, finding="not_done")
    options = casefile.options(case, world.actor("fagai_handler"), world.at)
    assert [o.allowed for o in options if o.move.name == "decide_grant"] == [False]
    case = world.agreed(case, "decide_refuse", reason="not_fulfilled", explanation="补贴尚未兑现。")
    row.refresh_from_db()
    assert (case.state, row.status) == ("denied", "published")
    clean()


def test_about_a_civil_servant_bodies_outside_are_asked_without_a_time_and_nothing_is_published(world):
    row = scene.verified(world, **vars(scene.person(penalties=[], obligations_done_on=date(2026, 10, 30))))
    case = accepted(world, row)
    asked = eligible.to_ask(case, world.at.date())
    assert {unit.name for unit in asked} == {"区委组织部", "区人社局", "区法院"}
    world.submit(case, "ask_units", "fagai_handler", units=[u.pk for u in asked], question="请确认。")
    timed = Clock.objects.filter(case=case, name="confirm").values_list("assignment__unit__name", flat=True)
    assert list(timed) == ["区人社局"]
    for assignment in case.assignments.filter(status="open").select_related("unit").order_by("pk"):
        finding = "unknown" if assignment.unit.name == "区法院" else "confirmed"
        world.answer(assignment, world.member(assignment.unit), finding, "情况如下。")
    case = world.agreed(world.get(case), "decide_grant", explanation="符合条件。")
    world.submit(case, "execute", "fagai_handler")
    case, row = world.get(case), CreditRecord.objects.get(pk=row.pk)
    assert (case.state, row.status, row.published_at) == ("closed", "repaired", None)  # nobody to confirm
    assert not case.deliveries.exists()
    names = [line for d in Document.objects.filter(case=case) for line in d.content["paragraphs"]]
    assert not any("210203198501011238" in line for line in names)
    shared = case.documents.get(paper__code="repair_result").content["paragraphs"]
    assert not any("王建国" in line for line in shared)  # those who use the record read the mask
    clean()


def test_the_lead_decides_alone_when_it_made_the_determination(world):
    row = record("XG-2026-0006")  # 区发改局 itself, 58号令, 19 March
    case = accepted(world, row)
    assert eligible.to_ask(case, world.at.date()) == []
    world.submit(case, "own_check", "fagai_handler", finding="confirmed", own_check="罚款已经缴清。")
    case = world.agreed(case, "decide_grant", explanation="符合条件。")
    assert case.state == "decided"


def test_the_measures_of_a_public_body_fall_too(world):
    row = record(UNIT)
    impose(world, row)
    granted(world, accepted(world, row))
    assert not row.sanctions.filter(lifted_at=None).exists()


def test_one_who_says_otherwise_outweighs_those_who_confirm(world):
    row = scene.verified(world, **vars(scene.person(penalties=[])))
    case = accepted(world, row)
    asked = eligible.to_ask(case, world.at.date())
    world.submit(case, "ask_units", "fagai_handler", units=[u.pk for u in asked], question="请确认。")
    for assignment in case.assignments.filter(status="open").select_related("unit").order_by("pk"):
        finding = "not_done" if assignment.unit.name == "区人社局" else "confirmed"
        world.answer(assignment, world.member(assignment.unit), finding, "情况如下。")
    case = world.get(case)
    assert eligible.confirmed_on(case) is None
    again = next(unit for unit in asked if unit.name == "区人社局")
    world.submit(case, "ask_units", "fagai_handler", units=[again.pk], question="请再次确认。")
    world.answer(case.assignments.get(status="open"), world.member(again), "confirmed", "现已履行完毕。")
    assert eligible.confirmed_on(world.get(case)) == world.at.date()


@pytest.mark.parametrize(("number", "room"), [(OLD, None), (NEW, 10), (UNIT, 10)])
def test_more_time_is_given_as_the_rule_of_the_record_allows(world, number, room):
    case = accepted(world, record(number))
    options = casefile.options(case, world.actor("fagai_handler"), world.at)
    assert [o.allowed for o in options if o.move.name == "extend"] == [room is not None]
    if room is None:
        return
    with pytest.raises(InvalidData):
        world.submit(case, "extend", "fagai_handler", days=room + 1, reason="案情复杂。")
    before = due(case)[3]
    case = world.agreed(case, "extend", days=room, reason="案情复杂。")
    assert due(case)[3] == clocks.calendar().add_workdays(before, room)
