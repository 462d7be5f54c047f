"""回避: who keeps out loses the case at once, everywhere; the lead is looked for anew; the database refuses the rest."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from casework import actions, casefile, queries
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Assignment, Case, CaseTask, Proposal, Recusal, Unit
from casework.models.guard import opened
from casework.permissions import is_recused, unit_members
from notifications.models import Message
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db


def declare(world, case, who, reason="与当事人有亲属关系。"):
    return actions.declare_conflict(case.number, reason=reason, by=world.actor(who), at=world.at)


def order(world, case, who, by="registrar", reason="有利害关系。"):
    return actions.order_out(case.number, who=who, reason=reason, by=world.actor(by), at=world.at)


def test_who_declares_a_conflict_loses_the_case_at_once(world):
    case = world.verifying()
    task = case.tasks.open().get()
    assert task.owner.username == "fagai_handler"
    declare(world, case, "fagai_handler")
    actor = world.actor("fagai_handler")
    assert CaseTask.objects.get(pk=task.pk).owner is None
    assert is_recused(actor, world.get(case))
    assert not Case.objects.visible_to(actor).filter(pk=case.pk).exists()
    assert not queries.open_tasks(actor).filter(case=case.pk).exists()
    assert not any(option.allowed for option in casefile.options(world.get(case), actor, world.at))
    assert actor.user.pk not in unit_members(case.lead_unit_id, "handler", world.at.date(), world.get(case))
    for act in (
        lambda: world.submit(case, "own_check", "fagai_handler", own_check="x"),
        lambda: actions.claim(task.pk, by=actor, at=world.at),
        lambda: declare(world, case, "fagai_handler"),
    ):
        with pytest.raises(NotAllowed):
            act()
    clean()


def test_what_they_proposed_is_void_and_nobody_hands_them_anything(world):
    case = world.submitted()
    world.submit(case, "accept", "fagai_handler")
    declare(world, case, "fagai_handler")
    assert Proposal.objects.get(case=case.pk).status == "void"
    task = case.tasks.open().get()
    colleague = world.actor("fagai_handler2")
    actions.claim(task.pk, by=colleague, at=world.at)
    with pytest.raises((NotAllowed, InvalidData)):
        actions.hand_over(task.pk, to=world.people["fagai_handler"], reason="请接手。", by=colleague, at=world.at)
    clean()


def test_the_approver_may_keep_out_too(world):
    case = world.submitted()
    proposal = world.submit(case, "accept", "fagai_handler")
    declare(world, case, "fagai_supervisor")
    with pytest.raises(NotAllowed):
        world.approve(proposal, "fagai_supervisor")
    clean()


def test_no_message_reaches_who_keeps_out(world):
    case, _assignment = world.consulting()
    order(world, case, world.people["fagai_handler"])
    before = Message.objects.filter(recipient=world.people["fagai_handler"]).count()
    world.answer(case.assignments.get(), "caizheng_handler")
    world.agreed(world.get(case), "decide_uphold", "fagai_handler2", explanation="经核查，信息无误。")
    assert Message.objects.filter(recipient=world.people["fagai_handler"]).count() == before
    clean()


def test_the_person_complained_about_keeps_out_by_name(world):
    case = world.file(named_person=world.people["fagai_handler"].name).case
    assert list(case.recusals.values_list("user__username", "why")) == [("fagai_handler", "named")]
    assert not Case.objects.visible_to(world.actor("fagai_handler")).filter(pk=case.pk).exists()
    told = Message.objects.filter(number=case.number, recipient__isnull=False)
    assert "fagai_handler" not in set(told.values_list("recipient__username", flat=True))
    clean()


def test_a_lead_ordered_out_gives_way_to_the_next(world):
    case, assignment = world.consulting()
    fagai, registry = case.lead_unit, Unit.objects.get(name="区政府办")
    with opened():
        Case.objects.filter(pk=case.pk).update(registry_unit=registry)
    order(world, case, fagai, by="zhengfuban_registrar")
    now = world.get(case)
    assert now.lead_unit == registry  # the reserve list: the clause names 区发改局 alone
    assert now.route["changes"][0] | {"at": ""} == {
        "from": "区发改局",
        "to": "区政府办",
        "reason": "有利害关系。",
        "at": "",
    }
    assert Assignment.objects.get(pk=assignment.pk).status == "open"  # nothing that was begun is lost
    world.answer(assignment, "caizheng_handler")
    assert world.open_tasks(case) == [("decide", "区政府办", "")]
    assert not Case.objects.visible_to(world.actor("fagai_handler")).filter(pk=case.pk).exists()
    clean()


def test_a_unit_that_was_asked_and_is_ordered_out_is_asked_no_more(world):
    case, assignment = world.consulting()
    order(world, case, assignment.unit)
    assert Assignment.objects.get(pk=assignment.pk).status == "cancelled"
    assert world.get(case).state == "deciding"
    with pytest.raises(InvalidData):
        world.ask(case, "区财政局")
    with pytest.raises(Conflict):
        order(world, case, assignment.unit)
    clean()


@pytest.mark.parametrize("who", ["fagai_handler", "fagai_supervisor", "zhengfuban_registrar", "leader", "auditor"])
def test_only_the_registrar_of_the_case_orders_out(world, who):
    case = world.submitted()
    with pytest.raises(NotAllowed):
        order(world, case, world.people["sifa_handler"], by=who)
    with pytest.raises(NotAllowed):
        actions.relead(
            case.number, unit=Unit.objects.get(name="区政府办"), reason="x", by=world.actor(who), at=world.at
        )


@pytest.mark.parametrize("reason", ["", "  ", "字" * 501])
def test_a_reason_is_needed(world, reason):
    case = world.submitted()
    for act in (
        lambda: declare(world, case, "fagai_handler", reason=reason),
        lambda: order(world, case, world.people["sifa_handler"], reason=reason),
        lambda: actions.relead(
            case.number, unit=Unit.objects.get(name="区政府办"), reason=reason, by=world.actor("registrar"), at=world.at
        ),
    ):
        with pytest.raises(InvalidData) as refusal:
            act()
        assert list(refusal.value.errors) == ["reason"]
    assert world.get(case).version == case.version


def test_another_lead_takes_over_and_nothing_is_lost(world):
    case = world.deciding()
    to = Unit.objects.get(name="区司法局")
    actions.relead(case.number, unit=to, reason="职责调整。", by=world.actor("registrar"), at=world.at)
    assert world.open_tasks(case) == [("decide", "区司法局", "")]
    assert case.assignments.get().answer
    world.agreed(world.get(case), "decide_uphold", "sifa_handler", "sifa_supervisor", explanation="经核查，信息无误。")
    assert world.get(case).state == "decided"
    clean()


def test_the_database_refuses_what_the_code_would_not(world):
    case, assignment = world.consulting()
    declare(world, case, "fagai_handler")
    user, task = world.people["fagai_handler"], case.tasks.open().first()
    proposal = {"case_id": case.pk, "move": "x", "content_hash": "x", "unit": case.lead_unit, "proposed_at": world.at}
    order(world, case, Unit.objects.get(name="区住建局"))
    asked = {"case_id": case.pk, "question": "x", "asked_at": world.at}
    refused = (
        lambda: CaseTask.objects.filter(pk=task.pk).update(owner=user),
        lambda: Proposal.objects.create(**proposal, proposer=user),
        lambda: Assignment.objects.create(**asked, unit=Unit.objects.get(name="区住建局")),
    )
    for write in refused:
        with pytest.raises(ProgrammingError, match="keeps out"), transaction.atomic(), opened():
            write()
    assert Recusal.objects.filter(case=case.pk).count() == 2
    assert Assignment.objects.get(pk=assignment.pk).status == "open"
