"""Several hands on one record: a repair, an objection, a change of its provider and the end of its publication."""

from __future__ import annotations

import pytest

from casework import actions
from casework.checks import problems
from casework.errors import Conflict, GuardFailed
from casework.models import CreditRecord, Proposal
from tests.register import scene
from tests.world import World
from workflows.repair.tests.test_meanwhile import GRANT, deciding, objection, refused
from workflows.repair.tests.test_tracks import record

RECORD = "XG-2026-0012"


def test_the_provider_corrects_while_a_repair_waits_for_approval(world: World) -> None:
    """The proposal is void, and whether the record can be repaired is reckoned from what it says now."""
    case = deciding(world)
    proposal = world.submit(case, "decide_grant", "fagai_handler", **GRANT)
    row = record(RECORD)
    who = world.member(row.source_unit)
    change = scene.drafted(world, row, "correct", who, determined_on="2026-09-03")
    actions.decide_record_change(change, by=world.actor(scene.VERIFIER), at=world.at, confirm=True, answer="")
    with pytest.raises(Conflict):
        world.approve(proposal, "fagai_supervisor")
    assert Proposal.objects.get(pk=proposal.pk).status == "void"
    assert refused(world, case, "decide_grant")  # three months from 3 September are not over
    assert list(problems()) == []


def test_the_draft_of_a_provider_is_void_when_the_record_is_repaired(world: World) -> None:
    case = deciding(world)
    row = record(RECORD)
    change = scene.drafted(world, row, "correct", world.member(row.source_unit), title="更正")
    world.submit(world.agreed(case, "decide_grant", **GRANT), "execute", "fagai_handler")
    change.refresh_from_db()
    assert change.status == "void"
    assert list(problems()) == []


def test_objection_and_repair_at_the_same_time(world: World) -> None:
    """The objection comes first; when it is decided the repair goes on by what the record says then."""
    case = deciding(world)
    other = objection(world)
    with pytest.raises(GuardFailed):
        world.submit(case, "decide_grant", "fagai_handler", **GRANT)
    world.answer(world.ask(other, str(record(RECORD).source_unit)), world.member(record(RECORD).source_unit))
    words = {"amount": "100.00", "explanation": "金额录入有误。"}
    world.submit(world.agreed(world.get(other), "decide_correct", **words), "execute", "fagai_handler")
    world.submit(world.agreed(case, "decide_grant", **GRANT), "execute", "fagai_handler")
    row = CreditRecord.objects.get(number=RECORD)
    assert [v.change for v in row.versions.order_by("-number")[:2]] == ["repaired", "corrected"]
    assert list(problems()) == []
