"""Time limits in plain words, for people who want to know how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework import clocks, registry
from casework.limit_words import length
from casework.models import Case, Clock, DeadlineRule
from casework.portal import pending
from casework.portal.questionnaire import Questionnaire


@dataclass(frozen=True)
class RuleWords:
    """One rule: how long, for what, and where that stands. `words` is empty where the rule names no number."""

    title: str
    words: str
    source: str
    unconfirmed: bool


@dataclass(frozen=True)
class LimitWords:
    """One line of “how long does it take”: a step, and every rule that it may run by."""

    name: str
    title: str
    rules: tuple[RuleWords, ...]


def limit_words(rule: DeadlineRule) -> str:
    """The length of a time limit: 5 working days. Empty when the rule names none."""
    return length(rule.spec.get("limit"))


def limits_of(pages: Questionnaire, at: datetime) -> list[LimitWords]:
    """The office's time limits for what is sent by these pages, by the rules in force; those without a number as well.

    A kind may have rules for other channels too (12345, what other bodies pass on): they are left out here.
    """
    found = []
    for spec in registry.get(pages.kind).clocks.values():
        if spec.duty == Clock.Duty.FILER:
            continue
        rules = [clocks.rule_in_force(code, at) for code in spec.possible_rules]
        ours = [rule for rule in rules if not pages.channels or rule.spec.get("channel", "") in pages.channels]
        told = [rule for rule in ours if limit_words(rule) or spec.duty != Clock.Duty.UNIT]
        if told:
            found.append(LimitWords(spec.name, str(spec.label), tuple(map(_rule_words, told))))
    return found


def limits_text(case: Case, names: tuple[str, ...], at: datetime) -> str:
    """The limits of some steps of a case, a line each, by the rules that this case runs by."""
    specs = [registry.get(case.kind).clocks[name] for name in names]
    rules = [(spec, clocks.rule_in_force(code, at)) for spec in specs if (code := spec.rule_of(case))]
    lines = [
        _("%(title)s: %(words)s") % {"title": spec.label, "words": limit_words(rule)}
        for spec, rule in rules
        if limit_words(rule)
    ]
    return "\n".join(lines)


def _rule_words(rule: DeadlineRule) -> RuleWords:
    english = (get_language() or "").startswith("en")
    title = (rule.title_en if english else "") or rule.title
    return RuleWords(title, limit_words(rule), pending.basis(rule), rule.unconfirmed)
