"""Where an objection can stand, as the steps that lead there, and what a person enters for each move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework import records
from casework.models import Assignment, Case, CreditRecord, Unit
from tests.world import World

RECORD = "XG-2026-0017"  # about a public body, so that somebody has to keep out of the case
PROVIDER, ANOTHER = "区财政局", "区营商局"

ASKED = ("accept", "ask_provider")
OWN_ERROR = ("accept", "own_check")
DECIDED = (*OWN_ERROR, "decide_correct")
CLOSED = (*DECIDED, "execute", "acknowledge", "acknowledge")
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
    "decided": DECIDED,
    "notifying": (*DECIDED, "execute"),
    "closed": CLOSED,
    "refused": ("refuse",),
    "transferred": ("transfer",),
    "withdrawn": ("withdraw",),
    "reviewing a result": (*CLOSED, "ask_review"),
    "reviewing a refusal": ("refuse", "ask_review"),
    "reviewed": (*CLOSED, "ask_review", "review_uphold"),
}
# Ways that together make every move.
WAYS: tuple[tuple[Step, ...], ...] = (
    ("ask_supplement", "supplement", *ASKED, "extend_provider", "answer", "decide_correct", "execute"),
    (*CLOSED, "ask_review", "review_change", "execute"),
    (*CLOSED, "ask_review", "review_uphold"),
    ("refuse", "ask_review", "review_accept", "own_check", "decide_revoke", "execute"),
    (*OWN_ERROR, "decide_uphold", "execute"),
    (*OWN_ERROR, "decide_unconfirmed", "execute"),
    ("accept", "transfer"),
    ("accept", "withdraw"),
)
OPINION = {"opinion": "经复核，意见如下。"}
WORDS = {"explanation": "经核查，说明如下。"}


def open_case(world: World) -> Case:
    """File the objection that all scenes begin with."""
    return world.file(record=CreditRecord.objects.get(number=RECORD)).case


def entered(move: str, case: Case) -> dict[str, Any]:
    """What a person would type for a move, whether it is possible now or not."""
    waiting = case.assignments.filter(status=Assignment.Status.OPEN).first()
    unit = Unit.objects.get(name=ANOTHER if waiting else PROVIDER)
    unconfirmed = records.unacknowledged(case.pk).first()
    typed: dict[str, dict[str, Any]] = {
        "ask_supplement": {"items": "营业执照复印件", "days": 5},
        "supplement": {"text": "营业执照复印件见附件。"},
        "refuse": WORDS | {"reason": "not_subject"},
        "transfer": WORDS | {"to": "city_credit_centre"},
        "own_check": {"own_check": "录入时多写了一个零。"},
        "ask_provider": {"unit": unit.pk, "question": "请核查金额。"},
        "extend_provider": {"assignment": waiting and waiting.pk, "days": 2, "reason": "原始档案在库房。"},
        "decide_correct": WORDS | {"title": "更正后的事项"},
        "decide_revoke": WORDS,
        "decide_uphold": WORDS,
        "decide_unconfirmed": WORDS,
        "acknowledge": {"subscriber": unconfirmed and unconfirmed.subscriber.code, "reference": "HZ-1"},
        "ask_review": {"grounds": "更正不彻底。"},
        "review_uphold": OPINION,
        "review_change": OPINION | WORDS | {"decision": "correct", "title": "复核更正的事项"},
        "review_accept": OPINION,
    }
    return typed.get(move, {})
