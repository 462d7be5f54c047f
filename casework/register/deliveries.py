"""Changes on their way: which goes next, what came of it, who has confirmed, who is late. Runs inside the door.

A change is claimed for a while, sent without any lock, and then noted as received. Who dies in between leaves the
claim to run out: the change is sent once more, under the same key.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Least

from casework.models import Delivery, Role, Subscriber
from casework.models.guard import require_open
from casework.permissions import unit_members
from casework.register.hand import Hand
from casework.register.people import registering_units
from casework.register.push import SENT_BY_US
from notifications import outbox

if TYPE_CHECKING:
    from casework.models import User

CLAIM = timedelta(minutes=2)  # longer than any attempt takes
BATCH = 1000  # changes in one exchange file
CHASED = 500  # deliveries looked at in one pass
MOST_ATTEMPTS = 32_000  # what the column holds; the attempts themselves never end
LONGEST_NUMBER = 32


def claim_next(at: datetime, beside: Collection[int]) -> Delivery | None:
    """The change that a webhook waits for most, claimed; none of these subscribers.

    The first of its record only: a later change does not leave before the earlier one has been received.
    """
    waiting = _waiting(at, Q()).filter(subscriber__way=Subscriber.Way.WEBHOOK, subscriber__active=True)
    free = waiting.exclude(subscriber__in=beside).select_for_update(of=("self",), skip_locked=True)
    found: Delivery | None = free.select_related("subscriber").order_by("next_try", "pk").first()
    if found is not None:
        _claim([found.pk], at)
        found.attempts += 1
    return found


def claim_batch(subscriber_id: int, at: datetime) -> list[Delivery]:
    """The changes that go into the next exchange file of a subscriber, in order, claimed.

    Two senders cannot make files for one subscriber at the same moment, or a file could overtake the other.
    """
    mine = Subscriber.objects.select_for_update(skip_locked=True).filter(pk=subscriber_id, way=Subscriber.Way.FILE)
    if not mine.exists():
        return []
    waiting = _waiting(at, Q(next_try__gt=at)).filter(subscriber=subscriber_id).select_related("record")
    found = list(waiting.select_for_update(of=("self",)).order_by("pk")[:BATCH])
    _claim([one.pk for one in found], at)
    for one in found:
        one.attempts += 1
    return found


def _waiting(at: datetime, held_up_by: Q) -> Any:
    """Changes to be sent now, of whose record no earlier one that fits `held_up_by` is still to be sent."""
    same = {"record": OuterRef("record"), "subscriber": OuterRef("subscriber"), "seq__lt": OuterRef("seq")}
    earlier = Delivery.objects.filter(held_up_by, **same, next_try__isnull=False)
    return Delivery.objects.filter(~Exists(earlier), next_try__lte=at)


def _claim(ids: list[int], at: datetime) -> None:
    attempts = Least(F("attempts") + 1, MOST_ATTEMPTS)
    Delivery.objects.filter(pk__in=ids).update(next_try=at + CLAIM, attempts=attempts)


def received(ids: Collection[int], at: datetime) -> None:
    """The subscriber has them. What it has not confirmed stays visible until it does."""
    Delivery.objects.filter(pk__in=ids).update(sent_at=Coalesce("sent_at", at), next_try=None, last_error="")


def failed(ids: Collection[int], when: datetime, error: str) -> None:
    """It was not received, as far as we know: another attempt later, and the reason to be seen meanwhile.

    What was confirmed in the meantime stays confirmed.
    """
    waiting = Delivery.objects.filter(pk__in=ids, acknowledged_at=None, next_try__isnull=False)
    waiting.update(next_try=when, last_error=error)


def confirm(which: Any, at: datetime, reference: str, by: User | None) -> int:
    """Note that a subscriber shows these changes. What was confirmed before keeps its first confirmation."""
    return which.filter(acknowledged_at=None).update(
        acknowledged_at=at,
        acknowledged_by=by,
        reference=reference,
        sent_at=Coalesce("sent_at", at),
        next_try=None,
        last_error="",
    )


def send_again(subscriber: Subscriber, at: datetime) -> int:
    """Everything that a subscriber has not confirmed goes out now, once more. Returns how much."""
    return Delivery.objects.filter(subscriber=subscriber, acknowledged_at=None).update(next_try=at)


def reroute(subscriber: Subscriber, at: datetime) -> None:
    """The subscriber is told in another way from now on: what it has not confirmed goes that way too."""
    open_ones = Delivery.objects.filter(subscriber=subscriber, acknowledged_at=None)
    if subscriber.way in SENT_BY_US:
        open_ones.update(next_try=at)
    elif subscriber.way == Subscriber.Way.MANUAL:
        open_ones.update(next_try=None, sent_at=Coalesce("sent_at", at), last_error="")
    else:
        open_ones.update(next_try=None, last_error="")


def chase(at: datetime) -> int:
    """催收回执: tell the registrars of what was not confirmed in time, one message a subscriber. Each is told of once."""
    require_open("Delivery")
    late = Delivery.objects.filter(acknowledged_at=None, chased_at=None, due_at__lt=at, subscriber__active=True)
    free = late.select_for_update(of=("self",), skip_locked=True).select_related("subscriber")
    rows = list(free.order_by("due_at", "pk")[:CHASED])
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(chased_at=at)
    people = _registrars(at) if rows else []
    rows.sort(key=lambda row: (row.subscriber_id, row.pk))
    for subscriber, theirs in groupby(rows, key=lambda row: row.subscriber):
        first = next(theirs).pk
        keys = {f"delivery:{first}:late:{person}": person for person in people}
        number = subscriber.name[:LONGEST_NUMBER]
        outbox.enqueue(event="delivery_late", case_id=None, number=number, at=at, recipients=keys)
    return len(rows)


def _registrars(at: datetime) -> list[int]:
    on = Hand(at).on
    return sorted({person for unit in registering_units() for person in unit_members(unit, Role.REGISTRAR, on)})
