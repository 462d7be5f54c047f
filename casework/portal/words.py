"""Time limits in plain words, for people who want to know how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework import clocks, registry
from casework.limit_words import length
from casework.models import Clock


@dataclass(frozen=True)
class LimitWords:
    """One line of “how long does it take”."""

    name: str
    title: str
    words: str
    unconfirmed: bool


def limits_of(kind: str, at: datetime) -> list[LimitWords]:
    """The office's own time limits of a kind, by the rules in force at the moment."""
    duties = [spec for spec in registry.get(kind).clocks.values() if spec.duty != Clock.Duty.FILER]
    rules = [(spec, clocks.rule_in_force(code, at)) for spec in duties for code in spec.possible_rules]
    return [
        LimitWords(spec.name, str(spec.label), length(rule.spec.get("limit")), rule.unconfirmed)
        for spec, rule in rules
        if length(rule.spec.get("limit"))
    ]
