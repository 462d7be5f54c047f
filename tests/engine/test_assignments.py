"""Asking units: late branches, answers, returns, bodies outside the government, more time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casework import actions, clocks
from casework.errors import Conflict, InvalidData, NotAllowed, Taken
from casework.models import Assignment, CaseTask, Clock, CreditRecord, Event, Membership, Role, Unit
from casework.sweep import sweep
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db
OUTSIDE = "区委组织部"


@pytest.fixture
def consulting(world):
    return world.consulting()


def give_back(world, assignment, who="caizheng_handler", reason="不属我单位职责。", belongs_to=None):
    by = world.actor(who)
    return actions.return_assignment(assignment.pk, reason=reason, belongs_to=belongs_to, by=by, at=world.at)


def extend(world, case, assignment, days):
    words = {"assignment": assignment.pk, "days": days, "reason": "原始档案在库房。"}
    return world.agreed(case, "extend_provider", **words)


def due_on(assignment):
    return timezone.localdate(clocks.for_assignment(assignment).due_at).isoformat()


def test_one_more_unit_is_asked_while_the_first_still_answers(world, consulting):
    case, first = consulting
    world.later(days=1)
    second = world.ask(case, "区住建局")
    assert world.open_tasks(case) == [("answer", "区住建局", ""), ("answer", "区财政局", "")]
    assert (due_on(first), due_on(second)) == ("2026-11-16", "2026-11-17")
    world.answer(first, "caizheng_handler")
    assert world.get(case).state == "consulting"
    third = world.ask(case, "区商务局")
    world.answer(third, "shangwu_handler")
    assert world.get(case).state == "consulting"
    clean()
    world.answer(second, "zhujian_handler")
    assert world.get(case).state == "deciding"
    assert world.open_tasks(case) == [("decide", "区发改局", "fagai_handler")]
    clean()


def test_a_unit_is_asked_again_in_a_second_round(world, consulting):
    case, first = consulting
    world.answer(first, "caizheng_handler", "unknown")
    second = world.ask(case, "区财政局")
    assert (second.round, world.get(case).state) == (2, "consulting")
    world.answer(second, "caizheng_handler")
    assert world.get(case).state == "deciding"
    clean()


def test_a_unit_that_has_not_answered_is_not_asked_again(world, consulting):
    with pytest.raises(InvalidData) as refusal:
        world.ask(consulting[0], "区财政局")
    assert "unit" in refusal.value.errors


def test_the_lead_does_not_ask_itself_nor_whom_it_is_about(world):
    record = CreditRecord.objects.get(number="XG-2026-0017")
    case = world.agreed(world.get(world.file(record=record).case), "accept")
    for unit in ("区发改局", record.subject_unit.name):
        with pytest.raises(InvalidData) as refusal:
            world.ask(case, unit)
        assert "unit" in refusal.value.errors


def test_a_unit_returns_what_is_not_its_own_once(world, consulting):
    case, first = consulting
    with pytest.raises(InvalidData):
        give_back(world, first, reason=" ")
    owner = Unit.objects.get(name="区住建局")
    assert give_back(world, first, belongs_to=owner).status == "returned"
    assert world.get(case).state == "deciding"
    with pytest.raises(InvalidData):  # whose it is has to be ruled first
        world.ask(case, "区财政局")
    again = rule(world, first, "区财政局")
    assert (again.question, again.final, again.origin) == (first.question, True, first)
    with pytest.raises(Conflict):
        give_back(world, again)
    world.answer(again, "caizheng_handler")
    assert Assignment.objects.get(pk=first.pk).belongs_to == owner
    clean()


def rule(world, returned, unit, who="registrar"):
    chosen = Unit.objects.get(name=unit) if unit else None
    return actions.rule_on_return(returned.pk, unit=chosen, reason="职责在该单位。", by=world.actor(who), at=world.at)


def test_what_comes_back_twice_goes_to_the_superior_for_good(world, consulting):
    case, first = consulting
    give_back(world, first, belongs_to=Unit.objects.get(name="区住建局"))
    second = rule(world, first, "区住建局")
    assert (second.final, world.get(case).state) == (False, "consulting")
    give_back(world, second, who="zhujian_handler")
    with pytest.raises(NotAllowed):  # the registrar has had their say
        rule(world, second, "区财政局")
    third = rule(world, second, "区财政局", who="zhengfuban_supervisor")
    assert third.final
    with pytest.raises(Conflict):
        give_back(world, third)
    with pytest.raises(Conflict):  # a ruling is made once
        rule(world, second, "区住建局", who="zhengfuban_supervisor")
    world.answer(third, "caizheng_handler")
    assert world.get(case).state == "deciding"
    rulings = case.assignments.order_by("pk").values_list("ruling", flat=True)
    assert list(rulings) == ["reassigned", "reassigned", ""]
    clean()


def test_a_return_comes_within_its_time(world, consulting):
    case, first = consulting
    world.later(days=2)  # OB-XG-RETURN: one working day
    with pytest.raises(Conflict, match="2026-11-10"):
        give_back(world, first)
    assert world.get(case).state == "consulting"
    clean()


def test_nobody_need_be_asked_again(world, consulting):
    case, first = consulting
    give_back(world, first)
    assert rule(world, first, None) is None
    assert list(world.open_tasks(case)) == [("decide", "区发改局", "fagai_handler")]
    clean()


def test_a_question_is_taken_back(world, consulting):
    case, first = consulting
    with pytest.raises(NotAllowed):
        actions.recall_assignment(first.pk, reason="不再需要。", by=world.actor("caizheng_handler"), at=world.at)
    actions.recall_assignment(first.pk, reason="不再需要。", by=world.actor("fagai_handler"), at=world.at)
    assert world.get(case).state == "deciding"
    with pytest.raises(Conflict):
        world.answer(first, "caizheng_handler")
    clean()


def test_a_question_is_settled_once(world, consulting):
    _case, assignment = consulting
    world.answer(assignment, "caizheng_handler")
    for again in (lambda: world.answer(assignment, "caizheng_handler"), lambda: give_back(world, assignment)):
        with pytest.raises(Conflict):
            again()


@pytest.mark.parametrize("who", ["fagai_handler", "caizheng_supervisor", "zhujian_handler", "auditor"])
def test_only_a_handler_of_the_unit_answers(world, consulting, who):
    for act in (lambda: world.answer(consulting[1], who), lambda: give_back(world, consulting[1], who)):
        with pytest.raises(NotAllowed):
            act()


def test_what_a_colleague_is_working_on_is_theirs(world, consulting):
    assignment = consulting[1]
    task = CaseTask.objects.open().get(assignment=assignment)
    actions.claim(task.pk, by=world.actor("caizheng_handler"), at=world.at)
    Membership.objects.create(
        user=world.people["zhujian_handler"], unit=assignment.unit, role=Role.HANDLER, valid_from=world.at.date()
    )
    for act in (
        lambda: world.answer(assignment, "zhujian_handler"),
        lambda: give_back(world, assignment, "zhujian_handler"),
    ):
        with pytest.raises(Taken, match="孙倩"):
            act()
    world.answer(assignment, "caizheng_handler")
    clean()


def test_what_an_answer_needs(world, consulting):
    for finding, text, field in (("", "经查。", "finding"), ("maybe", "经查。", "finding"), ("wrong", " ", "text")):
        with pytest.raises(InvalidData) as refusal:
            world.answer(consulting[1], "caizheng_handler", finding, text)
        assert list(refusal.value.errors) == [field]
    with pytest.raises(InvalidData):
        world.answer(consulting[1], "caizheng_handler", "wrong", "长" * 5001)


def test_a_body_outside_the_government_is_asked_without_a_deadline(world):
    case = world.verifying()
    assignment = world.ask(case, OUTSIDE)
    assert assignment.asked_only
    assert not Clock.objects.filter(assignment=assignment).exists()
    assert CaseTask.objects.open().get(assignment=assignment).due_at is None
    world.later(days=60)
    assert sweep(world.at) == {"reminders": 0, "rungs": 0, "expired": 0, "ended": 0, "chased": 2}
    with pytest.raises(Conflict):
        extend(world, case, assignment, 1)
    world.answer(assignment, "zuzhibu_handler")
    assert world.get(case).state == "deciding"
    clean()


# More time -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "due"), [(1, "2026-11-17"), (5, "2026-11-23")])
def test_time_is_added_up_to_the_cap_on_the_whole(world, consulting, days, due):
    case, assignment = consulting
    assert due_on(assignment) == "2026-11-16"
    case = extend(world, case, assignment, days)
    assert (case.state, due_on(assignment)) == ("consulting", due)
    assert CaseTask.objects.open().get(assignment=assignment).due_at == clocks.for_assignment(assignment).due_at
    clean()


@pytest.mark.parametrize("parts", [(6,), (3, 3), (5, 1), (99,), (0,), (-1,)])
def test_beyond_the_cap_is_refused(world, consulting, parts):
    case, assignment = consulting
    for days in parts[:-1]:
        case = extend(world, case, assignment, days)
    before = due_on(assignment)
    with pytest.raises(InvalidData) as refusal:
        extend(world, case, assignment, parts[-1])
    assert list(refusal.value.errors) == ["days"]
    assert due_on(assignment) == before
    clean()


def test_no_time_is_added_once_it_has_run_out(world, consulting):
    case, assignment = consulting
    words = {"assignment": assignment.pk, "days": 2, "reason": "原始档案在库房。"}
    proposal = world.submit(case, "extend_provider", "fagai_handler", **words)
    world.later(days=10)
    with pytest.raises(Conflict, match="2026-11-16"):
        world.approve(proposal, "fagai_supervisor")
    actions.take_back(proposal.pk, by=world.actor("fagai_handler"), at=world.at)
    with pytest.raises(InvalidData) as refusal:
        world.submit(case, "extend_provider", "fagai_handler", **words)
    assert list(refusal.value.errors) == ["assignment"]
    assert due_on(assignment) == "2026-11-16"
    clean()


def test_an_answer_settles_the_extension_that_waits(world, consulting):
    case, assignment = consulting
    words = {"assignment": assignment.pk, "days": 2, "reason": "原始档案在库房。"}
    proposal = world.submit(case, "extend_provider", "fagai_handler", **words)
    world.answer(assignment, "caizheng_handler")
    proposal.refresh_from_db()
    assert proposal.status == "void"
    assert world.get(case).state == "deciding"
    clean()


def test_withdrawal_cancels_what_was_asked(world, consulting):
    case, assignment = consulting
    world.as_filer(case, "withdraw", reason="已与单位沟通。")
    assert Assignment.objects.get(pk=assignment.pk).status == "cancelled"
    with pytest.raises(Conflict):
        world.answer(assignment, "caizheng_handler")
    assert world.open_tasks(case) == []
    clean()


def test_asking_by_the_name_of_the_move_asks_a_unit(world, consulting):
    """However the move is made, somebody is asked; never a clock without an assignment."""
    case, _first = consulting
    unit = Unit.objects.get(name="区住建局")
    world.submit(case, "ask_provider", "fagai_handler", unit=unit.pk, question="请核查。")
    assert Assignment.objects.get(case=case, unit=unit).status == "open"
    assert not Clock.objects.filter(duty=Clock.Duty.UNIT, assignment=None).exists()
    assert Event.objects.filter(case=case, verb="asked").count() == 2
    assert timedelta(0) < clocks.for_assignment(Assignment.objects.get(unit=unit)).due_at - world.at
    clean()
