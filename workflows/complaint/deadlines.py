"""Which rule a step of a complaint runs by: reads deadlines.yaml, by category, channel and sort of ticket."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml

from casework.models import Case
from casework.registry import ClockSpec, type_str

OTHER, DUE = "other", "due"


@cache
def table() -> dict[str, Any]:
    """The file, read once."""
    text = (Path(__file__).parent / "deadlines.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def first_guess(channel: str) -> str:
    """The category that a channel speaks for, until the registrar has classified."""
    guesses: dict[str, str] = table()["first_guess"]
    return guesses.get(channel, guesses[OTHER])


def categories_of(channel: str) -> list[str]:
    """The categories that a matter of this channel may have."""
    return [code for code, row in table()["categories"].items() if channel in row["channels"]]


def rule_of(case: Case, step: str) -> str:
    """The code of the rule of a step in a case; empty when no rule sets a time."""
    return rule_in(case, case.complaint.category, step)


def rule_in(case: Case, category: str, step: str) -> str:
    """The same if the case were of this category."""
    details: Any = case.complaint
    entry = table()["categories"][category].get(step) or table()["every"].get(step, "")
    if isinstance(entry, str):
        return entry
    if "channel" in entry:
        return _pick(entry["channel"], case.channel)
    ticket = case.hotline_ticket()
    brought_due = DUE in entry["ticket"] and ticket is not None and ticket.due_at is not None
    return _pick(entry["ticket"], DUE if brought_due else details.ticket)


def possible(step: str) -> tuple[str, ...]:
    """Every rule that a step may run by."""
    rows = [table()["every"], *table()["categories"].values()]
    return tuple(dict.fromkeys(rule for row in rows for rule in _rules(row.get(step, {}))))


def clock(name: str, duty: str, label: type_str, *served_with: str) -> ClockSpec:
    """The clock of a step of this name."""
    rules = possible(name)
    return ClockSpec(name, "", duty, label, choose=partial(rule_of, step=name), rules=rules, served_with=served_with)


def _pick(options: dict[str, str], key: str) -> str:
    return options.get(key) or options[OTHER]


def _rules(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
        return
    for options in entry.values():
        yield from options.values()
