"""The window of a record: from when it is public, from when it can be repaired, and when publication ends (公示期).

A period starts on the day that the record's own rule version names and ends on the corresponding day, else on the last
of the month (民法典 art 201, 202). The shortest period is reached (达到) on that last day; the longest one is public to
the end of it (art 203) and no more on the day after.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .counting import last_day
from .regimes import Ends, Publish, Regime, RuleBook, Severity, Start
from .terms import DeadlineRule

PERSONS_RULE = "PI-25"  # 个人信息保护法 art 25


@dataclass(frozen=True)
class Penalty:
    """One penalty of a decision. `kind`: that of a disciplinary sanction (warning, demerit, major_demerit, demotion,
    removal) or free; `severity` None: the record's; `fields`: beside those of the record.
    """

    kind: str = ""
    severity: Severity | None = None
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RecordFacts:
    """What is known of a record. `regime` is the code of the rule version that it stores.

    `fields`: special_equipment 特种设备, work_safety 安全生产, fire_safety 消防. `not_repairable`: law or central policy
    excludes repair (XX-2). `no_repair_until`: the last day of a term without repair (XX-17).
    """

    regime: str
    subject_type: str
    severity: Severity
    decided_on: date
    determined_on: date
    published_on: date | None = None
    fields: frozenset[str] = frozenset()
    penalties: tuple[Penalty, ...] = ()
    obligations_done_on: date | None = None
    promised_on: date | None = None
    confirmed_on: date | None = None
    in_dispute: bool = False
    not_repairable: bool = False
    no_repair_until: date | None = None
    pending_repair: bool = False
    status: str = "published"


@dataclass(frozen=True)
class Step:
    """One step of the reasoning: a code and what fills its words in (casework.regime_words)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """The text that a figure or a condition rests on, and how well it is attested (V, S, M, D)."""

    rule: str
    version: int
    title: str
    article: str
    attestation: str


@dataclass(frozen=True)
class Window:
    """When a record may be public and from when it can be repaired.

    `earliest_repair`: the first day on which the period allows repair; None when repair is excluded. `ends_on`: the
    last public day; None when only repair, correction or revocation ends it. `ends_automatically` False with an
    `ends_on`: what is not corrected stays until the competent department decides (gap 5).
    """

    publish: Publish
    starts_on: date
    earliest_repair: date | None
    ends_on: date | None
    ends_automatically: bool
    why: tuple[Step, ...]
    sources: tuple[Source, ...]

    def over(self, on: date) -> bool:
        """True when publication has ended by itself before that day."""
        return self.ends_on is not None and self.ends_automatically and on > self.ends_on

    def awaits_decision(self, on: date) -> bool:
        """True when the longest period is over and somebody has to decide what becomes of the record."""
        return self.ends_on is not None and not self.ends_automatically and on > self.ends_on

    def may_be_public(self, on: date) -> bool:
        """True when the rule version lets the record be public on that day (with ON_DECISION: if somebody decided so)."""
        return self.publish is not Publish.NEVER and on >= self.starts_on and not self.over(on)


def source(rule: DeadlineRule) -> Source:
    """The rule as a source."""
    return Source(rule.id, rule.version, rule.source, rule.article, rule.attestation)


def window(facts: RecordFacts, regime: Regime, rules: RuleBook) -> Window:
    """The window of a record by its rule version. Raises BadLimit when dates themselves end first."""
    return _Reckoning(facts, regime, rules).window()


class _Reckoning:
    """One reckoning, with its steps and sources as they come."""

    def __init__(self, facts: RecordFacts, regime: Regime, rules: RuleBook) -> None:
        self.facts, self.regime, self.rules = facts, regime, rules
        self.start = facts.decided_on if regime.start is Start.DECIDED else facts.determined_on
        self.steps: list[Step] = []
        self.sources: list[Source] = []

    def window(self) -> Window:
        """Start, shortest period, longest period."""
        self._say(f"starts_{self.regime.start}", self.regime.start_rule, day=self.start)
        publish = self._publish()
        earliest = self._earliest()
        ends = self._ends() if publish is not Publish.NEVER else None
        return Window(
            publish,
            self.start,
            earliest,
            ends,
            ends is not None and self._ends_by_itself(ends),
            tuple(self.steps),
            tuple(dict.fromkeys(self.sources)),
        )

    def _say(self, code: str, rule: str, **params: Any) -> None:
        """Note a step and the rule it rests on."""
        found = self._find(rule)
        self.sources.append(source(found))
        self.steps.append(Step(code, {"rule": found.id, **params}))

    def _find(self, rule: str) -> DeadlineRule:
        """A rule as it stood in the time of the rule version."""
        return self.rules.find(rule, self.regime.day_in_force(self.start))

    def _publish(self) -> Publish:
        """Persons are not published (个人信息保护法 art 25); a minor breach only where needed (36号令)."""
        if self.facts.subject_type in self.regime.unpublished:
            self._say("never_published", PERSONS_RULE)
            return Publish.NEVER
        publish = self.regime.classes[self.facts.severity].publish
        if publish is not Publish.NORMAL:
            terms = self.regime.classes[self.facts.severity]
            self._say(f"published_{publish}", terms.maximum or self.regime.start_rule)
        return publish

    def _earliest(self) -> date | None:
        """The end of the longest of the shortest periods; the start itself when the text knows none."""
        if self.facts.not_repairable:
            self._say("excluded", self.regime.conditions["repairable"])
            return None
        found = [(self._last(rule), rule, code) for rule, code in self._minimums()]
        if not found:
            self._say("no_minimum", self.regime.conditions.get("minimum", self.regime.start_rule))
            return self.start
        last, rule, code = max(found, key=lambda each: each[0])
        self._say(code, rule, day=last, limit=self._find(rule).limit)
        if len(found) > 1:
            self._say("longest_governs", self.regime.several, count=len(found))
        elif len(self.facts.penalties) > 1 and not self.regime.several:  # XX-6: no text under this rule version
            self._say("class_governs", self.regime.conditions["minimum"], count=len(self.facts.penalties))
        return last

    def _minimums(self) -> list[tuple[str, str]]:
        """The rules of the shortest periods in question, each with the code of its step."""
        penalties = self.facts.penalties if self.regime.several else ()
        found = [self._minimum(penalty) for penalty in penalties or (Penalty(),)]
        return list(dict.fromkeys(each for each in found if each[0]))

    def _minimum(self, penalty: Penalty) -> tuple[str, str]:
        if penalty.kind in self.regime.penalties:
            return self.regime.penalties[penalty.kind], "discipline"
        if (penalty.fields | self.facts.fields) & self.regime.special_fields:
            return self.regime.special_rule, "special_field"
        return self.regime.classes[penalty.severity or self.facts.severity].minimum, "minimum"

    def _ends(self) -> date | None:
        rule = self.regime.classes[self.facts.severity].maximum
        if not rule:
            self._say("no_maximum", self.regime.ends_rule)
            return None
        last = self._last(rule)
        self._say("maximum", rule, day=last, limit=self._find(rule).limit)
        return last

    def _ends_by_itself(self, ends: date) -> bool:
        """Whether publication ends with that day: always, or only for what was corrected by then."""
        done = self.facts.obligations_done_on
        by_itself = self.regime.ends is Ends.AUTOMATIC or (done is not None and done <= ends)
        self._say("ends_automatically" if by_itself else "ends_on_decision", self.regime.ends_rule, day=ends)
        return by_itself

    def _last(self, rule: str) -> date:
        """The last day of a period that starts with the window."""
        return last_day(self.start, self._find(rule))
