"""From a complaint to its record: at once or only on refusal, as the rule chosen says; and leniency that goes with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from casework import actions, made_records
from casework.errors import Conflict
from casework.models import CreditRecord, DeadlineRule, Mitigation, Sanction
from casework.models.guard import opened
from tests.engine.racing import clean
from tests.engine.record_scene import sanctioned
from workflows.complaint.handling_forms import SubstantiatedForm
from workflows.complaint.tests.matter import FIRM, Matter
from workflows.complaint.tests.test_aftermath import reopened
from workflows.rectification.tests.playing import Play

pytestmark = pytest.mark.django_db
AT_ONCE = "JL-XG-FIRST"


def concluded(world: Any, finding: str = "substantiated", **data: Any) -> Matter:
    return Matter.file(world).accept().conclude(finding, **data)


def rectification(matter: Matter) -> Play:
    """The rectification that the conclusion has opened, played by 区财政局 and 区住建局."""
    play = Play.__new__(Play)
    play.world, play.case = matter.stage, matter.now.linked_by.get().case
    play.sides = ("caizheng_handler", "caizheng_supervisor"), ("zhujian_handler", "zhujian_supervisor")
    play.receipt = play.file("caizheng_handler")
    return play


def verified(matter: Matter) -> CreditRecord:
    [record] = made_records.by(matter.case.pk)
    clerk = matter.stage.actor("registrar")
    return actions.verify_record(record, by=clerk, at=matter.stage.at, publish=True)


@pytest.mark.parametrize(
    ("finding", "rule", "made"),
    [
        ("substantiated", "", 0),
        ("substantiated", "JL-1103", 0),
        ("substantiated", AT_ONCE, 1),
        ("partly", AT_ONCE, 1),
        ("partly", "JL-1103", 0),
        ("unfounded", "", 0),
    ],
)
def test_when_a_breach_becomes_a_record(world, finding, rule, made):
    data = {"record_rule": rule} if rule else {}
    matter = concluded(world, finding, **data)
    assert made_records.by(matter.case.pk).count() == made
    child = matter.now.linked_by.first()
    if child is not None:
        assert child.case.rectification.record_rule == (rule or "JL-1103")
    clean()


def test_the_record_says_nothing_of_who_complained(world):
    [record] = made_records.by(concluded(world, record_rule=AT_ONCE).case.pk)
    said = record.versions.get()
    assert (record.subject_unit.name, record.status, record.origin) == ("区住建局", "collected", "case")
    assert not any(FIRM.name in str(value) for value in [*vars(record).values(), *vars(said).values()])


def test_a_rule_nobody_knows_is_refused(world):
    form = SubstantiatedForm(
        {"record_rule": "XX-1"}, case=Matter.file(world).accept().now, actor=world.actor("registrar"), at=world.at
    )
    assert "record_rule" in form.errors


def test_the_rules_are_rows_of_the_pack_and_say_how_well_they_are_attested(world):
    rows = {row.code: row for row in DeadlineRule.objects.filter(spec__step="record")}
    assert {code: row.attestation for code, row in rows.items()} == {"JL-1103": "S", AT_ONCE: "D"}
    form = SubstantiatedForm(case=Matter.file(world).accept().now, actor=world.actor("registrar"), at=world.at)
    field: Any = form.fields["record_rule"]
    assert field.initial == "JL-1103"
    assert all(hint.endswith("待确认") for hint in field.choice_hints.values())


def test_a_complaint_handled_again_is_recorded_once(world):
    matter = concluded(world, record_rule=AT_ONCE)
    verified(matter)
    matter.reply()
    reopened(matter)
    matter.conclude("substantiated", record_rule=AT_ONCE)
    assert made_records.by(matter.case.pk).count() == 1


@pytest.mark.parametrize(("leniency", "kind"), [("lenient", "lighter"), ("exempt", "exempt"), ("none", "")])
def test_leniency_goes_over_to_the_record(world, leniency, kind):
    matter = concluded(world, record_rule=AT_ONCE)
    record = verified(matter)
    before = sanctioned(world, record)
    play = rectification(matter).passed()
    play.unit("ask_leniency")
    play.lead("decide_leniency", leniency=leniency)
    assert [one.kind for one in record.mitigations.all()] == ([kind] if kind else [])
    exempt = kind == "exempt"
    assert Sanction.objects.get(pk=before.pk).lifted == ("lenient" if exempt else "")
    if exempt:
        with pytest.raises(Conflict, match="免于"):
            sanctioned(world, record)
        past = Sanction(record=record, measure="通报批评", decided_by="区政府", entered_at=world.at)
        past.decided_on = past.first_day = world.at.date()
        with pytest.raises(DatabaseError, match="exempted"), transaction.atomic(), opened():
            past.save()
    if kind:
        decision = Mitigation.objects.get()
        assert (decision.case_id, decision.decided_by) == (play.case.pk, "大连市西岗区财政局")
    clean()


def test_leniency_is_decided_before_the_record_is_verified(world):
    matter = concluded(world, record_rule=AT_ONCE)
    play = rectification(matter).passed()
    play.unit("ask_leniency")
    play.lead("decide_leniency", leniency="exempt")
    record = verified(matter)
    with pytest.raises(Conflict, match="免于"):
        sanctioned(world, record)


def test_leniency_of_a_case_does_not_stumble_over_an_exemption(world):
    matter = concluded(world, record_rule=AT_ONCE)
    record = verified(matter)
    decided = {"kind": "exempt", "reason": "已履行。", "decided_by": "区政府", "decided_on": world.at.date()}
    actions.mitigate_record(record, by=world.actor("fagai_supervisor"), at=world.at, **decided)
    play = rectification(matter).passed()
    play.unit("ask_leniency")
    play.lead("decide_leniency", leniency="lenient")
    assert [one.kind for one in record.mitigations.all()] == ["exempt"]
    clean()
