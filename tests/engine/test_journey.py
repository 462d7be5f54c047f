"""One objection from filing to a corrected record, through the door."""

import pytest

from casework.audit import verify
from casework.checks import problems
from casework.models import Case, CreditRecord, DisputeMark, Document, RecordVersion

pytestmark = pytest.mark.django_db


def clean() -> None:
    assert list(problems()) == []
    assert list(verify(Case.objects.all())) == []


def test_from_filing_to_a_corrected_record(world):
    case = world.submitted()
    assert world.open_tasks(case) == [("triage", "区发改局", "")]
    proposal = world.submit(case, "accept", "fagai_handler")
    assert world.get(case).state == "submitted"
    clean()
    world.approve(proposal, "fagai_supervisor")
    case = world.get(case)
    assert case.state == "verifying"
    assert DisputeMark.objects.filter(record__number="XG-2025-0003", removed_at=None).count() == 1
    clean()
    assignment = world.ask(case, "区财政局")
    assert world.open_tasks(case) == [("answer", "区财政局", "")]
    clean()
    world.answer(assignment, "caizheng_handler")
    case = world.get(case)
    assert case.state == "deciding"
    assert world.open_tasks(case) == [("decide", "区发改局", "fagai_handler")]
    clean()
    case = world.agreed(case, "decide_correct", amount="6400.00", explanation="金额录入有误。")
    assert case.state == "decided"
    world.submit(case, "execute", "fagai_handler")
    case = world.get(case)
    assert case.state == "notifying"
    version = RecordVersion.objects.get(record__number="XG-2025-0003", to_at=None)
    assert (version.number, str(version.amount)) == (2, "6400.00")
    assert not DisputeMark.objects.filter(removed_at=None).exists()
    clean()
    for code in ("xinyong-dalian", "zhengfu-caigou"):
        world.submit(case, "acknowledge", "fagai_handler", subscriber=code, reference="HZ-1")
    case = world.get(case)
    assert case.state == "closed"
    assert case.closed_at == world.at
    assert world.open_tasks(case) == []
    clean()
    assert Document.objects.filter(case=case).count() == 8  # the index of the file (案卷目录) among them


def test_review_by_people_who_took_no_part(world):
    case = world.reviewing()
    assert world.open_tasks(case) == [("review", "区政府办", "")]
    clean()
    case = world.agreed(case, "review_uphold", "zhengfuban_handler", "zhengfuban_supervisor", opinion="处理得当。")
    assert case.state == "closed"
    clean()


def test_revocation_takes_the_record_out_of_publication(world):
    case = world.agreed(world.deciding(), "decide_revoke", explanation="依据已撤销。")
    world.submit(case, "execute", "fagai_handler")
    assert CreditRecord.objects.get(number="XG-2025-0003").status == "revoked"
    clean()
