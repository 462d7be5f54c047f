"""Time limits in plain words, for people who want to know how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from casework import clocks, registry
from casework.models import Clock, DeadlineRule

UNITS = {
    "workday": lambda n: ngettext("%(n)d working day", "%(n)d working days", n),
    "natural_day": lambda n: ngettext("%(n)d day", "%(n)d days", n),
    "hour": lambda n: ngettext("%(n)d hour", "%(n)d hours", n),
    "month": lambda n: ngettext("%(n)d month", "%(n)d months", n),
    "year": lambda n: ngettext("%(n)d year", "%(n)d years", n),
}


@dataclass(frozen=True)
class LimitWords:
    """One line of “how long does it take”."""

    name: str
    title: str
    words: str
    unconfirmed: bool


def limit_words(rule: DeadlineRule) -> str:
    """The length of a time limit: 5 working days. Empty when the rule names none."""
    limit = rule.spec.get("limit")
    return UNITS[limit["unit"]](limit["value"]) % {"n": limit["value"]} if limit else ""


def limits_of(kind: str, at: datetime) -> list[LimitWords]:
    """The office's own time limits of a kind, by the rules in force at the moment."""
    duties = [spec for spec in registry.get(kind).clocks.values() if spec.duty != Clock.Duty.FILER]
    rules = [(spec, clocks.rule_in_force(code, at)) for spec in duties for code in spec.possible_rules]
    return [
        LimitWords(spec.name, str(spec.label), limit_words(rule), rule.unconfirmed)
        for spec, rule in rules
        if limit_words(rule)
    ]
