"""The register of credit records: collecting and verifying. See also record_measures.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from casework.door import transacting
from casework.models import CreditRecord
from casework.permissions import Actor
from casework.register import life, people
from casework.register.collecting import Given
from casework.register.collecting import collect as take_in
from casework.register.hand import Hand, hold


@contextmanager
def holding(record: CreditRecord) -> Iterator[Any]:
    """One transaction with the record's row locked."""
    with transacting():
        yield hold(record)


def collect_record(given: Given, *, by: Actor, at: datetime) -> CreditRecord:
    """归集: a record is taken in and waits for a second person."""
    with transacting():
        people.check_may_collect(by, given.source_unit)
        return take_in(given, Hand(at, by.user))


def verify_record(record: CreditRecord, *, by: Actor, at: datetime, publish: bool, withheld: str = "") -> CreditRecord:
    """核验: a second person confirms the record, and says whether it is published or why not."""
    with holding(record) as held:
        people.check_may_verify(by, held)
        hand = Hand(at, by.user)
        life.verify(held, hand)
        if publish:
            life.publish(held, hand)
        else:
            life.withhold(held, hand, withheld)
        return held


def decline_record(record: CreditRecord, *, by: Actor, at: datetime, reason: str) -> CreditRecord:
    """核验不通过: a second person does not take the record up, with the reason."""
    with holding(record) as held:
        people.check_may_verify(by, held)
        life.decline(held, Hand(at, by.user), reason)
        return held
