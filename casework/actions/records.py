"""The register of credit records: collecting and verifying. See also record_measures.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from casework.door import transacting
from casework.errors import InvalidData
from casework.models import CreditRecord
from casework.permissions import Actor
from casework.register import life, people, versions
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


def verify_record(
    record: CreditRecord, *, by: Actor, at: datetime, publish: bool, withheld: str = "", seen: int | None = None
) -> CreditRecord:
    """核验: a second person confirms the record as they have `seen` it, and says if it is published or why not."""
    with holding(record) as held:
        people.check_may_verify(by, held)
        versions.check_seen(held, seen)
        if not publish and not withheld.strip():
            raise InvalidData({"withheld": [_("Say why it is not published.")]})
        hand = Hand(at, by.user)
        life.verify(held, hand)
        if publish:
            life.publish(held, hand)
        else:
            life.withhold(held, hand, withheld)
        return held


def decline_record(
    record: CreditRecord, *, by: Actor, at: datetime, reason: str, seen: int | None = None
) -> CreditRecord:
    """核验不通过: a second person does not take the record up, with the reason."""
    with holding(record) as held:
        people.check_may_verify(by, held)
        versions.check_seen(held, seen)
        if not reason.strip():
            raise InvalidData({"reason": [_("Say why the record is not taken up.")]})
        life.decline(held, Hand(at, by.user), reason)
        return held
