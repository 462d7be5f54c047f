"""Whether a record can be repaired (信用修复): every condition, the date on which it is reached and what is missing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from .calendars import ONE_DAY
from .counting import last_day
from .publication import RecordFacts, Source, Window, source, window
from .regimes import Regime, RuleBook, gaps, named_rules

STANDING = ("verified", "published")  # in use, so that there is something to repair
OF_THE_DAY = frozenset({"no_ban", "confirmed"})  # procedure: by the rule in force when repair is asked for


class Stage(StrEnum):
    """When a condition must be met: before one files, with the application itself, or by those who are asked."""

    FILING = "filing"
    APPLICATION = "application"
    VERIFYING = "verifying"


@dataclass(frozen=True)
class Condition:
    """One condition. `date_reached`: since or from when it is met, as far as dates decide it.

    `todo` is the code of what to do while it is not met, with `params` for its words (casework.regime_words).
    """

    code: str
    met: bool
    stage: Stage
    source: Source
    date_reached: date | None = None
    todo: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Eligibility:
    """The answer for one day.

    `eligible`: repair can be applied for. `complete`: the application and those asked have met the rest too, so it can
    be granted. `eligible_from`: the day from which it can be applied for if nothing else happens; None when that
    depends on somebody. `documents`: what is asked, two and no more (XX-9). `ask`: units, `determiner` is 认定单位.
    """

    on: date
    eligible: bool
    complete: bool
    eligible_from: date | None
    conditions: tuple[Condition, ...]
    documents: tuple[str, ...]
    documents_source: Source
    ask: tuple[str, ...]
    window: Window

    @property
    def missing(self) -> tuple[Condition, ...]:
        """The conditions that keep one from applying."""
        return tuple(each for each in self.conditions if not each.met and each.stage is Stage.FILING)


@dataclass(frozen=True)
class _Finding:
    """What is found of one condition, before its source is added."""

    met: bool
    date_reached: date | None = None
    todo: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Matter:
    """What the conditions look at."""

    facts: RecordFacts
    window: Window
    on: date

    def over(self, on: date) -> bool:
        """True when publication has ended by itself before that day. What was never published has nothing to end."""
        return self.facts.status == "published" and self.window.over(on)


def eligibility(facts: RecordFacts, on: date, regime: Regime, rules: RuleBook) -> Eligibility:
    """Whether the record can be repaired on that day by its own rule version (XX-8; XX-GOV for public bodies)."""
    matter = _Matter(facts, window(facts, regime, rules), on)
    named = [code for code in JUDGES if code in regime.conditions]  # in the order in which people think of them
    conditions = tuple(_condition(code, matter, regime, rules) for code in named)
    before = [each for each in conditions if each.stage is Stage.FILING]
    return Eligibility(
        on=on,
        eligible=all(each.met for each in before),
        complete=all(each.met for each in conditions),
        eligible_from=_eligible_from(before, matter),
        conditions=conditions,
        documents=regime.documents,
        documents_source=source(rules.find(regime.documents_rule, on)),
        ask=regime.ask.get(facts.subject_type, (DETERMINER,)),
        window=matter.window,
    )


def no_repair_until(found_on: date, rules: RuleBook) -> date | None:
    """The last day of the term without repair after false material or promises (XX-17).

    None when the rule of that day names no number: the decision then states the term itself.
    """
    rule = rules.find(NO_REPAIR, found_on)
    return None if rule.limit is None else last_day(found_on, rule)


def strange(regimes: Iterable[Regime], rules: Iterable[str], units: Iterable[str]) -> Iterator[str]:
    """What makes rule versions unusable: rules, units or conditions that nobody knows, days without exactly one."""
    regimes, rules, asked = list(regimes), set(rules), {*units, DETERMINER}
    for regime in regimes:
        named = ({*regime.conditions} - JUDGES.keys()) | (ALWAYS - regime.conditions.keys())
        named |= {unit for names in regime.ask.values() for unit in names} - asked
        yield from (f"{regime.code} {name}" for name in named | (named_rules(regime) - rules))
    yield from gaps(regimes)


def _condition(code: str, matter: _Matter, regime: Regime, rules: RuleBook) -> Condition:
    found = JUDGES[code](matter)
    day = matter.on if code in OF_THE_DAY else regime.day_in_force(matter.window.starts_on)
    return Condition(
        code=code,
        met=found.met,
        stage=STAGES.get(code, Stage.FILING),
        source=source(rules.find(regime.conditions[code], day)),
        date_reached=found.date_reached,
        todo="" if found.met else found.todo,
        params=found.params,
    )


def _eligible_from(before: list[Condition], matter: _Matter) -> date | None:
    """The latest of the dates, unless one condition waits for somebody or publication will be over by then."""
    if any(not each.met and each.date_reached is None for each in before):
        return None
    day = max((each.date_reached for each in before if each.date_reached), default=matter.window.starts_on)
    return None if matter.over(day) else day


def _standing(matter: _Matter) -> _Finding:
    """Verified or published: what was revoked, repaired or has expired needs no repair."""
    status = matter.facts.status
    todo = "wait_for_verification" if status == "collected" else "nothing_to_repair"
    return _Finding(status in STANDING, todo=todo, params={"status": status})


def _not_over(matter: _Matter) -> _Finding:
    """Publication has not ended by itself; a record that is in use without being public can be repaired at any time."""
    return _Finding(not matter.over(matter.on), todo="publication_over", params={"day": matter.window.ends_on})


def _repairable(matter: _Matter) -> _Finding:
    """No law and no central policy excludes repair (XX-2)."""
    return _Finding(not matter.facts.not_repairable, todo="wait_for_the_end", params={"day": matter.window.ends_on})


def _minimum(matter: _Matter) -> _Finding:
    """达到最短公示期; of a civil servant, the disciplinary sanction has run."""
    day = matter.window.earliest_repair
    return _Finding(day is not None and day <= matter.on, day, "wait_until" if day else "excluded", {"day": day})


def _obligations(matter: _Matter) -> _Finding:
    """纠正失信行为并完全履行相关义务."""
    day = matter.facts.obligations_done_on
    return _Finding(day is not None and day <= matter.on, day, "fulfil_obligations", {"day": day})


def _no_dispute(matter: _Matter) -> _Finding:
    """No objection to the record is open."""
    return _Finding(not matter.facts.in_dispute, todo="wait_for_the_objection")


def _no_pending(matter: _Matter) -> _Finding:
    """No other repair of the record is under way."""
    return _Finding(not matter.facts.pending_repair, todo="wait_for_the_repair")


def _no_ban(matter: _Matter) -> _Finding:
    """The term without repair after a false promise has ended; its last day belongs to it."""
    last = matter.facts.no_repair_until
    if last is None:
        return _Finding(met=True)
    return _Finding(matter.on > last, last + ONE_DAY, "wait_until", {"day": last + ONE_DAY})


def _promise(matter: _Matter) -> _Finding:
    """公开作出信用承诺; it comes with the application."""
    day = matter.facts.promised_on
    return _Finding(day is not None and day <= matter.on, day, "hand_in_commitment")


def _confirmed(matter: _Matter) -> _Finding:
    """Those who are asked have confirmed that the breach is corrected and the duty done (谁认定、谁修复)."""
    day = matter.facts.confirmed_on
    return _Finding(day is not None and day <= matter.on, day, "wait_for_confirmation")


DETERMINER = "determiner"
ALWAYS = {"standing", "repairable", "obligations", "no_dispute", "no_pending", "no_ban"}
NO_REPAIR = "XX-17"
STAGES = {"promise": Stage.APPLICATION, "confirmed": Stage.VERIFYING}
JUDGES: dict[str, Callable[[_Matter], _Finding]] = {
    "standing": _standing,
    "not_over": _not_over,
    "repairable": _repairable,
    "minimum": _minimum,
    "discipline": _minimum,
    "obligations": _obligations,
    "no_dispute": _no_dispute,
    "no_pending": _no_pending,
    "no_ban": _no_ban,
    "promise": _promise,
    "confirmed": _confirmed,
}
