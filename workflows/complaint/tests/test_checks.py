"""The kind's own part of check_consistency sees what it is there for, and the database refuses the rest."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from casework.checks import all_checks, problems
from casework.filing import PartyInput
from casework.models import Case, CaseLink, Clock, Party
from casework.models.guard import opened
from workflows.complaint.models import Complaint
from workflows.complaint.tests.matter import Matter

pytestmark = pytest.mark.django_db
SEALED = PartyInput("person", "鲁小满", phone="13942678102", sealed=True)


def found(name: str) -> list[str]:
    return [problem for problem in problems() if problem.startswith(f"{name}:")]


def test_a_conclusion_that_nobody_countersigned(world):
    matter = Matter.file(world, area="arrears").accept()
    matter.send_round("unfounded")
    matter.conclude("unfounded")
    assert found("conclusions_were_agreed") == []
    with opened():
        Complaint.objects.update(conclusion="另有结论。")
    assert found("conclusions_were_agreed") == [f"conclusions_were_agreed: {matter.case.number}"]
    with opened():
        Complaint.objects.update(conclusion=matter.details.draft_text, finding="partly")
    assert len(found("conclusions_were_agreed")) == 1


def test_a_report_with_a_name(world):
    matter = Matter.file(world, filer=SEALED)
    assert found("reports_are_sealed") == []
    with opened():
        Party.objects.filter(case=matter.case).update(sealed=False, name="鲁小满")
    assert len(found("reports_are_sealed")) == 1


def test_an_accusation_that_others_may_read(world):
    matter = Matter.file(world)
    matter.by_registrar("hand_over_accusation", summary="反映有关人员索要好处。")
    assert found("reports_are_sealed") == []
    with opened():
        Case.objects.filter(pk=matter.case.pk).update(restricted=False)
    assert len(found("reports_are_sealed")) == 1


def test_an_answer_that_nobody_would_ever_close(world):
    matter = Matter.file(world).replied()
    assert found("answered_complaints_can_end") == []
    with opened():
        Clock.objects.filter(name="ask_review").update(status="stopped", stopped_at=world.at)
    assert found("answered_complaints_can_end") == [f"answered_complaints_can_end: {matter.case.number}"]


def test_a_merged_complaint_without_its_link_and_a_link_without_merging(world):
    first, again = Matter.file(world), Matter.file(world)
    again.by_registrar("merge", into=first.case.number, note="同一合同。")
    assert found("merged_complaints_are_linked") == []
    with opened():
        CaseLink.objects.update(nature="related")
    assert len(found("merged_complaints_are_linked")) == 1


def test_every_kind_brings_its_checks():
    assert {"conclusions_were_agreed", "tasks_match_state"} <= set(all_checks())


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({"satisfaction": "dissatisfied"}, "dissatisfied_for_a_reason"),
        ({"consented_at": None}, "consent_has_its_moment"),
        ({"nature": "rumour"}, "complaint_nature"),
        ({"category": "gossip"}, "complaint_category"),
        ({"finding": "perhaps"}, "complaint_finding"),
    ],
)
def test_what_the_database_refuses(world, changes, by):
    Matter.file(world)
    with pytest.raises(IntegrityError, match=by), transaction.atomic(), opened():
        Complaint.objects.update(**changes)
