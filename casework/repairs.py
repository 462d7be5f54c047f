"""Whether a record can be repaired (信用修复) as everything stands: the record, its mark, the repairs under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef

from casework import regimes
from casework.models import Case, CreditRecord
from casework.rules.errors import RuleError
from casework.rules.publication import RecordFacts
from casework.rules.repair import Eligibility

KIND = "repair"
BY_PROOF = frozenset({"obligations"})  # who says so and proves it may apply: 认定单位 is asked whether it is so


def facts(record_id: int, case: Case | None = None) -> RecordFacts:
    """What the rules look at, as it is now. Of two applications the later one waits: the case itself and later ones do
    not count.
    """
    repairs = Case.objects.open().filter(kind=KIND, record=OuterRef("pk"))
    if case is not None:
        repairs = repairs.filter(pk__lt=case.pk)
    record = CreditRecord.objects.with_marks().annotate(pending=Exists(repairs)).get(pk=record_id)
    return regimes.facts_of(record, record.said(), disputed=record.in_dispute, pending=record.pending)


def eligibility(
    known: RecordFacts,
    on: date,
    *,
    performed_on: date | None = None,
    promised_on: date | None = None,
    confirmed_on: date | None = None,
) -> Eligibility | None:
    """The answer of one day, with what an application adds to the record.

    None when the pack does not know the rule version of the record: nobody can say then.
    """
    performed_on = known.obligations_done_on or performed_on
    given = replace(known, obligations_done_on=performed_on, promised_on=promised_on, confirmed_on=confirmed_on)
    try:
        return regimes.eligibility_of(given, on)
    except RuleError:
        return None


def earliest(found: Eligibility) -> date | None:
    """From when it can be applied for, if by then is proven what can be; None when that depends on somebody else."""
    waiting = [each for each in found.missing if each.code not in BY_PROOF]
    days = [each.date_reached for each in waiting if each.date_reached]
    if not days or len(days) < len(waiting):
        return None
    return None if found.window.over(max(days)) else max(days)


def may_apply(found: Eligibility | None) -> bool:
    """Whether applying leads anywhere: nothing is missing but what the applicant can prove."""
    return found is not None and {each.code for each in found.missing} <= BY_PROOF
