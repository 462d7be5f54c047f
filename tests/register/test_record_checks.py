"""check_consistency finds what is wrong in the register: one thing is broken at a time, and the right check says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from casework import actions
from casework.checks import check_consistency
from casework.models import CreditRecord, RecordChange, RecordVersion, Sanction
from casework.models.guard import opened
from casework.record_checks import CHECKS
from tests.engine.cast import undone
from tests.engine.test_checks import past_triggers
from tests.register import scene
from tests.world import World

RECORDS, VERSIONS = CreditRecord.objects, RecordVersion.objects
FAULTS: dict[str, list[Callable[[World], Any]]] = {
    "records_stand_as_their_version": [
        lambda world: RECORDS.filter(status="verified").update(status="expired"),
        lambda world: VERSIONS.filter(record__status="verified", to_at=None).update(to_at=world.at),
    ],
    "windows_match_rules": [
        lambda world: RECORDS.filter(status="published").update(ends_on="2030-01-01"),
        lambda world: RECORDS.filter(status="published").update(repair_from=None),
        lambda world: RECORDS.filter(rule_version="36号令").update(ends_by_itself=True),
    ],
    "published_records_are_shared": [
        lambda world: RECORDS.filter(status="published").update(published_at=None),
        lambda world: RECORDS.filter(status="published").update(public_until=world.at),
        lambda world: RECORDS.filter(status="published").update(withheld="x"),
        lambda world: RECORDS.filter(status="expired").update(public_until=None),
    ],
    "records_were_seen_by_two": [
        lambda world: past_triggers(
            "recordversion",
            VERSIONS.filter(change="collected", record__status="verified").first(),
            by=world.person(scene.VERIFIER),
        ),
    ],
    "persons_are_kept_masked": [
        lambda world: RECORDS.filter(subject_type="person").update(subject_name="王建国"),
        lambda world: RECORDS.filter(subject_type="person").update(person_name=None),
        lambda world: RECORDS.filter(subject_type="enterprise").update(person_id="x"),
    ],
    "changes_wait_on_the_present_version": [lambda world: RecordChange.objects.update(version=1)],
    "no_measure_outlives_its_record": [
        lambda world: Sanction.objects.update(lifted="", lifted_at=None),
    ],
}


@pytest.fixture
def register(world: World) -> World:
    """A record for each thing that can be broken."""
    for bring in scene.statuses(world).values():
        bring()
    actions.collect_record(scene.person(), by=world.actor(scene.COLLECTOR), at=world.at)
    row = scene.over(world)
    by = {"by": world.actor("registrar"), "at": world.at}
    days = {"decided_on": world.at.date(), "first_day": world.at.date()}
    actions.impose_sanction(row, measure="取消评优资格", decided_by="区政府", **days, **by)
    actions.end_publication(row.pk, at=world.at)
    scene.drafted(world, scene.published(world), "revoke")
    assert set(check_consistency().values()) == {0}
    return world


def test_there_is_a_fault_for_every_check() -> None:
    assert set(FAULTS) == set(CHECKS)


def test_every_fault_is_found(register: World) -> None:
    missed = []
    for check, faults in FAULTS.items():
        for number, fault in enumerate(faults):
            with undone(), opened():
                fault(register)
                missed += [] if check_consistency()[check] else [f"{check}, fault {number}"]
    assert missed == []
