"""The end of publication: by itself, by a person's decision, in dispute, and what other things do with the record then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework import actions
from casework.checks import problems
from casework.models import CreditRecord, Delivery, Sanction
from casework.sweep import sweep
from tests.register import scene
from tests.world import World


def test_it_ends_by_itself_after_the_last_day(world: World) -> None:
    day = world.at.date().replace(year=2023)
    row = scene.published(world, rule_version="58号令", decided_on=day, determined_on=day)
    assert row.ends_on == world.at.date()
    assert sweep(world.at)["ended"] == 0  # public to the end of its last day
    world.later(days=1)
    assert sweep(world.at)["ended"] == 1
    assert sweep(world.at)["ended"] == 0
    now = scene.again(row)
    assert (now.status, now.public_until) == ("expired", world.at)
    version = now.versions.get(to_at=None)
    assert (version.change, version.by) == ("expired", None)
    assert Delivery.objects.filter(record=row, change="expired").exists()
    assert list(problems()) == []


def test_many_and_after_a_long_stop(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.sweep.BATCH", 2)
    rows = [scene.over(world) for _ in range(5)]
    world.later(days=400)
    assert sweep(world.at)["ended"] == 5
    assert {scene.again(row).status for row in rows} == {"expired"}


def test_what_needs_a_decision_is_left_alone(world: World) -> None:
    row = scene.over(world, by_itself=False)
    assert sweep(world.at)["ended"] == 0
    assert scene.again(row).status == "published"


def test_what_was_kept_comes_back_on_its_day(world: World) -> None:
    row = scene.over(world, by_itself=False)
    row = scene.changed(world, row, "keep", until="2026-11-20")
    assert list(CreditRecord.objects.at_their_maximum(world.at.date())) == []
    world.later(days=12)
    assert list(CreditRecord.objects.at_their_maximum(world.at.date())) == [row]
    assert scene.changed(world, row, "end").status == "expired"


def test_measures_fall_with_the_publication(world: World) -> None:
    row = scene.over(world)
    by = {"by": world.actor("registrar"), "at": world.at}
    days = {"decided_on": world.at.date(), "first_day": world.at.date()}
    actions.impose_sanction(row, measure="取消评优资格", decided_by="区政府", **days, **by)
    sweep(world.at)
    assert Sanction.objects.get(record=row).lifted == "expired"


def test_a_record_that_expires_while_in_dispute(world: World) -> None:
    """Publication ends; the mark stays until the objection is decided; the correction is still made and told."""
    row = scene.over(world, amount=64000)
    world.at -= timedelta(hours=20)
    case = world.agreed(world.file(record=row).case, "accept")
    world.at += timedelta(hours=20)
    assert sweep(world.at)["ended"] == 1
    assert row.marks.filter(removed_at=None).count() == 1
    assert list(problems()) == []
    world.answer(world.ask(world.get(case), "区财政局"), "caizheng_handler")
    world.agreed(world.get(case), "decide_correct", amount="6400.00", explanation="经核查，金额录入有误。")
    world.submit(world.get(case), "execute", "fagai_handler")
    now = scene.again(row)
    assert (now.status, now.versions.get(to_at=None).amount) == ("expired", 6400)
    assert row.marks.filter(removed_at=None).count() == 0
    assert Delivery.objects.filter(record=row, change="corrected").exists()
    assert list(problems()) == []


def test_a_record_in_use_by_somebody_is_left_for_the_next_pass(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from casework.errors import Busy

    def busy(*args: object, **kwargs: object) -> bool:
        raise Busy

    scene.over(world)
    monkeypatch.setattr("casework.actions.end_publication", busy)
    assert sweep(world.at)["ended"] == 0
