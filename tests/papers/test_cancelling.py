"""A cancelled number (作废): it stays, says why, and is cancelled by somebody who did not make the paper."""

import pytest
from django.db import ProgrammingError, transaction

from casework import actions
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Membership, PaperCancellation
from casework.models.guard import opened
from notifications.models import Message
from tests.engine.cast import FIRST_DAY
from tests.world import World

SECOND = "fagai_leader"  # holds the role of a supervisor here, and has signed nothing


@pytest.fixture
def accepted(world: World):
    """A paper that one supervisor approved, and a second supervisor."""
    case = world.agreed(world.submitted(), "accept")
    Membership.objects.create(user=world.people[SECOND], unit=case.lead_unit, role="supervisor", valid_from=FIRST_DAY)
    return case, case.documents.get(paper__code="objection_accept")


def cancel(world, paper, who=SECOND, reason="主送有误。", **more):
    """Somebody cancels it."""
    return actions.cancel_paper(paper.pk, reason=reason, by=world.actor(who), at=world.at, **more)


def test_the_number_stays_and_whoever_was_sent_it_is_told(world: World, accepted) -> None:
    case, paper = accepted
    state = case.state
    later = case.documents.exclude(pk=paper.pk).filter(addressee=paper.addressee, pk__gt=paper.pk).first()
    row = cancel(world, paper, replaced_by=later)
    paper.refresh_from_db()
    assert (paper.cancellation, paper.cancellation.reason, row.replaced_by) == (row, "主送有误。", later)
    assert world.get(case).state == state, "what the move did is not undone"
    assert case.events.get(verb="cancelled").data["number"] == paper.number
    assert Message.objects.filter(event="paper_cancelled", case_id=case.pk).exists()
    with pytest.raises(Conflict):
        cancel(world, paper)


def test_who_made_a_paper_does_not_cancel_it(world: World, accepted) -> None:
    case, paper = accepted
    with pytest.raises(NotAllowed):
        cancel(world, paper, "fagai_supervisor")
    with pytest.raises(NotAllowed):
        cancel(world, paper, "caizheng_supervisor")
    proposer = world.people["fagai_handler"]
    Membership.objects.create(user=proposer, unit=case.lead_unit, role="supervisor", valid_from=FIRST_DAY)
    with pytest.raises(NotAllowed):
        cancel(world, paper, "fagai_handler")
    for user in (proposer, world.people["fagai_supervisor"]):
        with opened(), pytest.raises(ProgrammingError), transaction.atomic():
            PaperCancellation.objects.create(document=paper, reason="错。", cancelled_by=user, cancelled_at=world.at)


def test_a_reason_and_a_paper_that_may_stand_in_its_place(world: World, accepted) -> None:
    _case, paper = accepted
    with pytest.raises(InvalidData) as refusal:
        cancel(world, paper, reason="  ", replaced_by=paper)
    assert sorted(refusal.value.errors) == ["reason", "replaced_by"]
