"""The window of publication that a record comes to by its own rule version, and what the record keeps of it."""

from __future__ import annotations

from datetime import date

from casework import regimes
from casework.models import CreditRecord, RecordVersion
from casework.rules.publication import Window


def window_of(record: CreditRecord, version: RecordVersion) -> Window:
    """From when to when the record may be public, and from when it can be repaired. Raises UnknownRegime."""
    return regimes.window_of(regimes.facts_of(record, version, disputed=False))


def refresh(record: CreditRecord, version: RecordVersion) -> None:
    """Let the record's cached days follow from what it says now. The caller saves it."""
    found = window_of(record, version)
    record.repair_from, record.ends_on, record.ends_by_itself = cached(found)


def cached(found: Window) -> tuple[date | None, date | None, bool]:
    """What a record keeps of its window: repair possible from, last day of publication, whether that ends by itself."""
    return found.earliest_repair, found.ends_on, found.ends_automatically
