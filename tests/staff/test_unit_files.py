"""The integrity file of a unit: who reads which part, how often it was in time, what the workbook holds."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from casework import unit_files
from casework.filing import PartyInput
from casework.models import Clock, Reading, Unit
from casework.models.guard import opened
from casework.unit_files import Period, Rate
from tests.engine.record_scene import collected, sanctioned, verified
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World
from workflows.complaint.tests.matter import FIRM, Matter

YEAR = Period(date(2026, 1, 1), date(2027, 12, 31))
ABOUT = "区住建局"


def unit(name: str = ABOUT) -> Unit:
    return Unit.objects.get(name=name, valid_to=None)


def page(name: str = ABOUT) -> str:
    return reverse("staff:unit_file", args=[unit(name).pk])


@pytest.fixture
def concluded(world: World) -> Matter:
    """A complaint about 区住建局, led by 区财政局 and found true, so that its rectification is open."""
    return Matter.file(world).accept().conclude("substantiated", record_rule="JL-XG-FIRST")


@pytest.mark.parametrize(
    ("who", "reads", "complaint", "waiting"),
    [
        ("registrar", True, True, True),
        ("auditor", True, True, True),
        ("leader", True, True, False),  # of 区政府办, the superior
        ("fagai_leader", False, False, False),
        ("caizheng_handler", False, False, False),
        ("zhujian_handler", False, False, False),
        ("zhujian_supervisor", False, False, False),
    ],
)
def test_who_reads_the_file(
    world: World, sign_in: SignIn, concluded: Matter, who: str, reads: bool, complaint: bool, waiting: bool
) -> None:
    """`waiting`: the record that the complaint has made and nobody has verified yet."""
    standing, record = verified(world), concluded.stage.get(concluded.case).record_versions.get().record
    client = sign_in(who)
    answer = client.get(page())
    assert answer.status_code == (200 if reads else 404)
    assert client.get(reverse("staff:export_unit_file", args=[unit().pk])).status_code == answer.status_code
    shown = words(answer)
    assert (concluded.case.number in shown, record.number in shown) == (complaint, waiting)
    assert (standing.number in shown) == reads


def test_the_leader_of_the_unit_reads_its_own_part_without_complaints(
    world: World, sign_in: SignIn, concluded: Matter
) -> None:
    standing = verified(world, publish=False)
    waiting = collected(world)
    world.people["zhujian_handler"].memberships.create(unit=unit(), role="leader", valid_from=date(2024, 1, 1))
    shown = words(sign_in("zhujian_handler").get(page()))
    assert standing.number in shown
    assert waiting.number not in shown
    assert concluded.case.number not in shown
    assert FIRM.name not in shown
    assert "不向您显示" in shown
    child = concluded.now.linked_by.get().case
    assert child.number not in shown  # not served yet: the unit learns of it with the service
    assert sign_in("zhujian_handler").get(page("区财政局")).status_code == 404


def test_who_keeps_out_of_a_case_does_not_find_it_in_the_file(world: World, sign_in: SignIn, concluded: Matter) -> None:
    """A registrar of the very unit: recusal comes before the role."""
    world.people["registrar"].memberships.create(unit=unit(), role="handler", valid_from=date(2024, 1, 1))
    shown = words(sign_in("registrar").get(page()))
    assert concluded.case.number not in shown


def test_a_person_who_filed_is_masked(world: World, sign_in: SignIn) -> None:
    person = PartyInput("person", "欧阳听雨", "", "13998412345", "")
    matter = Matter.file(world, filer=person, details={"consent": False})
    shown = words(sign_in("registrar").get(page()))
    assert matter.case.number in shown
    assert "欧阳听雨" not in shown


def test_a_record_of_a_person_who_serves_there_is_no_record_of_the_unit(world: World, sign_in: SignIn) -> None:
    record = verified(
        world,
        publish=False,
        subject_type="person",
        subject_name="王小明",
        subject_code="210203199001011239",
        rule_version="local",
    )
    assert record.number not in words(sign_in("auditor").get(page()))


# In time ---------------------------------------------------------------------------------------------------------


def test_the_share_in_time(world: World, concluded: Matter) -> None:
    """What ended in time, what ended late, what is late and still runs; never what has still time."""
    lead = unit("区财政局")
    before = unit_files.rates(lead, YEAR, world.at)["lead"]
    stopped = Clock.objects.filter(case__lead_unit=lead, duty="lead", status="stopped")
    assert before == Rate(stopped.count(), stopped.count())
    assert before.ended >= 1
    assert before.percent == 100
    late = stopped.order_by("pk").first()
    with opened():
        Clock.objects.filter(pk=late.pk).update(due_at=late.stopped_at - timedelta(seconds=1))
    after = unit_files.rates(lead, YEAR, world.at)["lead"]
    assert after == Rate(before.ended, before.in_time - 1)
    assert after.percent == (before.in_time - 1) * 100 // before.ended
    with opened():
        Clock.objects.filter(pk=late.pk).update(due_at=late.due_at, status="running", stopped_at=None)
    assert unit_files.rates(lead, YEAR, late.due_at)["lead"] == Rate(before.ended - 1, before.in_time - 1)
    overdue = unit_files.rates(lead, YEAR, late.due_at + timedelta(seconds=1))["lead"]
    assert overdue == Rate(before.ended, before.in_time - 1)


def test_only_the_days_chosen_count(world: World, concluded: Matter) -> None:
    lead = unit("区财政局")
    due = Clock.objects.filter(case__lead_unit=lead, duty="lead", status="stopped").order_by("due_at").first().due_at
    day = due.astimezone(world.at.tzinfo).date()
    assert unit_files.rates(lead, Period(day, day), world.at)["lead"].ended >= 1
    assert unit_files.rates(lead, Period(date(2020, 1, 1), date(2020, 12, 31)), world.at)["lead"] == Rate(0, 0)
    assert Rate(0, 0).percent is None
    assert Rate(1000, 999).percent == 99


def test_as_cooperating_unit_a_returned_question_does_not_count(world: World) -> None:
    matter = Matter.file(world).accept()
    first, _second = matter.ask("区营商局", "区商务局")
    matter.answer(first)
    asked = unit("区营商局")
    assert unit_files.rates(asked, YEAR, world.at)["cooperating"] == Rate(1, 1)
    with opened():
        type(first).objects.filter(pk=first.pk).update(status="cancelled", answered_at=None)
    assert unit_files.rates(asked, YEAR, world.at)["cooperating"] == Rate(0, 0)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("first=2026-01-01&last=2026-06-30", 200),
        ("first=2026-06-30&last=2026-01-01", 422),
        ("first=x&last=", 422),
        ("first=1900-01-01&last=9999-12-31", 422),
        ("records=n~~1&measures=zzz&complaint=%00", 200),
    ],
)
def test_the_period_is_checked(world: World, sign_in: SignIn, query: str, status: int) -> None:
    client = sign_in("registrar")
    assert client.get(f"{page()}?{query}").status_code == status
    assert client.get(f"{reverse('staff:export_unit_file', args=[unit().pk])}?{query}").status_code == 200


# Many ------------------------------------------------------------------------------------------------------------


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_number_of_queries_does_not_grow(world: World, sign_in: SignIn) -> None:
    client = sign_in("registrar")
    sanctioned(world, verified(world))
    few = count(client, page())
    for _ in range(11):
        sanctioned(world, verified(world))
    Matter.file(world)
    assert count(client, page()) <= few
    assert few <= 32


def test_each_section_has_pages_of_its_own(world: World, sign_in: SignIn) -> None:
    rows = [verified(world) for _ in range(12)]
    client = sign_in("registrar")
    first = words(client.get(page()))
    assert (rows[-1].number in first, rows[0].number in first) == (True, False)
    after = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = words(client.get(after))
    assert (rows[-1].number in second, rows[0].number in second) == (False, True)


# The workbook ----------------------------------------------------------------------------------------------------


def test_the_workbook(world: World, sign_in: SignIn, concluded: Matter) -> None:
    record = verified(world, title="=逾期支付")
    sanctioned(world, record)
    readings = Reading.objects.count()
    answer = sign_in("auditor").get(reverse("staff:export_unit_file", args=[unit().pk]))
    book: Any = load_workbook(BytesIO(answer.content))
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}
    assert list(sheets)[:3] == ["概况", "失信记录", "惩戒措施"]
    assert [record.number, "'=逾期支付", "一般", "公示中"] in [row[:4] for row in sheets["失信记录"]]
    assert ["通报批评", "西岗区人民政府"] in [row[1:3] for row in sheets["惩戒措施"]]
    numbers = {row[0] for rows in sheets.values() for row in rows}
    assert concluded.case.number in numbers
    assert Reading.objects.count() == readings + 2  # the complaint and its rectification
    assert "attachment" in answer["Content-Disposition"]
