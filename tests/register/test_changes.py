"""Changes of a record outside a case: what is checked, what voids them, their time limit, and people at the same time."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from casework import actions
from casework.checks import problems
from casework.errors import ActionError, Conflict, InvalidData, NotAllowed
from casework.models import CreditRecord, Delivery, RecordChange
from casework.register import changing
from tests.engine.racing import clean, parted, race
from tests.register import scene
from tests.world import RECORD, World


def decide(
    world: World, change: RecordChange, confirm: bool = True, answer: str = "", who: str = scene.VERIFIER
) -> Any:
    return actions.decide_record_change(change, by=world.actor(who), at=world.at, confirm=confirm, answer=answer)


@pytest.mark.parametrize(
    ("what", "fields", "wrong"),
    [
        ("correct", {}, ""),
        ("correct", {"title": "逾期未供货"}, ""),  # what it says already
        ("correct", {"title": ""}, "title"),
        ("correct", {"title": "长" * 201}, "title"),
        ("correct", {"severity": "awful"}, "severity"),
        ("correct", {"amount": "many"}, "amount"),
        ("correct", {"decided_on": "2030-01-01"}, "decided_on"),
        ("correct", {"decided_on": "soon"}, "decided_on"),
        ("correct", {"subject_name": "另一家"}, "subject_name"),
        ("correct", {"title": "改", "changed_on": "2030-01-01"}, "changed_on"),
        ("performed", {}, "done_on"),
        ("performed", {"done_on": "2030-01-01"}, "done_on"),
        ("performed", {"done_on": "31.12."}, "done_on"),
        ("revoke", {"title": "改"}, "title"),
    ],
)
def test_what_cannot_be_drafted(world: World, what: str, fields: dict[str, Any], wrong: str) -> None:
    row = scene.published(world)
    with pytest.raises(InvalidData) as refused:
        scene.drafted(world, row, what, **fields)
    assert wrong in refused.value.errors
    assert not RecordChange.objects.exists()


@pytest.mark.parametrize("until", ["", "2026-11-09", "2020-01-01", "tomorrow"])
def test_until_when_a_record_is_kept(world: World, until: str) -> None:
    with pytest.raises(InvalidData) as refused:
        scene.drafted(world, scene.over(world, by_itself=False), "keep", "registrar", until=until)
    assert "until" in refused.value.errors


def test_a_correction_makes_a_version_and_is_told(world: World) -> None:
    row = scene.published(world, amount=64000)
    told = Delivery.objects.filter(record=row).count()
    scene.changed(world, row, "correct", amount="6400.00", penalties=[{"fields": ["work_safety"]}])
    now = row.versions.get(to_at=None)
    assert (now.change, now.amount, now.number, now.by.username) == ("corrected", 6400, 4, scene.VERIFIER)
    assert (now.penalties, now.note) == ([{"fields": ["work_safety"]}], "原处罚决定已变更。")
    assert Delivery.objects.filter(record=row).count() == 2 * told


def test_a_refusal_needs_a_reason_and_changes_nothing(world: World) -> None:
    row = scene.published(world)
    change = scene.drafted(world, row, "revoke")
    with pytest.raises(InvalidData):
        decide(world, change, confirm=False, answer=" ")
    assert decide(world, change, confirm=False, answer="决定书未见变更。").status == "refused"
    assert scene.again(row).status == "published"
    with pytest.raises(Conflict):
        decide(world, change)


def test_one_change_waits_at_a_time_and_its_drafter_can_take_it_back(world: World) -> None:
    row = scene.published(world)
    change = scene.drafted(world, row, "revoke")
    with pytest.raises(Conflict):
        scene.drafted(world, row, "correct", title="改")
    with pytest.raises(NotAllowed):
        actions.withdraw_record_change(change, by=world.actor("caizheng_supervisor"), at=world.at)
    actions.withdraw_record_change(change, by=world.actor(scene.COLLECTOR), at=world.at)
    with pytest.raises(Conflict):
        decide(world, change)
    scene.drafted(world, row, "correct", title="改")


def test_a_draft_on_another_version_is_void(world: World) -> None:
    row = scene.published(world)
    change = scene.drafted(world, row, "correct", title="改")
    scene.with_repair(world, row)
    assert RecordChange.objects.get(pk=change.pk).status == "void"
    with pytest.raises(Conflict, match="失效"):
        decide(world, change)
    assert list(problems()) == []


def test_a_draft_on_a_version_that_was_not_seen(world: World) -> None:
    row = scene.published(world)
    old = changing.Draft("revoke", "撤销", seen=1)
    with pytest.raises(Conflict):
        actions.draft_record_change(row, old, by=world.actor(scene.COLLECTOR), at=world.at)


def test_three_working_days_to_withdraw_what_was_changed(world: World) -> None:
    change = scene.drafted(world, scene.published(world), "revoke", changed_on="2026-11-06")  # a Friday
    assert str(changing.due_at(change)).startswith("2026-11-11")
    plain = scene.drafted(world, scene.published(world), "revoke")
    assert str(changing.due_at(plain)).startswith("2026-11-12")
    assert changing.due_at(scene.drafted(world, scene.verified(world), "revoke")) is None
    assert changing.due_at(scene.drafted(world, scene.published(world), "performed", done_on="2026-11-01")) is None


def test_the_provider_corrects_while_an_objection_is_decided(world: World) -> None:
    """The proposal of the objection was about what the record said before: it is void, and proposed anew."""
    case = world.deciding()
    proposal = world.submit(case, "decide_correct", "fagai_handler", amount="6400.00", explanation="录入有误。")
    row = CreditRecord.objects.get(number=RECORD)
    scene.changed(world, row, "correct", amount="6500.00")
    with pytest.raises(ActionError) as refused:
        world.approve(proposal, "fagai_supervisor")
    assert refused.value.status == 409
    proposal.refresh_from_db()
    assert proposal.status == "void"
    assert row.versions.get(to_at=None).amount == 6500
    assert row.marks.filter(removed_at=None).count() == 1
    assert list(problems()) == []


# At the same time ---------------------------------------------------------------------------------------------


def test_two_verify_at_once(committed_world: World) -> None:
    world = committed_world
    row = scene.collected(world)
    calls = [
        partial(actions.verify_record, row, by=world.actor(who), at=world.at, publish=True, seen=1)
        for who in ("registrar", "fagai_supervisor", "zhengfuban_registrar", "zhengfuban_supervisor")
    ]
    done, refused = parted(race(*calls))
    assert (len(done), len(refused)) == (1, 3)
    assert row.versions.count() == 3
    clean()


def test_verified_while_somebody_amends(committed_world: World) -> None:
    world = committed_world
    row = scene.collected(world)
    amend = partial(
        actions.amend_record, row, scene.given(title="改"), by=world.actor(scene.COLLECTOR), at=world.at, seen=1
    )
    verify = partial(actions.verify_record, row, by=world.actor(scene.VERIFIER), at=world.at, publish=True, seen=1)
    done, refused = parted(race(amend, verify))
    assert (len(done), len(refused)) == (1, 1)
    clean()


def test_a_change_is_decided_once(committed_world: World) -> None:
    world = committed_world
    row = scene.published(world)
    change = scene.drafted(world, row, "revoke")
    done, refused = parted(
        race(
            partial(decide, world, change, who="registrar"),
            partial(decide, world, change, False, "不同意。"),
            partial(decide, world, change, who="zhengfuban_registrar"),
        )
    )
    assert (len(done), len(refused)) == (1, 2)
    clean()


def test_a_change_and_the_correction_of_an_objection(committed_world: World) -> None:
    """Whoever comes first; what the other one decided on is then no longer there."""
    world = committed_world
    case = world.decided()
    row = CreditRecord.objects.get(number=RECORD)
    change = scene.drafted(world, row, "correct", amount="6500.00")
    before = row.versions.count()
    done, refused = parted(
        race(partial(world.submit, case, "execute", "fagai_handler"), partial(decide, world, change))
    )
    assert (len(done), len(refused)) in ((1, 1), (2, 0))  # two: the change first, then the case corrects its own field
    assert row.versions.count() == before + len(done)
    assert row.versions.get(to_at=None).amount in (6400, 6500)
    clean()


def test_a_publication_ends_once(committed_world: World) -> None:
    world = committed_world
    row = scene.over(world)
    results = race(*[partial(actions.end_publication, row.pk, at=world.at)] * 4)
    assert sorted(results, key=str) == [False, False, False, True]
    clean()
