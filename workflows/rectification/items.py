"""The items of an order through its rounds: opened, answered with proof, inspected, and opened again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.models import Evidence
from workflows.rectification.models import ItemRound, Proof, Rectification, RectificationItem, Result

MOST_ITEMS = 20
LONGEST_ITEM = 500


@dataclass(frozen=True)
class Answer:
    """What the unit says about one item, as its form gives it."""

    measure: str
    done_on: date | None
    reason: str
    proof: list[int]


def lines(text: str) -> list[str]:
    """The demands of an order, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def open_items(details: Rectification) -> None:
    """Write the items of the order, each to be answered in the first round."""
    for position, demand in enumerate(lines(details.demands), start=1):
        item = RectificationItem.objects.create(rectification=details, position=position, demand=demand)
        ItemRound.objects.create(item=item, number=1)


def pending(details: Rectification) -> list[ItemRound]:
    """The items that are to be answered in the present round, in order, with their proofs."""
    rows = ItemRound.objects.filter(item__rectification=details, number=details.round)
    return list(rows.select_related("item").prefetch_related("proofs").order_by("item__position"))


def answered(row: ItemRound) -> bool:
    """Whether an item is done with proof, or a reason stands where either is missing."""
    return bool(row.reason or (row.measure and row.done_on and row.proofs.all()))


def write(details: Rectification, row: ItemRound, answer: Answer) -> None:
    """What the unit says about an item replaces what it said before in this round."""
    row.measure, row.done_on, row.reason = answer.measure, answer.done_on, answer.reason
    row.save()
    row.proofs.exclude(evidence__in=answer.proof).delete()
    held = set(row.proofs.values_list("evidence_id", flat=True))
    prove(details, Proof.Purpose.ITEM, (pk for pk in answer.proof if pk not in held), row)


def prove(
    details: Rectification, purpose: Proof.Purpose, evidence: Iterable[int], item_round: ItemRound | None = None
) -> None:
    """Note which files of the case prove something."""
    files: Any = Evidence.objects.filter(case=details.case_id, pk__in=list(evidence)).order_by("pk")
    for file in files:
        Proof.objects.create(rectification=details, purpose=purpose, item_round=item_round, evidence=file)


def judge(row: ItemRound, result: Result, words: str) -> None:
    """What the inspection found of an item."""
    row.result, row.words = result, words
    row.save()


def next_round(details: Rectification) -> None:
    """The items that were not put right are to be answered once more."""
    failed = [row for row in pending(details) if row.result == Result.FAILED]
    details.round += 1
    for row in failed:
        ItemRound.objects.create(item=row.item, number=details.round)


def reopen(details: Rectification) -> None:
    """The inspection of the present round is set aside, as a review has found."""
    for row in pending(details):
        row.result, row.words = "", ""
        row.save()
