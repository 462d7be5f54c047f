"""Who counts as a member on a day: nobody before or after their time, a deputy during the absence and on no other day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework import actions
from casework.errors import NotAllowed
from casework.models import Absence, CaseTask, CreditRecord, Membership, Proposal, Role, Unit, User
from casework.permissions import Actor, unit_members
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 9)
DAY = timedelta(days=1)


def member(valid_from: date, valid_to: date | None = None, role: str = Role.HANDLER) -> User:
    user = User.objects.create(username=f"member-{role}")
    unit = Unit.objects.get(name="区发改局")
    Membership.objects.create(user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to)
    return user


def may_propose(world, user: User) -> bool:
    case = world.submitted()
    try:
        done = actions.submit(case.number, "accept", by=Actor.person(user, world.at.date()), at=world.at)
    except NotAllowed:
        return False
    return isinstance(done, Proposal)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "counts"),
    [
        (TODAY - 9 * DAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - 9 * DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
    ids=["member", "member for this day", "was a member", "will be a member"],
)
def test_membership_counts_on_its_days_only(world, valid_from, valid_to, counts):
    user = member(valid_from, valid_to)
    assert may_propose(world, user) is counts
    unit = Unit.objects.get(name="区发改局")
    assert (user.pk in unit_members(unit.pk, Role.HANDLER, TODAY)) is counts


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [(TODAY, TODAY, True), (TODAY + DAY, TODAY + 9 * DAY, False), (TODAY - 9 * DAY, TODAY - DAY, False)],
    ids=["during the absence", "before it", "after it"],
)
def test_a_deputy_acts_during_the_absence(world, first, last, counts):
    deputy = world.people["caizheng_handler"]
    away = Membership.objects.get(user=world.people["fagai_handler"], role=Role.HANDLER)
    Absence.objects.create(membership=away, deputy=deputy, first_day=first, last_day=last)
    assert may_propose(world, deputy) is counts
    assert (deputy.pk in unit_members(away.unit_id, Role.HANDLER, TODAY)) is counts
    clean()


def test_a_deputy_has_no_deputy(world):
    """No chains: somebody who stands in for the deputy stands in for their own work only."""
    first, second = world.people["caizheng_handler"], world.people["zhujian_handler"]
    for user, deputy in ((world.people["fagai_handler"], first), (first, second)):
        Absence.objects.create(
            membership=user.memberships.get(role=Role.HANDLER), deputy=deputy, first_day=TODAY, last_day=TODAY
        )
    assert may_propose(world, first)
    assert not may_propose(world, second)


def test_the_deputy_of_one_who_left_does_nothing(world):
    gone, deputy = member(TODAY - 9 * DAY, TODAY - DAY), world.people["caizheng_handler"]
    Absence.objects.create(membership=gone.memberships.get(), deputy=deputy, first_day=TODAY, last_day=TODAY)
    assert not may_propose(world, deputy)


@pytest.mark.parametrize("as_deputy", [False, True])
def test_a_closed_account_does_nothing_and_is_told_nothing(world, as_deputy):
    gone = world.people["caizheng_handler" if as_deputy else "fagai_handler"]
    if as_deputy:
        away = world.people["fagai_handler"].memberships.get(role=Role.HANDLER)
        Absence.objects.create(membership=away, deputy=gone, first_day=TODAY, last_day=TODAY)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    gone.refresh_from_db()
    assert not may_propose(world, gone)
    assert gone.pk not in unit_members(Unit.objects.get(name="区发改局").pk, Role.HANDLER, TODAY)


def test_a_supervisor_whose_time_is_over_decides_nothing(world):
    proposal = world.submit(world.submitted(), "accept", "fagai_handler")
    former = Actor.person(member(TODAY - 9 * DAY, TODAY - DAY, Role.SUPERVISOR), TODAY)
    with pytest.raises(NotAllowed):
        actions.decide(proposal.pk, by=former, at=world.at, approve=True)


def test_who_has_to_keep_out_of_a_case_disposes_of_nothing_in_it(world):
    """回避 reaches every act: also handing over, releasing, claiming, answering, deciding."""
    record = CreditRecord.objects.get(number="XG-2026-0017")
    case = world.get(world.file(record=record).case)
    task = CaseTask.objects.open().get(case=case)
    actions.claim(task.pk, by=world.actor("fagai_handler"), at=world.at)
    Membership.objects.create(
        user=world.people["fagai_supervisor"], unit=record.subject_unit, role=Role.LEADER, valid_from=TODAY
    )
    recused, colleague = world.actor("fagai_supervisor"), world.people["fagai_handler2"]
    with pytest.raises(NotAllowed):
        actions.release(task.pk, by=recused, at=world.at)
    with pytest.raises(NotAllowed):
        actions.hand_over(task.pk, to=colleague, reason="请接手。", by=recused, at=world.at)
    proposal = world.submit(case, "accept", "fagai_handler")
    with pytest.raises(NotAllowed):
        actions.decide(proposal.pk, by=recused, at=world.at, approve=True)
