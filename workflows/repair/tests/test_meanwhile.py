"""What happens to the record while its repair is pending: dispute, correction, end of publication, revocation."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from casework import actions, casefile
from casework.context import Context
from casework.door import transacting
from casework.errors import Conflict, GuardFailed, InvalidData
from casework.models import CreditRecord, Proposal
from casework.models.guard import opened
from casework.register import life
from casework.register.hand import Hand, hold
from casework.rules.deadlines import CHINA
from casework.sweep import sweep
from tests.engine.racing import clean
from workflows.repair.machine import RepairCase
from workflows.repair.tests.scenes import apply
from workflows.repair.tests.test_tracks import ask, granted, record

pytestmark = pytest.mark.django_db
OLD, NEW = "XG-2025-0003", "XG-2026-0012"
GRANT = {"explanation": "符合条件。"}


def refused(world, case, move, who="fagai_handler") -> str:
    """Why a move is not possible now; empty when it is."""
    found = {o.move.name: o for o in casefile.options(world.get(case), world.actor(who), world.at)}
    return found[move].why


def deciding(world, number=NEW):
    return ask(world, world.agreed(apply(world, record(number)), "accept"))


def objection(world, number=NEW):
    return world.agreed(world.file(record=record(number)).case, "accept")


def test_while_an_objection_is_open_nothing_is_accepted_or_granted(world):
    case = apply(world, record(NEW))
    objection(world)
    assert "异议" in refused(world, case, "accept")
    with pytest.raises(GuardFailed):
        world.submit(case, "accept", "fagai_handler")


def test_an_objection_accepted_after_the_proposal_holds_the_approval_up(world):
    case = deciding(world)
    proposal = world.submit(case, "decide_grant", "fagai_handler", **GRANT)
    other = objection(world)
    with pytest.raises(GuardFailed):
        world.approve(proposal, "fagai_supervisor")
    world.as_filer(other, "withdraw", reason="")
    world.approve(Proposal.objects.get(pk=proposal.pk), "fagai_supervisor")
    assert world.get(case).state == "decided"
    clean()


def test_a_correction_voids_the_proposal_and_the_conditions_are_reckoned_anew(world):
    case = deciding(world)
    proposal = world.submit(case, "decide_grant", "fagai_handler", **GRANT)
    other = objection(world)
    world.submit(other, "ask_provider", "fagai_handler", unit=record(NEW).source_unit_id, question="请核查。")
    asked = other.assignments.get(status="open")
    world.answer(asked, world.member(asked.unit), "wrong", "认定日期有误。")
    words = {"determined_on": "2026-09-03", "explanation": "认定日期有误。"}
    world.submit(world.agreed(other, "decide_correct", **words), "execute", "fagai_handler")
    with pytest.raises(Conflict):
        world.approve(proposal, "fagai_supervisor")
    assert Proposal.objects.get(pk=proposal.pk).status == "void"
    assert refused(world, case, "decide_grant")  # three months from 3 September are not over
    assert record(NEW).status == "published"
    world.at = datetime(2026, 12, 4, 10, tzinfo=CHINA)
    assert refused(world, case, "decide_grant") == ""
    clean()


def test_a_correction_between_guard_and_decision_is_noticed_under_the_lock(world):
    case = world.get(deciding(world))
    move = RepairCase.decide_grant.move
    ctx = Context(case=case, move=move, actor=world.actor("fagai_supervisor"), at=world.at, data=GRANT)
    assert all(guard.check(ctx) for guard in move.guards)
    with transacting():
        life.correct(hold(case.record), Hand(world.at), {"determined_on": date(2026, 10, 3)})
        with pytest.raises(Conflict):
            case.decide_grant(ctx)


def test_a_correction_after_the_decision_does_not_undo_it(world):
    case = world.agreed(deciding(world), "decide_grant", **GRANT)
    with transacting():
        life.correct(hold(case.record), Hand(world.at), {"determined_on": date(2026, 10, 3)})
    world.submit(case, "execute", "fagai_handler")
    assert record(NEW).status == "repaired"


@pytest.mark.parametrize("state", ["submitted", "verifying", "deciding", "decided"])
def test_a_revoked_record_leaves_nothing_to_repair(world, state):
    case = apply(world, record(NEW))
    if state != "submitted":
        case = world.agreed(case, "accept")
    if state in ("deciding", "decided"):
        case = ask(world, case)
    if state == "decided":
        case = world.agreed(case, "decide_grant", **GRANT)
    assert world.get(case).state == state
    assert refused(world, case, "end_pointless")  # while the record is in use
    with transacting():
        life.revoke(hold(case.record), Hand(world.at))
    assert refused(world, case, "end_pointless") == ""
    sweep(world.at)
    case = world.get(case)
    assert (case.state, case.outcome, case.repair.ended_by) == ("pointless", "pointless", "revoked")
    letter = case.documents.get(paper__code="repair_pointless").content["paragraphs"]
    assert any("已被撤销" in line for line in letter)
    assert world.open_tasks(case) == []
    clean()


def test_publication_that_ended_meanwhile_leaves_nothing_to_repair(world):
    case = deciding(world, OLD)
    with transacting():
        life.end(hold(case.record), Hand(world.at))
    world.submit(case, "end_pointless", "fagai_handler")
    case = world.get(case)
    assert (case.state, case.repair.ended_by) == ("pointless", "expired")
    assert any("公示期届满" in line for line in case.documents.last().content["paragraphs"])


def test_a_waiting_proposal_does_not_keep_the_sweep_from_ending_the_case(world):
    case = deciding(world)
    world.submit(case, "decide_grant", "fagai_handler", **GRANT)
    with transacting():
        life.revoke(hold(case.record), Hand(world.at))
    sweep(world.at)
    assert world.get(case).state == "pointless"
    clean()


def test_of_two_applications_the_earlier_goes_first_and_the_later_ends_with_it(world):
    first, second = apply(world, record(NEW)), apply(world, record(NEW))
    assert refused(world, second, "accept")
    assert refused(world, first, "accept") == ""
    granted(world, world.agreed(first, "accept"))
    sweep(world.at)
    assert (world.get(second).state, world.get(second).repair.ended_by) == ("pointless", "repaired")


def test_before_the_shortest_period_nothing_is_accepted(world):
    case = apply(world, record("XG-2026-0021"))
    assert refused(world, case, "accept")
    world.at = datetime(2027, 1, 14, 10, tzinfo=CHINA)
    assert refused(world, case, "accept")
    world.at += timedelta(days=1)
    assert refused(world, case, "accept") == ""


def test_without_the_commitment_nothing_is_accepted(world):
    case = apply(world, record(NEW), promised=False)
    assert "承诺" in refused(world, case, "accept")


def test_a_rule_version_that_nobody_knows_is_no_error(world):
    with opened():
        CreditRecord.objects.filter(number=NEW).update(rule_version="没有这个")
    case = apply(world, record(NEW))
    assert refused(world, case, "accept")


def revoked(world):
    """A closed repair whose promise proved false."""
    case = granted(world, world.agreed(apply(world, record(NEW)), "accept"))
    words = {"explanation": "退款凭证系伪造。", "no_repair_until": "2029-11-09"}
    world.later(days=30)
    return world.agreed(case, "revoke", **words)


def test_after_a_false_promise_the_record_stands_again_and_is_not_repaired_for_the_term(world):
    case = revoked(world)
    row = record(NEW)
    assert (case.outcome, case.repair.no_repair_until) == ("revoked", date(2029, 11, 9))
    assert (row.status, row.public_until, row.no_repair_until) == ("published", None, date(2029, 11, 9))
    assert CreditRecord.objects.public().filter(pk=row.pk).exists()
    assert list(case.deliveries.order_by("pk").values_list("change", flat=True)[2:]) == ["resumed"] * 2
    assert {"repair_revocation", "repair_resumption"} <= set(case.documents.values_list("paper__code", flat=True))
    again = apply(world, row)
    assert refused(world, again, "accept")
    assert refused(world, case, "revoke")
    clean()


@pytest.mark.parametrize(("day", "right"), [("2026-11-09", False), ("2029-11-10", False), ("2029-11-09", True)])
def test_the_term_is_ahead_and_no_longer_than_any_rule_says(world, day, right):
    case = granted(world, world.agreed(apply(world, record(NEW)), "accept"))
    data = {"explanation": "退款凭证系伪造。", "no_repair_until": day}
    if right:
        assert actions.submit(case.number, "revoke", by=world.actor("fagai_handler"), at=world.at, data=data)
    else:
        with pytest.raises(InvalidData):
            actions.submit(case.number, "revoke", by=world.actor("fagai_handler"), at=world.at, data=data)


def test_an_objection_accepted_after_the_decision_holds_nothing_up_and_goes_on(world):
    case = world.agreed(deciding(world), "decide_grant", **GRANT)
    other = objection(world)
    world.submit(case, "execute", "fagai_handler")
    row = record(NEW)
    assert (row.status, row.marks.filter(removed_at=None).count()) == ("repaired", 1)
    world.submit(other, "ask_provider", "fagai_handler", unit=row.source_unit_id, question="请核查。")
    asked = other.assignments.get(status="open")
    world.answer(asked, world.member(asked.unit), "wrong", "金额有误。")
    world.submit(
        world.agreed(other, "decide_correct", amount="20000.00", explanation="金额有误。"), "execute", "fagai_handler"
    )
    row = record(NEW)
    assert (row.status, str(row.said().amount)) == ("repaired", "20000.00")
    assert not row.marks.filter(removed_at=None).exists()
    clean()
