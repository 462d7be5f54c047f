"""Many at once, in every kind of case: of equal claims, proposals and decisions exactly one gets through."""

from __future__ import annotations

from functools import partial

import pytest

from casework import actions, registry
from casework.models import CaseTask, Event, Proposal
from casework.registry import CaseKind, Move
from tests.engine.cast import Cast, person, scenes
from tests.engine.racing import clean, parted, race

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8
each_kind = pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)


@pytest.fixture
def cast(kind: CaseKind, committed_world, settings) -> Cast:
    settings.CASE_LOCK_TIMEOUT_MS = 60_000  # a slow machine is no refusal
    return Cast.of(committed_world, kind.code)


def approved_first(cast: Cast) -> Move:
    """A move that needs approval and can be made of a case just filed."""
    return next(row for row in cast.kind.moves.values() if row.approval and cast.now().state in row.source)


@each_kind
def test_a_task_is_claimed_by_one(cast: Cast, kind: CaseKind) -> None:
    task = CaseTask.objects.open().get(case=cast.case, process__main=True)
    people = [person(f"claims-{n}", (task.unit, task.role)) for n in range(MANY)]
    won, refused = parted(race(*(partial(actions.claim, task.pk, by=one, at=cast.world.at) for one in people)))
    assert (len(won), len(refused)) == (1, MANY - 1)
    assert Event.objects.filter(case=cast.case, verb="claimed").count() == 1
    clean()


@each_kind
def test_of_equal_proposals_one_stands_and_of_two_decisions_one(cast: Cast, kind: CaseKind) -> None:
    row = approved_first(cast)
    data = scenes(kind.code).entered(row.name, cast.case)
    propose = partial(actions.submit, cast.case.number, row.name, by=cast.doer(row), at=cast.world.at, data=data)
    won, _refused = parted(race(*[propose] * MANY))
    assert len(won) == Proposal.objects.filter(case=cast.case, status="pending").count() == 1
    approver = cast.people[f"{row.unit} {row.approval}"]
    decide = partial(actions.decide, won[0].pk, by=approver, at=cast.world.at)
    decided, refused = parted(race(partial(decide, approve=True), partial(decide, approve=False, reason="请核对。")))
    assert (len(decided), len(refused)) == (1, 1)
    moved = Event.objects.filter(case=cast.case, verb="move", move=row.name).count()
    assert moved == (decided[0].status == "approved")
    clean()
