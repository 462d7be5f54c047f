"""补正: asked for once, by when the notice says, and refused only when that time has run out."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone

from casework.errors import GuardFailed, InvalidData
from casework.models import CaseTask, Document, Proposal
from casework.rules.deadlines import CHINA
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db
REFUSAL = {"reason": "not_supplemented", "explanation": "逾期未补正。"}


def ask(world, days=5, at="2026-11-09T10:00"):
    """A case whose filer was asked for material at a moment."""
    world.at = datetime.fromisoformat(at).replace(tzinfo=CHINA)
    case = world.submitted()
    world.submit(case, "ask_supplement", "fagai_handler", items="营业执照复印件", days=days)
    return world.get(case)


@pytest.mark.parametrize(
    ("at", "days", "due"),
    [
        ("2026-11-09T10:00", 5, date(2026, 11, 16)),
        ("2026-11-09T23:59", 1, date(2026, 11, 10)),
        ("2026-09-22T10:00", 3, date(2026, 9, 28)),  # Mid-autumn festival: 25 to 27 September do not count
        ("2026-09-30T10:00", 1, date(2026, 10, 8)),  # the whole national holiday lies between
        ("2026-09-30T10:00", 3, date(2026, 10, 10)),  # a Saturday that is worked
        ("2026-12-31T10:00", 1, date(2027, 1, 4)),  # a holiday, then a weekend, in a year without a notice yet
    ],
)
def test_the_notice_says_by_when_and_holidays_do_not_count(world, at, days, due):
    case = ask(world, days, at)
    clock = case.clocks.get(name="supplement")
    assert timezone.localdate(clock.due_at) == due
    assert clock.provisional is (due.year == 2027)
    assert CaseTask.objects.open().get(case=case).due_at == clock.due_at
    assert f"{days}个工作日" in "".join(Document.objects.get(paper__code="objection_supplement").content["paragraphs"])
    assert case.clocks.filter(name="accept", status="stopped").exists()
    assert case.due_at is None, "the lead has no time limit while the filer has the turn"
    clean()


def test_the_time_for_acceptance_begins_anew(world):
    case = ask(world)
    world.later(days=2)
    world.as_filer(case, "supplement", text="营业执照见附件。")
    case = world.get(case)
    assert case.state == "submitted"
    assert timezone.localdate(case.due_at) == date(2026, 11, 13)
    assert world.open_tasks(case) == [("triage", "区发改局", "fagai_handler")]
    clean()


def test_late_material_is_still_taken(world):
    case = ask(world)
    world.later(days=30)
    world.as_filer(case, "supplement", text="营业执照见附件。")
    assert world.get(case).state == "submitted"
    clean()


def test_nothing_is_refused_while_the_filer_has_time(world):
    case = ask(world)
    world.at = datetime(2026, 11, 16, 23, 59, tzinfo=CHINA)
    with pytest.raises(GuardFailed):
        world.submit(case, "refuse", "fagai_handler", **REFUSAL)
    world.at = datetime(2026, 11, 17, 0, 0, tzinfo=CHINA)
    case = world.agreed(case, "refuse", **REFUSAL)
    assert case.state == "refused"
    assert world.open_tasks(case) == []
    clean()


def test_a_refusal_that_waits_falls_when_the_material_comes(world):
    case = ask(world)
    world.later(days=30)
    proposal = world.submit(case, "refuse", "fagai_handler", **REFUSAL)
    world.as_filer(case, "supplement", text="营业执照见附件。")
    assert Proposal.objects.get(pk=proposal.pk).status == "void"
    assert world.get(case).state == "submitted"
    clean()


def test_material_is_asked_for_once(world):
    case = ask(world)
    world.as_filer(case, "supplement", text="营业执照见附件。")
    with pytest.raises(GuardFailed):
        world.submit(case, "ask_supplement", "fagai_handler", items="还有别的", days=5)


@pytest.mark.parametrize("days", [0, -1, 61, "many", ""])
def test_a_time_must_be_given(world, days):
    case = world.submitted()
    with pytest.raises(InvalidData) as refusal:
        world.submit(case, "ask_supplement", "fagai_handler", items="营业执照", days=days)
    assert list(refusal.value.errors) == ["days"]
