"""Where a repair can stand, as the steps that lead there, and what a person enters for each move."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from casework import actions, records
from casework.door import transacting
from casework.filing import Filing, PartyInput
from casework.models import Case, CreditRecord, Unit
from casework.permissions import Actor
from casework.register import life
from casework.register.hand import Hand, hold
from tests.world import World

RECORD = "XG-2026-0017"  # about a public body, so that somebody has to keep out of the case
PROVIDER, ANOTHER = "区财政局", "区营商局"
PERFORMED_ON = date(2026, 6, 30)

ASKED = ("accept", "ask_units")
GRANTED = (*ASKED, "answer", "decide_grant")
CLOSED = (*GRANTED, "execute", "acknowledge", "acknowledge")
REVOKED = (*CLOSED, "revoke", "acknowledge", "acknowledge")
Step = str | timedelta

# Every state, and a state again where a guard says something else.
SCENES: dict[str, tuple[Step, ...]] = {
    "submitted": (),
    "supplementing": ("ask_supplement",),
    "supplement is overdue": ("ask_supplement", timedelta(days=30)),
    "supplemented": ("ask_supplement", "supplement"),
    "verifying": ("accept",),
    "consulting": ASKED,
    "deciding": (*ASKED, "answer"),
    "decided": GRANTED,
    "notifying": (*GRANTED, "execute"),
    "closed": CLOSED,
    "revoked, waiting": (*CLOSED, "revoke"),
    "revoked": REVOKED,
    "refused": ("refuse",),
    "denied": (*ASKED, "answer", "decide_refuse"),
    "withdrawn": ("withdraw",),
    "the record is gone": (*ASKED, "record_revoked", "answer"),
    "pointless": ("record_revoked", "end_pointless"),
}
# Ways that together make every move.
WAYS: tuple[tuple[Step, ...], ...] = (
    ("ask_supplement", "supplement", "accept", "extend", "ask_units", "extend_consulting", "answer"),
    (*ASKED, "answer", "extend_deciding", "decide_refuse"),
    REVOKED,
    ("nobody_else", "accept", "own_check", "decide_grant", "execute", "acknowledge"),
    ("refuse",),
    ("withdraw",),
    ("record_revoked", "end_pointless"),
)
WORDS = {"explanation": "经核查，说明如下。"}


def open_case(world: World) -> Case:
    """Apply for the repair that all scenes begin with; a measure is built on the record."""
    record = CreditRecord.objects.get(number=RECORD)
    if record.standing and not record.sanctions.exists() and not record.marks.filter(removed_at=None).exists():
        impose(world, record)
    return apply(world, record)


def impose(world: World, record: CreditRecord) -> None:
    """A measure built on the record."""
    on = world.at.date()
    what = {"measure": "取消评优资格", "decided_by": "区政府", "decided_on": on, "first_day": on}
    actions.impose_sanction(record, by=world.actor("caizheng_handler"), at=world.at, **what)


def apply(world: World, record: CreditRecord, **details: Any) -> Case:
    """Apply for the repair of a record."""
    kind = record.subject_type
    filing = Filing(
        content="款项已经全部付清，内部付款流程已经改正。",
        filer=PartyInput(kind, record.full_name, record.subject_code, "13842600718"),
        record=record,
        details={"performed_on": PERFORMED_ON, "promised": True, "promised_by": "王建国"} | details,
    )
    return actions.open_case("repair", filing, by=Actor(), at=world.at).case


def revoke_record(world: World, case: Case) -> None:
    """Somebody else takes the record out of the register."""
    with transacting():
        life.revoke(hold(case.record), Hand(world.at))


def leave_nobody_else(world: World, case: Case) -> None:
    """The unit that made the determination has to keep out."""
    registrar = world.actor("registrar")
    actions.order_out(case.number, who=case.record.source_unit, reason="利害关系。", by=registrar, at=world.at)


HAPPENINGS = {"record_revoked": revoke_record, "nobody_else": leave_nobody_else}


def entered(move: str, case: Case) -> dict[str, Any]:
    """What a person would type for a move, whether it is possible now or not."""
    asked = case.assignments.filter(status="open").exists()
    unit = Unit.objects.get(name=ANOTHER if asked else PROVIDER)
    unconfirmed = records.unacknowledged(case.pk).first()
    more = {"days": 2, "reason": "案情复杂，需要实地核查。"}
    typed: dict[str, dict[str, Any]] = {
        "ask_supplement": {"items": "履行完毕的证明材料", "days": 5},
        "supplement": {"text": "银行付款凭证见附件。", "performed_on": "2026-06-30", "promised": "on"},
        "refuse": WORDS | {"reason": "not_fulfilled"},
        "own_check": {"finding": "confirmed", "own_check": "经查付款凭证，已经付清。"},
        "ask_units": {"units": [unit.pk], "question": "请核查是否已经付清。"},
        "extend": more,
        "extend_consulting": more,
        "extend_deciding": more,
        "decide_grant": WORDS,
        "decide_refuse": WORDS | {"reason": "not_fulfilled"},
        "acknowledge": {"subscriber": unconfirmed and unconfirmed.subscriber.code, "reference": "HZ-1"},
        "revoke": {"explanation": "付款凭证系伪造。", "no_repair_until": "2027-11-30"},
    }
    return typed.get(move, {})
