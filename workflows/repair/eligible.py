"""Whether the record of a repair can be repaired now, who has to confirm it, and whether they have."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from casework import repairs
from casework.models import Assignment, Case, CreditRecord, Unit
from casework.permissions import excluded_units
from casework.rules.publication import RecordFacts
from casework.rules.repair import DETERMINER, Eligibility, Stage
from workflows.repair.models import Finding

IN_DISPUTE = "no_dispute"


def known(case: Case, *, anew: bool = False) -> RecordFacts:
    """The record as it stands. What all guards of a page look at is read once; `anew` for whoever holds the record."""
    read: dict[int, RecordFacts] = case.__dict__.setdefault("_facts", {})
    if case.record_id is None:
        raise CreditRecord.DoesNotExist("a repair is about a record")
    if anew or case.version not in read:
        read[case.version] = repairs.facts(case.record_id, case)
    return read[case.version]


def of(case: Case, on: date, *, anew: bool = False) -> Eligibility | None:
    """The answer for the case on a day, with what was handed in and confirmed."""
    answers: dict[Any, Eligibility | None] = case.__dict__.setdefault("_eligibility", {})
    key = (on, case.version)
    if anew or key not in answers:
        answers[key] = _reckoned(case, on, known(case, anew=anew))
    return answers[key]


def _reckoned(case: Case, on: date, facts: RecordFacts) -> Eligibility | None:
    details: Any = case.repair
    confirmed = confirmed_on(case)
    return repairs.eligibility(
        facts,
        on,
        performed_on=details.performed_on or confirmed,
        promised_on=details.promised_on,
        confirmed_on=confirmed,
    )


def can_be_applied_for(case: Case, on: date) -> bool:
    """Every condition is met that has to be before one applies, but for a dispute, which has words of its own."""
    found = of(case, on)
    return found is not None and {each.code for each in found.missing} <= {IN_DISPUTE}


def can_be_granted(case: Case, on: date, *, anew: bool = False) -> bool:
    """Every condition is met."""
    found = of(case, on, anew=anew)
    return found is not None and found.complete


def promised(case: Case, on: date) -> bool:
    """What has to come with the application is there."""
    found = of(case, on)
    return found is not None and all(each.met for each in found.conditions if each.stage is Stage.APPLICATION)


def again_from(case: Case, on: date) -> date | None:
    """From when a refused one may apply again, when that is a matter of time alone."""
    found = of(case, on)
    return repairs.earliest(found) if found else None


def to_ask(case: Case, on: date) -> list[Unit]:
    """The units that the rule version of the record wants asked; never one that keeps out, or that leads itself."""
    found = of(case, on)
    if found is None or case.record is None:
        return []
    named = [unit for unit in found.ask if unit != DETERMINER]
    wanted = Unit.objects.valid_on(on).filter(name__in=named)
    if DETERMINER in found.ask:
        wanted = wanted | Unit.objects.valid_on(on).filter(pk=case.record.source_unit_id)
    barred = excluded_units(case) | {case.lead_unit_id}
    return list(wanted.exclude(pk__in=barred).order_by("pk"))


def answers(case: Case) -> list[Assignment]:
    """The last answer of each unit that was asked."""
    answered = case.assignments.filter(status=Assignment.Status.ANSWERED).select_related("unit")
    return list({row.unit_id: row for row in answered.order_by("answered_at", "pk")}.values())


def confirmed_on(case: Case) -> date | None:
    """The day on which the last of those who know confirmed; None while nobody has, or when one says otherwise."""
    details: Any = case.repair
    said = answers(case)
    if any(row.finding == Finding.NOT_DONE for row in said):
        return None
    days = [timezone.localdate(row.answered_at) for row in said if row.finding == Finding.CONFIRMED]
    return max(days, default=details.own_confirmed_on)
