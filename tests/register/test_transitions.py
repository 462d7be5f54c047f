"""Who may do what to a record, and where it then stands: every status, every act, every role."""

from __future__ import annotations

from typing import Any

import pytest

from casework import actions
from casework.checks import problems
from casework.errors import ActionError, Conflict, NotAllowed
from casework.models import CreditRecord
from tests.register import scene
from tests.world import World

TOMORROW = "2026-11-10"
PROVIDER, OTHER, OFFICE, OUTSIDER = scene.COLLECTOR, "caizheng_supervisor", scene.VERIFIER, "zhujian_supervisor"

# act: statuses from which it can be done, and where the record stands then (None: where it stood)
ACTS: dict[str, dict[str, str | None]] = {
    "amend": {"collected": None},
    "verify": {"collected": "verified"},
    "verify_publish": {"collected": "published"},
    "decline": {"collected": "declined"},
    "correct": {"verified": None, "published": None, "expired": None, "repaired": None},
    "revoke": {"verified": "revoked", "published": "revoked", "expired": "revoked", "repaired": "revoked"},
    "performed": {"verified": None, "published": None, "expired": None},
    "publish": {"verified": "published"},
    "end": {},  # only at a maximum that does not end by itself: below
    "keep": {},
}
STATUSES = ("collected", "declined", "verified", "published", "expired", "repaired", "revoked")
FIELDS: dict[str, dict[str, Any]] = {
    "correct": {"title": "逾期供货"},
    "performed": {"done_on": "2026-11-01"},
    "keep": {"until": "2027-01-31"},
}


def act(world: World, row: CreditRecord, name: str) -> CreditRecord:
    by = world.actor(OFFICE)
    match name:
        case "amend":
            return actions.amend_record(row, scene.given(title="逾期供货"), by=world.actor(PROVIDER), at=world.at)
        case "verify" | "verify_publish":
            publish = name == "verify_publish"
            return actions.verify_record(row, by=by, at=world.at, publish=publish, withheld="" if publish else "轻微")
        case "decline":
            return actions.decline_record(row, by=by, at=world.at, reason="依据不符。")
    return scene.changed(world, row, name, **FIELDS.get(name, {}))


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("status", STATUSES)
def test_where_an_act_leads(world: World, status: str, name: str) -> None:
    row = scene.statuses(world)[status]()
    before = row.versions.count()
    if status not in ACTS[name]:
        with pytest.raises(Conflict):
            act(world, row, name)
        assert (scene.again(row).status, row.versions.count()) == (status, before)
        return
    act(world, row, name)
    now = scene.again(row)
    assert now.status == (ACTS[name][status] or status)
    assert now.versions.get(to_at=None).status == now.status
    assert now.versions.count() > before
    assert list(problems()) == []


@pytest.mark.parametrize("name", ["end", "keep"])
def test_at_a_maximum_that_does_not_end_by_itself(world: World, name: str) -> None:
    row = act(world, scene.over(world, by_itself=False), name)
    assert row.status == ("expired" if name == "end" else "published")
    assert (str(row.kept_until) == "2027-01-31") == (name == "keep")
    with pytest.raises(Conflict):  # kept until then: nothing to decide before
        act(world, row, name)
    assert list(problems()) == []


@pytest.mark.parametrize("name", ["end", "keep"])
def test_what_ends_by_itself_is_nobodys_to_decide(world: World, name: str) -> None:
    with pytest.raises(Conflict):
        act(world, scene.over(world, by_itself=True), name)


# who may: member of the provider, its supervisor, registrar, supervisor of the registering unit, another unit, auditor
WHO = ("caizheng_handler", "caizheng_supervisor", "registrar", "fagai_supervisor", "zhujian_supervisor", "auditor")
MAY = {
    "collect": (True, True, True, False, False, False),
    "verify": (False, False, True, True, False, False),
    "draft_correct": (True, True, True, False, False, False),
    "draft_publish": (False, False, True, True, False, False),
    "decide": (False, False, True, True, False, False),
}


@pytest.mark.parametrize("name", MAY)
@pytest.mark.parametrize("who", WHO)
def test_who_may(world: World, name: str, who: str) -> None:
    def attempt() -> None:
        by = world.actor(who)
        match name:
            case "collect":
                actions.collect_record(scene.given(), by=by, at=world.at)
            case "verify":
                row = scene.collected(world)
                actions.verify_record(row, by=by, at=world.at, publish=False, withheld="轻微")
            case "draft_correct":
                scene.drafted(world, scene.published(world), "correct", who, title="逾期供货")
            case "draft_publish":
                scene.drafted(world, scene.verified(world), "publish", who)
            case "decide":
                change = scene.drafted(world, scene.published(world), "revoke")
                actions.decide_record_change(change, by=by, at=world.at, confirm=True, answer="")

    if MAY[name][WHO.index(who)]:
        attempt()
    else:
        with pytest.raises(NotAllowed):
            attempt()


def test_four_eyes(world: World) -> None:
    row = scene.collected(world, who="registrar")
    with pytest.raises(NotAllowed, match="录入"):
        actions.verify_record(row, by=world.actor("registrar"), at=world.at, publish=True)
    actions.amend_record(row, scene.given(title="改"), by=world.actor("zhengfuban_registrar"), at=world.at)
    for who in ("registrar", "zhengfuban_registrar"):  # who changed it is no second person either
        with pytest.raises(NotAllowed):
            actions.verify_record(row, by=world.actor(who), at=world.at, publish=True)
    row = actions.verify_record(row, by=world.actor(OFFICE), at=world.at, publish=True)
    change = scene.drafted(world, row, "revoke", "registrar")
    with pytest.raises(NotAllowed):
        actions.decide_record_change(change, by=world.actor("registrar"), at=world.at, confirm=True, answer="")


@pytest.mark.parametrize("name", ["verify", "revoke"])
def test_nobody_decides_on_their_own_unit(world: World, name: str) -> None:
    own = {
        "subject_type": "unit",
        "subject_name": "大连市西岗区发展和改革局",
        "subject_code": "",
        "rule_version": "1103号",
    }
    row = scene.collected(world, **own, subject_unit=scene.unit("区发改局"))
    if name == "verify":
        with pytest.raises(NotAllowed, match="您所在的单位"):
            actions.verify_record(row, by=world.actor(OFFICE), at=world.at, publish=True)
        return
    row = actions.verify_record(row, by=world.actor("zhengfuban_registrar"), at=world.at, publish=True)
    with pytest.raises(NotAllowed, match="您所在的单位"):
        scene.drafted(world, row, "revoke", "registrar")


def test_persons_are_never_published(world: World) -> None:
    row = actions.collect_record(scene.person(), by=world.actor(PROVIDER), at=world.at)
    with pytest.raises(Conflict):
        actions.verify_record(row, by=world.actor(OFFICE), at=world.at, publish=True)
    row = actions.verify_record(row, by=world.actor(OFFICE), at=world.at, publish=False, withheld="个人信息")
    with pytest.raises(Conflict):
        scene.drafted(world, row, "publish", "registrar")
    assert (row.subject_name, row.subject_code, row.full_name) == ("王**", "", "王建国")
    assert list(problems()) == []


def test_reasons_are_asked_for(world: World) -> None:
    row = scene.collected(world)
    by = {"by": world.actor(OFFICE), "at": world.at}
    for attempt in (
        lambda: actions.verify_record(row, publish=False, withheld=" ", **by),
        lambda: actions.decline_record(row, reason=" ", **by),
    ):
        with pytest.raises(ActionError) as refused:
            attempt()
        assert refused.value.status == 422
