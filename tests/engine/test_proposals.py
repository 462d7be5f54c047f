"""Four eyes: who proposes never decides, returned work goes back to the same person, changed content is void."""

from __future__ import annotations

import pytest

from casework import actions
from casework.errors import Conflict, GuardFailed, InvalidData, NotAllowed, Stale, Taken
from casework.models import CaseTask, CreditRecord, Membership, Proposal, Role, Unit
from casework.models.guard import opened
from casework.permissions import Actor
from notifications.models import Message
from tests.engine.files import photo
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    return world.submitted()


@pytest.fixture
def proposal(world, case):
    return world.submit(case, "accept", "fagai_handler")


def give(world, username: str, role: str, unit: str = "区发改局") -> Actor:
    Membership.objects.create(
        user=world.people[username], unit=Unit.objects.get(name=unit), role=role, valid_from=world.at.date()
    )
    return world.actor(username)


def give_back(world, proposal: Proposal, reason: str = "金额请再核对。") -> Proposal:
    by = world.actor("fagai_supervisor")
    return actions.decide(proposal.pk, by=by, at=world.at, approve=False, reason=reason)


def messages(event: str) -> list[str]:
    return list(Message.objects.filter(event=event).order_by("pk").values_list("recipient__username", flat=True))


@pytest.mark.parametrize("approve", [True, False])
def test_the_proposer_does_not_decide_even_as_supervisor(world, case, proposal, approve):
    both = give(world, "fagai_handler", Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        actions.decide(proposal.pk, by=both, at=world.at, approve=approve, reason="同意。")
    assert Proposal.objects.get().status == "pending"
    assert world.get(case).state == "submitted"
    clean()


@pytest.mark.parametrize("who", ["fagai_handler2", "caizheng_supervisor", "leader", "auditor", "registrar"])
def test_nobody_else_decides(world, proposal, who):
    with pytest.raises(NotAllowed):
        actions.decide(proposal.pk, by=world.actor(who), at=world.at, approve=True)


def test_neither_the_filer_nor_the_system_decides(world, case, proposal):
    for nobody in (Actor(), Actor.filer(case), Actor.machine("sweep")):
        with pytest.raises(NotAllowed):
            actions.decide(proposal.pk, by=nobody, at=world.at, approve=True)


def test_a_return_goes_back_to_the_same_handler(world, case, proposal):
    with pytest.raises(InvalidData):
        give_back(world, proposal, "  ")
    give_back(world, proposal)
    assert world.get(case).state == "submitted"
    assert world.open_tasks(case) == [("triage", "区发改局", "fagai_handler")]
    assert messages("proposal_returned") == ["fagai_handler"]
    with pytest.raises(Taken):
        world.submit(case, "accept", "fagai_handler2")
    world.approve(world.submit(case, "accept", "fagai_handler"), "fagai_supervisor")
    assert world.open_tasks(case) == [("check", "区发改局", "fagai_handler")]
    clean()


def test_evidence_of_the_filer_voids_what_waits(world, case, proposal):
    actions.add_evidence(photo(), by=Actor.filer(case), at=world.at, case=case)
    proposal.refresh_from_db()
    assert proposal.status == "void"
    assert messages("proposal_void") == ["fagai_handler"]
    assert world.open_tasks(case) == [("triage", "区发改局", "fagai_handler")]
    with pytest.raises(Conflict):
        world.approve(proposal, "fagai_supervisor")
    assert world.get(case).state == "submitted"
    clean()


def test_a_record_that_another_case_has_changed_voids_what_waits(world):
    first, second = world.deciding(), world.deciding()
    words = {"explanation": "录入有误。", "amount": "6400.00"}
    waiting = world.submit(second, "decide_correct", "fagai_handler", **words)
    world.agreed(first, "decide_correct", **words)
    world.submit(first, "execute", "fagai_handler")
    with pytest.raises(Conflict):
        world.approve(waiting, "fagai_supervisor")
    waiting.refresh_from_db()
    assert (waiting.status, world.get(second).state) == ("void", "deciding")
    clean()


def test_what_was_looked_at_is_what_is_decided(world, proposal):
    by = world.actor("fagai_supervisor")
    with pytest.raises(Stale):
        actions.decide(proposal.pk, by=by, at=world.at, approve=True, content_hash="0" * 64)
    actions.decide(proposal.pk, by=by, at=world.at, approve=True, content_hash=proposal.content_hash)


def test_a_settled_proposal_stays_settled(world, case, proposal):
    give_back(world, proposal)
    with pytest.raises(Conflict, match="陈静"):
        world.approve(proposal, "fagai_supervisor")
    with pytest.raises(Conflict):
        actions.take_back(proposal.pk, by=world.actor("fagai_handler"), at=world.at)


def test_only_the_proposer_takes_it_back(world, case, proposal):
    with pytest.raises(NotAllowed):
        actions.take_back(proposal.pk, by=world.actor("fagai_supervisor"), at=world.at)
    assert actions.take_back(proposal.pk, by=world.actor("fagai_handler"), at=world.at).status == "void"
    assert world.open_tasks(case) == [("triage", "区发改局", "fagai_handler")]
    world.submit(case, "ask_supplement", "fagai_handler", items="营业执照", days=5)
    clean()


def test_while_one_waits_nothing_else_is_done(world, case, proposal):
    with pytest.raises(Conflict):
        world.submit(case, "refuse", "fagai_handler", reason="not_subject", explanation="不是信息主体。")
    with pytest.raises(Conflict):
        world.submit(case, "ask_supplement", "fagai_handler", items="营业执照", days=5)


def test_guards_are_asked_again_when_it_is_approved(world, case, proposal):
    with opened():
        CreditRecord.objects.filter(pk=case.record_id).update(status=CreditRecord.Status.REVOKED)
    with pytest.raises(GuardFailed):
        world.approve(proposal, "fagai_supervisor")
    assert world.get(case).state == "submitted"
    assert Proposal.objects.get().status == "pending"
    assert not case.record.marks.exists()


def test_the_approval_is_due_when_the_case_is(world, case, proposal):
    task = CaseTask.objects.open().get(proposal=proposal)
    assert (task.due_at, task.amber_at) == (world.get(case).due_at, world.get(case).amber_at)
    assert task.due_at is not None
    with pytest.raises(Conflict):
        actions.claim(task.pk, by=world.actor("fagai_supervisor"), at=world.at)


def test_who_hands_the_task_on_stays_the_author(world, case, proposal):
    task = CaseTask.objects.open().get(case=case, proposal=None)
    to = world.people["fagai_handler2"]
    actions.hand_over(task.pk, to=to, reason="请假三天。", by=world.actor("fagai_handler"), at=world.at)
    world.approve(proposal, "fagai_supervisor")
    assert world.open_tasks(case) == [("check", "区发改局", "fagai_handler2")]
    assert messages("handed_over") == ["fagai_handler2"]
    assert messages("proposal_approved") == ["fagai_handler"]
    clean()
