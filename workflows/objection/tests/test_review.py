"""复核: asked for once, by a unit and by people who took no part; a refusal can be set aside."""

from __future__ import annotations

import pytest

from casework import actions
from casework.errors import Conflict, GuardFailed, NotAllowed
from casework.models import CaseTask, CreditRecord, Event, Membership, Role, Unit
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db
OPINION = {"opinion": "经复核，意见如下。"}


@pytest.fixture
def reviewing(world):
    return world.reviewing()


def join(world, username: str, role: str, unit: str = "区政府办") -> None:
    """Somebody now works in the reviewing unit as well."""
    unit = Unit.objects.get(name=unit)
    Membership.objects.create(user=world.people[username], unit=unit, role=role, valid_from=world.at.date())


@pytest.mark.parametrize("who", ["fagai_handler", "fagai_supervisor", "caizheng_handler"])
def test_who_took_part_neither_proposes_nor_decides_the_review(world, reviewing, who):
    join(world, who, Role.HANDLER)
    with pytest.raises(NotAllowed):
        world.submit(reviewing, "review_uphold", who, **OPINION)
    join(world, who, Role.SUPERVISOR)
    proposal = world.submit(reviewing, "review_uphold", "zhengfuban_handler", **OPINION)
    for approve in (True, False):
        with pytest.raises(NotAllowed):
            actions.decide(proposal.pk, by=world.actor(who), at=world.at, approve=approve, reason="另行处理。")
    world.approve(proposal, "zhengfuban_supervisor")
    assert world.get(reviewing).state == "closed"
    clean()


def test_the_lead_unit_has_no_say_in_the_review(world, reviewing):
    with pytest.raises(NotAllowed):
        world.submit(reviewing, "review_uphold", "fagai_handler2", **OPINION)
    proposal = world.submit(reviewing, "review_uphold", "zhengfuban_handler", **OPINION)
    with pytest.raises(NotAllowed):
        world.approve(proposal, "fagai_supervisor")


def test_a_review_is_asked_for_once(world, reviewing):
    world.agreed(reviewing, "review_uphold", "zhengfuban_handler", "zhengfuban_supervisor", **OPINION)
    with pytest.raises(GuardFailed):
        world.as_filer(reviewing, "ask_review", grounds="仍不服。")
    assert Event.objects.filter(case=reviewing, move="ask_review").count() == 1


def test_a_refusal_is_set_aside_and_the_objection_goes_its_way(world):
    case = world.refused()
    world.as_filer(case, "ask_review", grounds="我就是信息主体。")
    with pytest.raises(GuardFailed):
        world.submit(case, "review_change", "zhengfuban_handler", decision="uphold", explanation="维持。", **OPINION)
    case = world.agreed(case, "review_accept", "zhengfuban_handler", "zhengfuban_supervisor", **OPINION)
    assert (case.state, case.closed_at, case.outcome) == ("verifying", None, "")
    assert world.open_tasks(case) == [("check", "区发改局", "fagai_handler")]
    assert case.marks.filter(removed_at=None).count() == 1
    clean()
    world.submit(case, "own_check", "fagai_handler", own_check="录入时多写了一个零。")
    world.agreed(case, "decide_correct", amount="6400.00", explanation="录入有误。")
    world.submit(case, "execute", "fagai_handler")
    for code in ("xinyong-dalian", "zhengfu-caigou"):
        world.submit(case, "acknowledge", "fagai_handler", subscriber=code, reference="HZ-1")
    case = world.get(case)
    assert case.state == "closed"
    with pytest.raises(GuardFailed):
        world.as_filer(case, "ask_review", grounds="仍不服。")
    clean()


def test_a_result_is_decided_anew_and_carried_out_by_the_lead(world, reviewing):
    with pytest.raises(GuardFailed):
        world.submit(reviewing, "review_accept", "zhengfuban_handler", **OPINION)
    new = {"decision": "correct", "title": "逾期供货", "explanation": "事项表述不准确。"} | OPINION
    case = world.agreed(reviewing, "review_change", "zhengfuban_handler", "zhengfuban_supervisor", **new)
    assert world.open_tasks(case) == [("execute", "区发改局", "fagai_handler")]
    world.submit(case, "execute", "fagai_handler")
    assert CreditRecord.objects.get(pk=case.record_id).versions.get(to_at=None).title == "逾期供货"
    clean()


def test_the_review_goes_past_whoever_was_asked_and_whom_it_is_about(world):
    case = world.verifying()
    world.answer(world.ask(case, "区政府办"), "zhengfuban_handler")
    world.agreed(case, "decide_uphold", explanation="经核查无误。")
    world.submit(case, "execute", "fagai_handler")
    for code in ("xinyong-dalian", "zhengfu-caigou"):
        world.submit(case, "acknowledge", "fagai_handler", subscriber=code, reference="HZ-1")
    world.as_filer(case, "ask_review", grounds="不服。")
    assert world.get(case).review_unit.name == "区司法局"
    clean()


def test_when_every_reserve_unit_was_asked_fresh_people_of_one_review(world):
    case = world.verifying()
    asked = [world.ask(case, "区政府办"), world.ask(case, "区司法局")]
    for assignment, who in zip(asked, ("zhengfuban_handler", "sifa_handler"), strict=True):
        world.answer(assignment, who)
    world.agreed(case, "decide_uphold", explanation="经核查无误。")
    world.submit(case, "execute", "fagai_handler")
    for code in ("xinyong-dalian", "zhengfu-caigou"):
        world.submit(case, "acknowledge", "fagai_handler", subscriber=code, reference="HZ-1")
    world.as_filer(case, "ask_review", grounds="不服。")
    assert world.get(case).review_unit.name == "区政府办"
    with pytest.raises(NotAllowed):
        world.submit(case, "review_uphold", "zhengfuban_handler", **OPINION)
    case = world.agreed(case, "review_uphold", "zhengfuban_handler2", "zhengfuban_supervisor", **OPINION)
    assert case.state == "closed"
    clean()


def test_who_took_part_does_not_sit_on_the_task_of_the_review(world, reviewing):
    join(world, "fagai_handler", Role.HANDLER)
    task = CaseTask.objects.open().get(case=reviewing)
    with pytest.raises((NotAllowed, Conflict)):
        actions.claim(task.pk, by=world.actor("fagai_handler"), at=world.at)
    assert world.open_tasks(reviewing) == [("review", "区政府办", "")]
