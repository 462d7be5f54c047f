"""What a record comes to by its own rule version: its window of publication, and whether it can be repaired on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from casework import regimes
from casework.models import Case, CreditRecord, RecordVersion
from casework.rules.publication import Window
from casework.rules.repair import Eligibility


def window_of(record: CreditRecord, version: RecordVersion) -> Window:
    """From when to when the record may be public, and from when it can be repaired. Raises UnknownRegime."""
    return regimes.window_of(regimes.facts_of(record, version, disputed=False))


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
    facts = regimes.facts_of(
        record,
        record.versions.get(to_at__isnull=True),
        disputed=record.marks.filter(removed_at__isnull=True).exists(),
        pending=others.exists(),
    )
    return regimes.eligibility_of(replace(facts, promised_on=promised_on, confirmed_on=confirmed_on), on)


def refresh(record: CreditRecord, version: RecordVersion) -> None:
    """Let the record's cached days follow from what it says now. The caller saves it."""
    found = window_of(record, version)
    record.repair_from, record.ends_on, record.ends_by_itself = cached(found)


def cached(found: Window) -> tuple[date | None, date | None, bool]:
    """What a record keeps of its window: repair possible from, last day of publication, whether that ends by itself."""
    return found.earliest_repair, found.ends_on, found.ends_automatically
