"""Many at once on PostgreSQL: exactly one wins, the others are told, nothing is half done."""

from __future__ import annotations

from functools import partial

import pytest

from casework import actions
from casework.door import locked
from casework.errors import Busy, Conflict, Stale, Taken
from casework.models import (
    Case,
    CaseTask,
    CreditRecord,
    DisputeMark,
    Document,
    Event,
    Membership,
    Proposal,
    Role,
    Sanction,
    Unit,
)
from casework.permissions import Actor
from tests.engine.cast import person
from tests.engine.racing import clean, parted, race

MANY = 8
UNITS = ("区财政局", "区住建局", "区人社局", "区卫健局", "区科工局", "区统计局", "区教育局", "区商务局")
WORDS = {"finding": "wrong", "text": "经查原决定书，金额为6400元。"}


@pytest.fixture
def world(committed_world, settings):
    settings.CASE_LOCK_TIMEOUT_MS = 60_000  # a slow machine is no refusal
    return committed_world


def colleagues(role: str = Role.HANDLER, count: int = MANY) -> list[Actor]:
    """New members of the lead unit."""
    return [person(f"{role}-{n}", (Unit.objects.get(name="区发改局"), role)) for n in range(count)]


def moves(case: Case, name: str) -> int:
    """How often a move was made."""
    return Event.objects.filter(case=case, verb="move", move=name).count()


def test_a_task_is_claimed_by_one(world):
    case = world.submitted()
    task = CaseTask.objects.open().get(case=case)
    won, refused = parted(race(*(partial(actions.claim, task.pk, by=one, at=world.at) for one in colleagues())))
    owner = CaseTask.objects.get(pk=task.pk).owner
    assert [winner.owner_id for winner in won] == [owner.pk]
    assert {type(refusal) for refusal in refused} == {Taken}
    assert all(str(owner) in str(refusal) for refusal in refused)
    assert Event.objects.filter(case=case, verb="claimed").count() == 1
    clean()


@pytest.mark.parametrize("from_a_page", [True, False])
def test_a_move_is_made_once(world, from_a_page):
    case = world.decided()
    version = case.version if from_a_page else None
    call = partial(actions.perform, case.number, "execute", by=world.actor("fagai_handler"), at=world.at)
    won, refused = parted(race(*[partial(call, version=version)] * MANY))
    assert len(won) == 1
    assert {type(refusal) for refusal in refused} == {Stale if from_a_page else Conflict}
    assert moves(case, "execute") == 1
    assert case.record.versions.count() == 2
    clean()


def test_a_proposal_is_made_once(world):
    case = world.submitted()
    call = partial(actions.propose, case.number, "accept", by=world.actor("fagai_handler"), at=world.at)
    won, refused = parted(race(*[call] * MANY))
    assert (len(won), len(refused)) == (1, MANY - 1)
    assert Proposal.objects.filter(case=case).count() == 1
    clean()


def test_of_two_opposite_decisions_one_counts(world):
    one, other = colleagues(Role.SUPERVISOR, 2)
    for _round in range(4):
        case = world.submitted()
        proposal = world.submit(case, "accept", "fagai_handler")
        decide = partial(actions.decide, proposal.pk, at=world.at)
        yes, no = partial(decide, by=one, approve=True), partial(decide, by=other, approve=False, reason="请补充。")
        won, refused = parted(race(yes, no))
        proposal.refresh_from_db()
        assert (len(won), len(refused)) == (1, 1)
        assert won[0].status == proposal.status
        assert world.get(case).state == ("verifying" if proposal.status == "approved" else "submitted")
    clean()


def test_of_approval_and_withdrawal_one_counts(world):
    record = iter(CreditRecord.objects.filter(status="published", source_unit__name__in=UNITS, subject_unit=None))
    for _round in range(4):
        case = world.get(world.file(record=next(record)).case)
        world.agreed(case, "accept")
        world.submit(case, "own_check", "fagai_handler", own_check="录入有误。")
        proposal = world.submit(case, "decide_uphold", "fagai_handler", explanation="经核查无误。")
        seen, supervisor = world.get(case), world.actor("fagai_supervisor")
        won, refused = parted(
            race(
                partial(actions.decide, proposal.pk, by=supervisor, at=world.at, approve=True),
                partial(
                    actions.withdraw, case.number, reason="", by=Actor.filer(case), at=world.at, version=seen.version
                ),
            )
        )
        proposal.refresh_from_db()
        assert (len(won), len(refused)) == (1, 1)
        assert (world.get(case).state, proposal.status) in {("decided", "approved"), ("withdrawn", "void")}
    clean()


