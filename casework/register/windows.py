"""What a record comes to by its own rule version: its window of publication, and whether it can be repaired on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from casework import regimes
from casework.models import Case, CreditRecord, RecordVersion
from casework.rules.publication import Penalty, RecordFacts, Window
from casework.rules.regimes import Severity
from casework.rules.repair import Eligibility


def window_of(record: CreditRecord, version: RecordVersion) -> Window:
    """From when to when the record may be public, and from when it can be repaired. Raises UnknownRegime."""
    return regimes.window_of(_facts(record, version))


def eligibility_of(
    record: CreditRecord,
    on: date,
    *,
    case: Case | None = None,
    promised_on: date | None = None,
    confirmed_on: date | None = None,
) -> Eligibility:
    """Whether the record, as it reads now, can be repaired on a day. `case` is the repair that asks: it does not block itself."""
    repairs = Case.objects.open().filter(kind="repair", record=record)
    others = repairs.exclude(pk=case.pk) if case is not None else repairs
    facts = _facts(
        record,
        record.versions.get(to_at__isnull=True),
        in_dispute=record.marks.filter(removed_at__isnull=True).exists(),
        pending_repair=others.exists(),
        promised_on=promised_on,
        confirmed_on=confirmed_on,
    )
    return regimes.eligibility_of(facts, on)


def refresh(record: CreditRecord, version: RecordVersion) -> None:
    """Let the record's cached days follow from what it says now. The caller saves it."""
    found = window_of(record, version)
    record.repair_from, record.ends_on, record.ends_by_itself = cached(found)


def cached(found: Window) -> tuple[date | None, date | None, bool]:
    """What a record keeps of its window: repair possible from, last day of publication, whether that ends by itself."""
    return found.earliest_repair, found.ends_on, found.ends_automatically


def _facts(record: CreditRecord, version: RecordVersion, **of_the_day: Any) -> RecordFacts:
    penalties = tuple(_penalty(said) for said in version.penalties)
    return RecordFacts(
        regime=record.rule_version,
        subject_type=record.subject_type,
        severity=Severity(version.severity),
        decided_on=version.decided_on,
        determined_on=version.determined_on,
        published_on=timezone.localdate(record.published_at) if record.published_at else None,
        fields=penalties[0].fields if len(penalties) == 1 else frozenset(),
        penalties=penalties,
        obligations_done_on=version.obligations_done_on,
        not_repairable=bool(version.not_repairable),
        no_repair_until=record.no_repair_until,
        status=record.status,
        **of_the_day,
    )


def _penalty(said: dict[str, Any]) -> Penalty:
    """A penalty as a version keeps it: {"kind", "severity", "fields"}, each of which may be missing."""
    severity = said.get("severity")
    return Penalty(said.get("kind", ""), Severity(severity) if severity else None, frozenset(said.get("fields", ())))
