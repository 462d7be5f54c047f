"""The register of credit records: amending, changing outside a case by two people, ending, and taking in many at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.records import holding
from casework.door import transacting
from casework.errors import NotFound
from casework.models import CreditRecord, RecordChange, RecordStatus
from casework.permissions import Actor
from casework.register import changing, collecting, life, people, versions
from casework.register.hand import Hand, hold


def collect_records(all_given: list[collecting.Given], *, by: Actor, at: datetime) -> list[CreditRecord]:
    """归集, many at once: all of them or none."""
    with transacting():
        for source in {given.source_unit.pk: given.source_unit for given in all_given}.values():
            people.check_may_collect(by, source)
        return collecting.collect_many(all_given, Hand(at, by.user))


def amend_record(
    record: CreditRecord, given: collecting.Given, *, by: Actor, at: datetime, seen: int | None = None
) -> CreditRecord:
    """Change a record that waits for its second person. `seen`: the version that was on the page."""
    with holding(record) as held:
        people.check_may_collect(by, held.source_unit)
        people.check_may_collect(by, given.source_unit)
        people.check_not_about(by, held)
        versions.check_seen(held, seen)
        collecting.amend(held, given, Hand(at, by.user))
        return held


def draft_record_change(record: CreditRecord, given: changing.Draft, *, by: Actor, at: datetime) -> RecordChange:
    """Write a change of a record down; somebody else decides it."""
    with holding(record) as held:
        return changing.draft(held, given, by, Hand(at, by.user))


def decide_record_change(change: RecordChange, *, by: Actor, at: datetime, confirm: bool, answer: str) -> RecordChange:
    """Confirm a change, which carries it out, or refuse it."""
    with _changing(change) as (record, held):
        changing.decide(record, held, by, Hand(at, by.user), confirm=confirm, answer=answer)
        return held


def withdraw_record_change(change: RecordChange, *, by: Actor, at: datetime) -> RecordChange:
    """Take one's own draft back."""
    with _changing(change) as (_record, held):
        changing.withdraw(held, Hand(at, by.user))
        return held


def end_publication(record_id: int, *, at: datetime) -> bool:
    """公示期满: end what has reached its maximum and ends by itself. False when there is nothing to end any more.

    A mark of a dispute stays until the objection is decided.
    """
    with transacting():
        record, hand = hold(record_id), Hand(at)
        over = record.ends_by_itself and record.ends_on is not None and record.ends_on < timezone.localdate(at)
        if record.status != RecordStatus.PUBLISHED or not over:
            return False
        life.end(record, hand)
        return True


@contextmanager
def _changing(change: RecordChange) -> Iterator[tuple[CreditRecord, RecordChange]]:
    """The record and then its change, both locked."""
    with transacting():
        record = hold(change.record_id)
        held = RecordChange.objects.select_for_update().filter(pk=change.pk, record=record).first()
        if held is None:
            raise NotFound(_("There is no such change."))
        yield record, held
