"""What a rectification leaves in the register: a record when a refusal stands, never before, never twice; leniency with it."""

from __future__ import annotations

import pytest

from casework import actions, made_records
from casework.errors import NotAllowed
from casework.models import CreditRecord
from tests.engine.racing import clean
from workflows.rectification.tests import scenes
from workflows.rectification.tests.playing import LEAD, Play

pytestmark = pytest.mark.django_db
LATE = "2027-02-26"


@pytest.fixture
def refused(world) -> Play:
    """Served on 9 November 2026; nothing was done; found to refuse."""
    play = Play(world).served()
    play.unit("explain")
    play.on(LATE).lead("find_refusal")
    return play


def made(play: Play) -> list[CreditRecord]:
    return list(made_records.by(play.case.pk))


def test_a_finding_alone_makes_no_record_for_a_review_can_still_be_asked_for(refused):
    assert made(refused) == []
    refused.unit("ask_review")
    refused.review("change_conclusion")
    assert made(refused) == []


def test_a_refusal_that_stands_becomes_a_record_that_waits_for_a_second_person(refused):
    refused.on("2027-06-01").lead("close")
    [record] = made(refused)
    said = record.versions.get()
    paper = refused.now().documents.get(paper__code="rectification_refusal")
    assert (record.status, record.origin, record.rule_version) == ("collected", "case", "1103号")
    assert (record.subject_unit.name, record.source_unit.name) == ("区财政局", "区发改局")
    assert (said.case_id, said.basis, str(said.decided_on)) == (
        refused.case.pk,
        f"《{paper.title}》{paper.number}",
        LATE,
    )
    assert "至今未付" in said.facts
    assert "逾期未报送整改报告" in said.facts
    assert record.collected_by.username == LEAD
    clean()


def test_a_refusal_upheld_on_review_becomes_a_record(refused):
    refused.unit("ask_review")
    refused.review("uphold_conclusion")
    assert [record.collected_by.username for record in made(refused)] == ["zhengfuban_handler"]


def test_what_was_put_right_leaves_no_record(world):
    play = Play(world).passed()
    play.unit("accept_conclusion")
    play.lead("close")
    assert made(play) == []


@pytest.mark.parametrize("who", [LEAD, "caizheng_supervisor", "caizheng_handler", "auditor", "fagai_handler2"])
def test_who_cannot_verify_it(refused, who):
    """Who made it, the respondent, and whoever is no registrar or supervisor of a registering unit."""
    refused.on("2027-06-01").lead("close")
    [record] = made(refused)
    with pytest.raises(NotAllowed):
        actions.verify_record(record, by=refused.world.actor(who), at=refused.world.at, publish=True)


def test_who_keeps_out_of_the_case_keeps_out_of_its_record(refused):
    chief = refused.world.actor("fagai_supervisor")
    refused.on("2027-06-01").lead("close")
    actions.declare_conflict(refused.case.number, reason="亲属。", by=chief, at=refused.world.at)
    with pytest.raises(NotAllowed, match="回避"):
        actions.verify_record(made(refused)[0], by=chief, at=refused.world.at, publish=True)
    clerk = refused.world.actor("registrar")
    assert actions.verify_record(made(refused)[0], by=clerk, at=refused.world.at, publish=True).status == "published"
    clean()


def test_a_matter_recorded_when_it_was_found_is_not_recorded_again(world):
    play = Play(world, details=scenes.ORDER | {"record_rule": "JL-XG-FIRST"}).served()
    play.unit("explain")
    play.on(LATE).lead("find_refusal")
    assert "已在认定失信行为时归集" in str(play.now().documents.get(paper__code="rectification_refusal").content)
    play.on("2027-06-01").lead("close")
    assert made(play) == []
