"""异议标注: stands while the objection is pending, ends with it, and never takes the mark of another along."""

from __future__ import annotations

import pytest

from casework import actions, records
from casework.context import Context
from casework.errors import Conflict
from casework.models import CreditRecord, Delivery, Sanction
from casework.models.guard import opened
from tests.engine.racing import clean
from workflows.objection.machine import ObjectionCase

pytestmark = pytest.mark.django_db
DECISIONS = {
    "decide_correct": {"amount": "6400.00", "explanation": "录入有误。"},
    "decide_revoke": {"explanation": "依据已撤销。"},
    "decide_uphold": {"explanation": "经核查无误。"},
    "decide_unconfirmed": {"explanation": "无法核实。"},
}


def marked(case) -> bool:
    return CreditRecord.objects.with_marks().get(pk=case.record_id).in_dispute


def told(case) -> list[str]:
    rows = Delivery.objects.filter(case=case, subscriber__code="xinyong-dalian").order_by("pk")
    return list(rows.values_list("change", flat=True))


def sanction(world, case) -> Sanction:
    day = world.at.date()
    return actions.impose_sanction(
        case.record,
        by=world.actor("caizheng_handler"),
        at=world.at,
        measure="限制参加政府采购",
        decided_by="区财政局",
        decided_on=day,
        first_day=day,
    )


def test_the_mark_is_placed_with_the_acceptance_and_stops_new_sanctions(world):
    case = world.submitted()
    assert sanction(world, case).pk
    case = world.agreed(case, "accept")
    assert marked(case)
    with pytest.raises(Conflict):
        sanction(world, case)
    clock = case.clocks.get(name="mark")
    assert (clock.status, clock.stopped_at) == ("stopped", world.at)
    assert told(case) == ["marked"]


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_mark_ends_when_the_decision_is_carried_out(world, decision):
    case = world.agreed(world.deciding(), decision, **DECISIONS[decision])
    assert marked(case)
    world.submit(case, "execute", "fagai_handler")
    assert not marked(case)
    assert told(case)[-1] == "unmarked"
    clean()


@pytest.mark.parametrize("stage", ["verifying", "consulting", "deciding"])
def test_withdrawal_removes_the_mark(world, stage):
    case = getattr(world, stage)()
    case = case[0] if stage == "consulting" else case
    world.as_filer(case, "withdraw", reason="")
    case = world.get(case)
    assert (case.state, case.outcome, marked(case)) == ("withdrawn", "withdrawn", False)
    assert world.open_tasks(case) == []
    assert sanction(world, case).pk
    clean()


def test_a_transfer_removes_the_mark(world):
    case = world.agreed(world.verifying(), "transfer", to="city_credit_centre", explanation="由市级平台产生。")
    assert not marked(case)
    clean()


def test_before_acceptance_there_is_no_mark_to_remove(world):
    case = world.submitted()
    world.as_filer(case, "withdraw", reason="")
    assert told(case) == []


@pytest.mark.parametrize("ended_by", ["withdraw", "decide_uphold", "transfer"])
def test_the_mark_of_another_objection_stays(world, ended_by):
    ended, other = world.verifying(), world.verifying()
    if ended_by == "withdraw":
        world.as_filer(ended, "withdraw", reason="")
    elif ended_by == "transfer":
        world.agreed(ended, "transfer", to="city_credit_centre", explanation="由市级平台产生。")
    else:
        world.submit(ended, "own_check", "fagai_handler", own_check="录入时多写了一个零。")
        world.agreed(ended, "decide_uphold", explanation="经核查无误。")
        world.submit(ended, "execute", "fagai_handler")
    assert not ended.marks.filter(removed_at=None).exists()
    assert other.marks.filter(removed_at=None).exists()
    assert marked(other)
    with pytest.raises(Conflict):
        sanction(world, other)
    clean()


def test_a_record_that_was_revoked_meanwhile_is_not_marked(world):
    """Another case revokes it after the guard of this one has looked."""
    case = world.get(world.submitted())
    assert case.record.status == "published"
    ctx = Context(case=case, move=ObjectionCase.accept.move, actor=world.actor("fagai_supervisor"), at=world.at)
    with opened():
        CreditRecord.objects.filter(pk=case.record_id).update(status="revoked")
        with pytest.raises(Conflict):
            records.place_mark(ctx)
    assert not marked(case)