def test_answers_meet_in_one_join(world):
    case = world.verifying()
    asked = [world.ask(case, unit) for unit in UNITS]
    handlers = [Membership.objects.filter(unit__name=unit, role=Role.HANDLER).first().user for unit in UNITS]
    calls = [
        partial(actions.answer, one.pk, by=Actor.person(handler, world.at.date()), at=world.at, **WORDS)
        for one, handler in zip(asked, handlers, strict=True)
    ]
    won, refused = parted(race(*calls))
    assert (len(won), refused) == (MANY, [])
    assert world.get(case).state == "deciding"
    assert moves(case, "answers_in") == 1
    assert [name for name, _unit, _owner in world.open_tasks(case)] == ["decide"]
    clean()


def test_a_question_is_answered_once(world):
    case, assignment = world.consulting()
    handler = world.actor("caizheng_handler")
    won, refused = parted(race(*[partial(actions.answer, assignment.pk, by=handler, at=world.at, **WORDS)] * MANY))
    assert (len(won), len(refused)) == (1, MANY - 1)
    assert Event.objects.filter(case=case, verb="answered").count() == 1
    clean()


def test_the_last_answer_and_one_more_question(world):
    """Whoever is first: the case waits for every unit that was asked, and for no other."""
    for round_ in range(4):
        case = world.verifying()
        first, handler = world.ask(case, "区财政局"), world.actor("fagai_handler")
        more = Unit.objects.get(name=UNITS[round_ + 1])
        ask = partial(actions.ask_unit, case.number, unit=more, question="请核查。", by=handler, at=world.at)
        answer = partial(actions.answer, first.pk, by=world.actor("caizheng_handler"), at=world.at, **WORDS)
        won, _refused = parted(race(ask, answer))
        assert len(won) == 2
        assert world.get(case).state == "consulting"
        assert [(node, unit) for node, unit, _owner in world.open_tasks(case)] == [("answer", more.name)]
    clean()


def test_one_key_files_one_case(world):
    call = partial(world.file, idempotency_key="6f1c")
    won, refused = parted(race(*[call] * MANY))
    assert refused == []
    assert {opened.case.pk for opened in won} == {Case.objects.get().pk}
    assert sum(bool(opened.receipt_code) for opened in won) == 1
    clean()


def test_numbers_are_consecutive(world):
    won, _refused = parted(race(*[world.file] * 30))
    expected = [f"西信异〔2026〕{n}号" for n in range(1, 31)]
    assert sorted(opened.case.number for opened in won) == sorted(expected)
    assert sorted(Document.objects.values_list("serial", flat=True)) == list(range(1, 31))
    clean()


def test_reading_waits_for_nobody_and_a_wait_for_the_case_ends(world, settings):
    settings.CASE_LOCK_TIMEOUT_MS = 20
    case, handler = world.submitted(), world.actor("fagai_handler")
    task = CaseTask.objects.open().get(case=case)
    with locked(pk=case.pk):
        assert race(partial(actions.log_reading, case, by=handler, at=world.at)) == [None]
        _won, refused = parted(race(partial(actions.claim, task.pk, by=handler, at=world.at)))
    assert [type(refusal) for refusal in refused] == [Busy]
    assert case.readings.count() == 1
    clean()


def test_two_objections_to_one_record_and_a_sanction(world):
    cases = [world.submitted(), world.submitted()]
    proposals = [world.submit(case, "accept", "fagai_handler") for case in cases]
    record, days = cases[0].record, {"decided_on": world.at.date(), "first_day": world.at.date()}
    approve = partial(actions.decide, by=world.actor("fagai_supervisor"), at=world.at, approve=True)
    who = {"by": world.actor("caizheng_handler"), "at": world.at}
    sanction = partial(
        actions.impose_sanction, record, measure="限制参加政府采购", decided_by="区财政局", **who, **days
    )
    before, _refused = parted(race(*(partial(approve, proposal.pk) for proposal in proposals), sanction))
    assert DisputeMark.objects.filter(record=record, removed_at=None).count() == 2
    assert Sanction.objects.count() == len(before) - 2
    with pytest.raises(Conflict):
        sanction()
    clean()
