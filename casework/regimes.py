"""Rule versions of publication and repair out of the database: the rows of the pack as casework.rules reckons with them."""

from __future__ import annotations

from datetime import date

from casework import clocks
from casework.held import once
from casework.models import DeadlineRule, Regime
from casework.rules import records, regimes
from casework.rules.publication import RecordFacts, Window, window
from casework.rules.regimes import Proposal, RuleBook
from casework.rules.repair import Eligibility, eligibility


@once
def in_pack() -> tuple[regimes.Regime, ...]:
    """Every rule version in the order of the pack, each as its newest row says."""
    rows = {row.code: row for row in Regime.objects.order_by("code", "version")}
    return tuple(
        records.regime({**row.spec, "version": row.version}) for row in sorted(rows.values(), key=lambda row: row.pk)
    )


@once
def rulebook() -> RuleBook:
    """Every version of every rule of the pack and of the district."""
    return RuleBook([clocks.as_rule(row) for row in DeadlineRule.objects.order_by("code", "version")])


def get(code: str) -> regimes.Regime:
    """The rule version that a record stores. Raises UnknownRegime."""
    return regimes.get(code, in_pack())


def propose(determined_on: date, published_on: date | None, subject_type: str) -> Proposal:
    """The rule version that a record should have, and why; a person confirms it. Raises UnknownRegime."""
    return regimes.regime_for(determined_on, published_on, subject_type, in_pack())


def window_of(facts: RecordFacts) -> Window:
    """When a record may be public and from when it can be repaired, by its own rule version."""
    return window(facts, get(facts.regime), rulebook())


def eligibility_of(facts: RecordFacts, on: date) -> Eligibility:
    """Whether a record can be repaired on a day, by its own rule version."""
    return eligibility(facts, on, get(facts.regime), rulebook())
