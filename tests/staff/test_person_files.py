"""The integrity file of a civil servant: for the personnel unit alone, by exact name and number, every look noted for good."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from casework.models import CreditRecord, PersonReading
from casework.models.guard import opened
from tests.engine.record_scene import collected, sanctioned, verified
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World

NAME, NUMBER = "王小明", "210203199001011239"
ASKED = {"name": NAME, "number": NUMBER, "reason": "干部考察"}
PERSON = {"subject_type": "person", "subject_name": NAME, "subject_code": NUMBER, "rule_version": "local"}
KEPT = "Cannot (update or )?delete rows"
ADDRESS, READINGS = "staff:person_file", "staff:person_readings"


@pytest.fixture
def record(world: World) -> CreditRecord:
    """A verified record of one civil servant of 区住建局."""
    return verified(world, publish=False, **PERSON)


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("zuzhibu_handler", True),
        ("zuzhibu_supervisor", True),
        ("registrar", False),
        ("fagai_supervisor", False),
        ("leader", False),
        ("auditor", False),
        ("zhujian_supervisor", False),
        ("caizheng_handler", False),
    ],
)
def test_only_the_personnel_unit_reads(
    world: World, sign_in: SignIn, record: CreditRecord, who: str, reads: bool
) -> None:
    client = sign_in(who)
    assert client.get(reverse(ADDRESS)).status_code == (200 if reads else 403)
    answer = client.post(reverse(ADDRESS), ASKED)
    assert answer.status_code == (200 if reads else 403)
    assert (record.number in words(answer)) == reads
    assert PersonReading.objects.count() == reads
    assert (reverse("staff:files") in words(client.get(reverse("staff:home")))) == (
        reads or who in ("registrar", "leader", "auditor")
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 1),
        ({"number": " 2102031990 01011239 "}, 1),
        ({"name": "王小"}, 0),
        ({"name": "王小明明"}, 0),
        ({"name": "王**"}, 0),
        ({"number": "210203199001011212"}, 0),
    ],
)
def test_only_exactly_this_person_is_found_and_the_look_is_noted(
    world: World, sign_in: SignIn, record: CreditRecord, asked: dict[str, str], found: int
) -> None:
    answer = sign_in("zuzhibu_handler").post(reverse(ADDRESS), ASKED | asked)
    assert answer.status_code == 200
    assert (record.number in words(answer)) == bool(found)
    noted = PersonReading.objects.get()
    assert (noted.found, noted.by.username, noted.unit.name) == (found, "zuzhibu_handler", "区委组织部")
    assert noted.reason == "干部考察"
    assert NAME not in noted.person


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"number": "123"}, "number"),
        ({"number": "210203199001011234"}, "number"),
        ({"number": ""}, "number"),
        ({"name": ""}, "name"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_is_noted(
    world: World, sign_in: SignIn, asked: dict[str, str], field: str
) -> None:
    answer = sign_in("zuzhibu_handler").post(reverse(ADDRESS), ASKED | asked)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in words(answer)
    assert PersonReading.objects.count() == 0


def test_the_answer_is_the_least_and_masked(world: World, sign_in: SignIn, record: CreditRecord) -> None:
    sanctioned(world, record, measure="限制评优评先", kind=None)
    answer = words(sign_in("zuzhibu_handler").post(reverse(ADDRESS), ASKED))
    assert "限制评优评先" in answer
    assert NAME not in answer
    assert NUMBER not in answer
    assert "合同约定的工程款" not in answer  # the facts stay with the record


def test_what_does_not_stand_is_not_held_against_anybody(world: World, sign_in: SignIn) -> None:
    waiting = collected(world, **PERSON)
    repaired = verified(world, publish=False, **PERSON)
    with opened():
        CreditRecord.objects.filter(pk=repaired.pk).update(status="repaired")
    answer = words(sign_in("zuzhibu_handler").post(reverse(ADDRESS), ASKED))
    assert waiting.number not in answer
    assert repaired.number not in answer


def test_auditors_read_who_has_looked(world: World, sign_in: SignIn, record: CreditRecord) -> None:
    sign_in("zuzhibu_handler").post(reverse(ADDRESS), ASKED)
    shown = words(sign_in("auditor").get(reverse(READINGS)))
    assert "沈宁" in shown
    assert "干部考察" in shown
    assert NAME not in shown
    for who in ("zuzhibu_handler", "registrar", "leader"):
        assert sign_in(who).get(reverse(READINGS)).status_code == 403


def test_a_look_stays_noted(world: World, sign_in: SignIn) -> None:
    sign_in("zuzhibu_handler").post(reverse(ADDRESS), ASKED)
    with pytest.raises(DatabaseError, match=KEPT), transaction.atomic(), opened():
        PersonReading.objects.update(reason="无")
    with pytest.raises(DatabaseError, match=KEPT), transaction.atomic(), opened():
        PersonReading.objects.all().delete()
