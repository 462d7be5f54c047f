"""Rule versions of publication and repair out of the database: the rows of the pack as casework.rules reckons with them."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from casework import clocks
from casework.held import once
from casework.models import CreditRecord, DeadlineRule, RecordVersion, Regime
from casework.rules import records, regimes
from casework.rules.publication import RecordFacts, Window, window
from casework.rules.regimes import Proposal, RuleBook, Severity
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


def facts_of(record: CreditRecord, version: RecordVersion, *, disputed: bool, pending: bool = False) -> RecordFacts:
    """What the record says in that version, as the rules look at it; `pending`: a repair of it is under way.

    The caller says what stands elsewhere, so that a list of records costs no query for each. What comes with an
    application (its commitment, the proof of performance, the answers of those asked) is added with `replace()`.
    """
    return RecordFacts(
        regime=record.rule_version,
        subject_type=record.subject_type,
        severity=Severity(version.severity),
        decided_on=version.decided_on,
        determined_on=version.determined_on,
        published_on=timezone.localdate(record.published_at) if record.published_at else None,
        penalties=records.penalties(version.penalties),
        obligations_done_on=version.obligations_done_on,
        in_dispute=disputed,
        not_repairable=bool(version.not_repairable),
        no_repair_until=record.no_repair_until,
        pending_repair=pending,
        status=record.status,
    )


def window_of(facts: RecordFacts) -> Window:
    """When a record may be public and from when it can be repaired, by its own rule version."""
    return window(facts, get(facts.regime), rulebook())


def eligibility_of(facts: RecordFacts, on: date) -> Eligibility:
    """Whether a record can be repaired on a day, by its own rule version."""
    return eligibility(facts, on, get(facts.regime), rulebook())
