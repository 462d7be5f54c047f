"""Filing: who leads, which number, who may file, and that the same filing sent twice is one case."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework import actions, filing
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Case, CreditRecord, Draft, Evidence, Party
from casework.models.guard import opened
from casework.permissions import Actor
from casework.rules.deadlines import CHINA
from tests.engine.files import photo
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world):
    """A draft with a photo."""
    times = {"created_at": world.at, "saved_at": world.at, "expires_at": world.at + timedelta(days=30)}
    draft = Draft.objects.create(token_digest="a", kind="objection", data={"claim": "6400元"}, **times)
    actions.add_evidence(photo(), by=Actor(), at=world.at, draft=draft)
    return draft


def test_numbers_begin_anew_with_the_year_in_china(world):
    world.at = datetime(2026, 12, 31, 23, 59, tzinfo=CHINA)
    world.file()
    world.at = datetime(2026, 12, 31, 16, 0, tzinfo=ZoneInfo("UTC"))  # midnight in Dalian
    numbers = [world.file().case.number for _n in range(2)]
    assert numbers == ["西信异〔2027〕1号", "西信异〔2027〕2号"]
    assert Case.objects.filter(number="西信异〔2026〕1号").exists()
    clean()


@pytest.mark.parametrize("who", ["registrar", "fagai_handler"])
def test_staff_files_for_somebody(world, who):
    opened = actions.open_case("objection", world.filing(channel="window"), by=world.actor(who), at=world.at)
    assert opened.case.events.get(verb="move").actor == world.people[who]
    clean()


@pytest.mark.parametrize("who", ["fagai_supervisor", "leader", "auditor", "sysadmin"])
def test_others_do_not(world, who):
    with pytest.raises(NotAllowed):
        actions.open_case("objection", world.filing(), by=world.actor(who), at=world.at)
    assert not Case.objects.exists()


def test_a_key_files_once_whatever_else_is_sent(world):
    first = world.file(idempotency_key="k")
    again = world.file(idempotency_key="k", content="另一段话。")
    assert (again.case.pk, again.receipt_code) == (first.case.pk, "")
    assert Case.objects.get().content == "罚款金额应为6400元。"
    assert world.file(idempotency_key="").case.pk != world.file(idempotency_key="").case.pk
    clean()


def test_a_draft_is_sent_once_and_its_photos_go_along(world, draft):
    first = world.file(draft=draft)
    again = world.file(draft=draft)
    assert again.case.pk == first.case.pk
    assert Evidence.objects.get().case_id == first.case.pk
    sent = Draft.objects.get(pk=draft.pk)
    assert (sent.case_id, sent.data) == (first.case.pk, {})
    clean()


def test_nothing_joins_a_draft_that_was_sent(world, draft):
    world.file(draft=draft)
    with pytest.raises(InvalidData):
        actions.add_evidence(photo(), by=Actor(), at=world.at, draft=draft)


def test_the_code_opens_its_own_case_and_no_other(world):
    first, second = world.file(), world.file()
    assert filing.find_case(first.case.number, first.receipt_code).pk == first.case.pk
    typed = first.case.number.replace("〔", "[").replace("〕", "]"), first.receipt_code.lower().replace("-", " ")
    assert filing.find_case(*typed).pk == first.case.pk
    assert filing.find_case(first.case.number, second.receipt_code) is None
    assert filing.find_case("西信异〔2026〕999号", first.receipt_code) is None
    assert filing.find_case(first.case.number, "") is None
    assert first.receipt_code not in str(Case.objects.filter(pk=first.case.pk).values())


def test_nobody_leads_a_case_about_their_own_record(world):
    record = CreditRecord.objects.get(number="XG-2026-0017")
    case = world.get(world.file(record=record).case)
    assert case.lead_unit.name == "区发改局"
    assert {"unit": record.subject_unit.name, "why": "respondent"} in case.route["excluded"]
    with opened():
        CreditRecord.objects.filter(pk=record.pk).update(subject_unit=case.lead_unit)
    case = world.get(world.file(record=CreditRecord.objects.get(pk=record.pk)).case)
    assert case.lead_unit.name == "区政府办"
    assert "lead_excluded" in case.route["reasons"]
    clean()


def test_numbers_of_people_are_stored_sealed(world):
    case = world.file(
        filer=filing.PartyInput("person", "王小明", "210203199003070018", "13842600718", "w@example.com")
    ).case
    party = Party.objects.get(case=case)
    assert party.id_number == "210203199003070018"
    assert "19900307" not in party.id_masked
    row = str(Party.objects.filter(pk=party.pk).values("id_masked", "id_index", "phone_masked", "email_masked"))
    assert not any(secret in row for secret in ("210203199003070018", "13842600718", "w@example.com"))


# Files -----------------------------------------------------------------------------------------------------------


def test_files_come_from_those_who_take_part(world):
    case, assignment = world.consulting()
    add = {"at": world.at, "case": case}
    assert actions.add_evidence(photo(), by=Actor.filer(case), **add).source == "filer"
    assert actions.add_evidence(photo(), by=world.actor("fagai_handler"), **add).source == "lead"
    unit = world.actor("caizheng_handler")
    assert actions.add_evidence(photo(), by=unit, at=world.at, assignment=assignment).source == "unit"
    for stranger in (Actor(), Actor(case_id=0), unit, world.actor("fagai_supervisor"), world.actor("auditor")):
        with pytest.raises(NotAllowed):
            actions.add_evidence(photo(), by=stranger, **add)
    clean()


def test_a_question_opens_only_its_own_case(world):
    _case, assignment = world.consulting()
    other = world.submitted()
    with pytest.raises(NotAllowed):
        actions.add_evidence(
            photo(), by=world.actor("caizheng_handler"), at=world.at, case=other, assignment=assignment
        )


def test_nothing_is_added_to_what_is_settled(world):
    case, assignment = world.consulting()
    world.answer(assignment, "caizheng_handler")
    with pytest.raises(Conflict):
        actions.add_evidence(photo(), by=world.actor("caizheng_handler"), at=world.at, assignment=assignment)
    world.as_filer(case, "withdraw", reason="")
    with pytest.raises(Conflict):
        actions.add_evidence(photo(), by=Actor.filer(case), at=world.at, case=case)
