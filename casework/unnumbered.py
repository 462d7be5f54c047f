"""Duties for which the law names no number (第一时间, 及时): no clock runs, and the page of the case says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casework import clocks, registry
from casework.models import Case, DeadlineRule, Event
from casework.registry import ClockSpec


@dataclass(frozen=True)
class Unnumbered:
    """A duty that stands open without a clock, and the rule that gives it no number."""

    spec: ClockSpec
    rule: DeadlineRule


def unnumbered(case: Case, events: Iterable[Event], clocked: Iterable[str]) -> list[Unnumbered]:
    """The open duties of a case that have no clock because their rule has no number.

    `events` are those of the case in any order, `clocked` the names of clocks that it has or had; nothing is asked of the database
    when every duty has its clock.
    """
    kind = registry.get(case.kind)
    begun: dict[str, Event] = {}
    for event in sorted(events, key=lambda e: e.seq):
        move = kind.moves.get(event.move) if event.verb == "move" else None
        if move is None:
            continue
        begun = {name: since for name, since in begun.items() if name not in move.stops}
        begun |= dict.fromkeys(move.starts, event)
    if case.closed_at is not None:
        return []
    known = set(clocked)
    found = [
        Unnumbered(kind.clocks[name], clocks.rule_in_force(code, _counted_from(name, since)))
        for name, since in begun.items()
        if name not in known and (code := kind.clocks[name].rule_of(case))
    ]
    return [duty for duty in found if clocks.as_rule(duty.rule).limit is None]


def _counted_from(name: str, since: Event) -> datetime:
    """From when the duty counts: the moment of the move, or the earlier one that it names."""
    begun = since.data.get("begun", {}).get(name)
    return datetime.fromisoformat(begun) if begun else since.at
