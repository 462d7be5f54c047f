"""Rule versions (规则版本) of publication and repair: what each says, and which one a record is proposed to have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .calendars import ONE_DAY
from .errors import MissingRule, UnknownRegime
from .terms import DeadlineRule

AROUND = (-ONE_DAY, timedelta(), ONE_DAY)


class Severity(StrEnum):
    """The class of a breach: 轻微, 一般, 严重 (36号令)."""

    MINOR = "minor"
    ORDINARY = "ordinary"
    SERIOUS = "serious"


class Start(StrEnum):
    """The day from which publication counts: 作出之日 (58号令) or 认定之日 (36号令), XX-7."""

    DECIDED = "decided_on"
    DETERMINED = "determined_on"


class Publish(StrEnum):
    """Whether such a record is published at all."""

    NORMAL = "normal"
    ON_DECISION = "on_decision"
    NEVER = "never"


class Ends(StrEnum):
    """What happens at the longest period: it ends by itself, or only what is corrected does (XX-5)."""

    AUTOMATIC = "automatic"
    IF_CORRECTED = "if_corrected"


@dataclass(frozen=True)
class ClassTerms:
    """What a rule version says of one class. The periods are ids of rules; empty when the text knows none."""

    publish: Publish
    minimum: str = ""
    maximum: str = ""


@dataclass(frozen=True)
class Regime:
    """One rule version. Its figures stand in rules.yaml and are named here by the id of their rule.

    `ask`: by subject type, the units that repair asks; `determiner` is 认定单位. `penalties`: the rule of a period by
    the kind of penalty. `several`: the rule by which the longest period of several penalties governs, or nothing.
    """

    code: str
    version: int
    title: str
    title_en: str
    source: str
    article: str
    attestation: str
    valid_from: date | None
    valid_to: date | None
    ask: Mapping[str, tuple[str, ...]]
    unpublished: frozenset[str]
    start: Start
    start_rule: str
    classes: Mapping[Severity, ClassTerms]
    special_fields: frozenset[str]
    special_rule: str
    several: str
    penalties: Mapping[str, str]
    ends: Ends
    ends_rule: str
    conditions: Mapping[str, str]
    documents: tuple[str, ...]
    documents_rule: str

    def governs(self, subject_type: str) -> bool:
        """True when records about such subjects can come under it: what it asks nobody about is not governed."""
        return subject_type in self.ask

    def in_force(self, on: date) -> bool:
        """True when a record published on that day comes under this rule version."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def day_in_force(self, day: date) -> date:
        """The day, or the nearest one in the time of this rule version: its figures are those of its own time."""
        if self.valid_from and day < self.valid_from:
            return self.valid_from
        return self.valid_to if self.valid_to and day > self.valid_to else day


class RuleBook:
    """Every version of every rule, found by its id and a day."""

    def __init__(self, rules: Iterable[DeadlineRule]) -> None:
        self._rules: dict[str, list[DeadlineRule]] = {}
        for rule in sorted(rules, key=lambda rule: rule.version):
            self._rules.setdefault(rule.id, []).append(rule)

    def find(self, code: str, on: date) -> DeadlineRule:
        """The newest version in force on the day, else the first that comes later, else the last. Or MissingRule."""
        versions = self._rules.get(code)
        if not versions:
            raise MissingRule(rule=code)
        in_force = [rule for rule in versions if rule.in_force(on)]
        later = [rule for rule in versions if rule.valid_from and rule.valid_from > on]
        return (in_force or later[:1] or versions)[-1]


@dataclass(frozen=True)
class Proposal:
    """The rule version that a record should have. Not `certain`: no text says so, a person must look (gap 4).

    Reasons: subject (its kind of subject has one rule version only), published, determined (the rule version of that
    day), straddles (determined under one, published under another; no transitional rule was found).
    """

    code: str
    reason: str
    certain: bool


def get(code: str, regimes: Iterable[Regime]) -> Regime:
    """A rule version by its code; UnknownRegime when there is none."""
    for regime in regimes:
        if regime.code == code:
            return regime
    raise UnknownRegime(code=code)


def regime_for(
    determined_on: date, published_on: date | None, subject_type: str, regimes: Iterable[Regime]
) -> Proposal:
    """Propose the rule version of a record: that of the day it was published, else of the day it was determined.

    A public body has 1103号, a civil servant the district's own rules, whatever the day (DOMAIN.md, repair).
    """
    governing = [regime for regime in regimes if regime.governs(subject_type)]
    undated = [regime for regime in governing if regime.valid_from is None and regime.valid_to is None]
    if undated:
        return Proposal(undated[0].code, "subject", certain=True)
    determined = _of_day(governing, determined_on)
    if published_on is None:
        return Proposal(determined, "determined", certain=True)
    published = _of_day(governing, published_on)
    if published != determined:
        return Proposal(published, "straddles", certain=False)
    return Proposal(published, "published", certain=True)


def named_rules(regime: Regime) -> set[str]:
    """The ids of all rules that a rule version names."""
    periods = {rule for terms in regime.classes.values() for rule in (terms.minimum, terms.maximum)}
    others = {regime.start_rule, regime.special_rule, regime.several, regime.ends_rule, regime.documents_rule}
    return (periods | others | {*regime.penalties.values(), *regime.conditions.values()}) - {""}


def gaps(regimes: Iterable[Regime]) -> list[str]:
    """Days and kinds of subject for which not exactly one dated rule version is in force, as `subject day`."""
    dated = [regime for regime in regimes if regime.valid_from or regime.valid_to]
    edges = {day + step for regime in dated for day in (regime.valid_from, regime.valid_to) if day for step in AROUND}
    return [
        f"{subject} {day}"
        for subject in sorted({subject for regime in dated for subject in regime.ask})
        for day in sorted(edges)
        if sum(regime.in_force(day) for regime in dated if regime.governs(subject)) != 1
    ]


def _of_day(regimes: list[Regime], day: date) -> str:
    """The code of the rule version in force on the day; UnknownRegime when none is."""
    for regime in regimes:
        if regime.in_force(day):
            return regime.code
    raise UnknownRegime(code=day.isoformat())
