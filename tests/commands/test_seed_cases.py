"""Bulk cases are as good as real ones: checked, signed, movable, and the same for the same seed."""

from datetime import timedelta

import pytest
from django.db import transaction

from casework import actions
from casework.models import Case, CaseTask, Clock, CreditRecord, Document, Proposal, RecordVersion
from casework.permissions import Actor
from casework.rules.identifiers import credit_code, organisation_code_matches

AT = "2026-11-09T10:00"
SEEDED = "SEED-7-"


def seed(run, count=60):
    ended = run("seed_cases", count, "--seed", "7", "--at", AT, "--json")
    assert ended.code == 0, ended.err
    return ended.document


def check_papers():
    numbers = set(Case.objects.values_list("number", flat=True))
    for paper in Document.objects.select_related("case"):
        named = {number for number in numbers if number in str(paper.content)}
        assert named <= {paper.case.number}, paper.number


def check_records():
    for record in CreditRecord.objects.filter(number__startswith=SEEDED):
        assert credit_code(record.subject_code) == record.subject_code
        assert organisation_code_matches(record.subject_code)
    corrections = RecordVersion.objects.filter(case__isnull=False, record__number__startswith=SEEDED)
    assert corrections
    for version in corrections:
        assert version.case.record_id == version.record_id
        assert version.case.number in version.facts
        assert version.record.versions.get(number=version.number - 1).to_at == version.from_at


def test_bulk_cases_are_as_good_as_real_ones(run, world):
    document = seed(run)
    assert document["created"] == Case.objects.count() == sum(document["states"].values()) == 60
    assert len(document["states"]) >= 8
    assert run("check_consistency").out.endswith("0 problems\n")
    assert run("verify_audit", "--json").document["ok"] is True
    assert run("recompute_clocks", "--dry-run", "--json").document["moved"] == []
    assert not Case.objects.filter(touched_at__gt=world.at + timedelta(minutes=1)).exists()
    assert not Clock.objects.filter(started_at__gt=world.at).exists()
    check_papers()
    check_records()


def test_work_goes_on_in_them(run, world):
    seed(run)
    open_tasks = CaseTask.objects.open().filter(case__record__number__startswith=SEEDED).select_related("case")

    fresh = open_tasks.filter(case__state="submitted", owner=None, case__proposals=None).latest("pk").case
    proposed = actions.propose(fresh.number, "accept", by=world.actor("fagai_handler"), at=world.at)
    world.approve(proposed, "fagai_supervisor")
    assert world.get(fresh).state == "verifying"

    copied = Proposal.objects.filter(status="pending", case__record__number__startswith=SEEDED).latest("pk")
    assert world.approve(copied, "fagai_supervisor").status == "approved"

    asked = open_tasks.filter(assignment__isnull=False).latest("pk").assignment
    handler = Actor.person(asked.unit.memberships.filter(role="handler").first().user, world.at.date())
    actions.answer(asked.pk, finding="correct", text="一致。", by=handler, at=world.at)
    assert world.get(asked.case).state == "deciding"
    assert run("check_consistency").code == 0


def test_the_same_seed_gives_the_same_cases(run, world):
    def made():
        seed(run, 20)
        rows = Case.objects.order_by("pk").select_related("record")
        return [(c.number, c.state, c.opened_at, c.due_at, c.title, c.record.subject_code) for c in rows]

    with transaction.atomic():
        first = made()
        transaction.set_rollback(True)
    assert made() == first


def test_a_single_case(run, world):
    assert seed(run, 1)["created"] == Case.objects.count() == 1


@pytest.mark.parametrize("kind", ["complaint", "rectification", "repair"])
def test_other_kinds_in_bulk(run, world, kind):
    ended = run("seed_cases", 60, "--kind", kind, "--seed", "7", "--at", AT, "--json")
    assert ended.code == 0, ended.err
    assert ended.document["created"] == Case.objects.filter(kind=kind).count() == 60
    assert len(ended.document["states"]) >= 8
    assert run("check_consistency").out.endswith("0 problems\n")
    assert run("verify_audit", "--json").document["ok"] is True
    assert run("recompute_clocks", "--dry-run", "--json").document["moved"] == []
