"""Records brought to where a test needs them, always through the door, and what somebody hands in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from casework import actions
from casework.models import CreditRecord, RecordChange, Unit
from casework.register.changing import Draft
from casework.register.collecting import Given
from tests.world import World

COLLECTOR, REGISTRAR, VERIFIER = "caizheng_handler", "registrar", "fagai_supervisor"
CODE = "91210203MA0Q2X7KX2"
PERSON_ID = "210203198501011230"


def unit(name: str) -> Unit:
    """A unit of today."""
    return Unit.objects.get(name=name, valid_to=None)


def given(**changes: Any) -> Given:
    """A believable record of the finance bureau about an enterprise."""
    values: dict[str, Any] = {
        "subject_type": "enterprise",
        "subject_name": "大连海韵商贸有限公司",
        "subject_code": CODE,
        "source_unit": unit("区财政局"),
        "rule_version": "36号令",
        "title": "逾期未供货",
        "facts": "中标后逾期未供货，处以罚款人民币6400元。",
        "basis": "西财采罚〔2026〕7号",
        "severity": "ordinary",
        "decided_on": date(2026, 10, 12),
        "determined_on": date(2026, 10, 12),
    }
    return Given(**values | changes)


def person(**changes: Any) -> Given:
    """A record about a civil servant."""
    who = {"subject_type": "person", "subject_name": "王建国", "subject_code": PERSON_ID, "rule_version": "local"}
    return given(**who | {"subject_unit": unit("区商务局")} | changes)


def collected(world: World, who: str = COLLECTOR, **changes: Any) -> CreditRecord:
    """Taken in."""
    return actions.collect_record(given(**changes), by=world.actor(who), at=world.at)


def verified(world: World, publish: bool = False, by: str = VERIFIER, **changes: Any) -> CreditRecord:
    """Verified by a second person, published or not."""
    row = collected(world, **changes)
    words = "" if publish else "属轻微失信，不公示。"
    return actions.verify_record(row, by=world.actor(by), at=world.at, publish=publish, withheld=words)


def published(world: World, **changes: Any) -> CreditRecord:
    """Public."""
    return verified(world, publish=True, **changes)


def over(world: World, by_itself: bool = True, **changes: Any) -> CreditRecord:
    """Public, and its last day was yesterday: three years of order 58, or one year of order 36 and not corrected."""
    yesterday = world.at.date() - timedelta(days=1)
    terms = {"rule_version": "58号令", "years": 3} if by_itself else {"rule_version": "36号令", "years": 1}
    day = yesterday.replace(year=yesterday.year - int(terms["years"]))
    dates = {"rule_version": terms["rule_version"], "decided_on": day, "determined_on": day}
    world.at -= timedelta(days=1)
    row = published(world, **dates | changes)
    world.at += timedelta(days=1)
    assert (row.ends_on, row.ends_by_itself) == (yesterday, by_itself)
    return row


def changed(world: World, row: CreditRecord, what: str, **fields: Any) -> CreditRecord:
    """A change drafted by the provider or a registrar, and confirmed by another person."""
    who = COLLECTOR if what in ("correct", "revoke", "performed") else REGISTRAR
    change = drafted(world, row, what, who, **fields)
    actions.decide_record_change(change, by=world.actor(VERIFIER), at=world.at, confirm=True, answer="")
    return again(row)


def drafted(world: World, row: CreditRecord, what: str, who: str = COLLECTOR, **fields: Any) -> RecordChange:
    """A change that waits."""
    draft = Draft(what, "原处罚决定已变更。", fields)
    return actions.draft_record_change(row, draft, by=world.actor(who), at=world.at)


def again(row: CreditRecord) -> CreditRecord:
    """The record as it is in the database now."""
    return CreditRecord.objects.get(pk=row.pk)


def statuses(world: World) -> dict[str, Callable[[], CreditRecord]]:
    """How to bring a record to each status."""

    def declined() -> CreditRecord:
        row = collected(world)
        return actions.decline_record(row, by=world.actor(VERIFIER), at=world.at, reason="依据文书不符。")

    def expired() -> CreditRecord:
        row = over(world)
        assert actions.end_publication(row.pk, at=world.at)
        return again(row)

    def repaired() -> CreditRecord:
        return with_repair(world, published(world))

    return {
        "collected": lambda: collected(world),
        "declined": declined,
        "verified": lambda: verified(world),
        "published": lambda: published(world),
        "expired": expired,
        "repaired": repaired,
        "revoked": lambda: changed(world, published(world), "revoke"),
    }


def with_repair(world: World, row: CreditRecord) -> CreditRecord:
    """Repaired, as a case of repair does it."""
    from casework.door import transacting
    from casework.register import life
    from casework.register.hand import Hand, hold

    with transacting():
        life.repair(hold(row), Hand(world.at))
    return again(row)
