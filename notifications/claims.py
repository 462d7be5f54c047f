"""The state machine of a message: taking it, and noting what came of it. Each step is one short transaction.

`attempts` grows with each claim and tells workers apart: who has lost the lease changes nothing any more. Nothing here
reads the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from notifications.models import Channel, Message

Status = Message.Status
LEASE = timedelta(minutes=2)  # longer than any one message takes; renewed before each
BATCH = 20
MOST_AT_ONCE = 8 * BATCH  # of a channel, over all workers: other people's servers do not like more
MOST_ATTEMPTS = 8
FIRST_WAIT, GROWTH, LONGEST_WAIT = timedelta(seconds=30), 4, timedelta(hours=12)  # given up after about a day
SPARED = timedelta(seconds=20)  # until the other side is looked for again
KNOWS_THE_KEY = (Channel.SMS, Channel.WEBHOOK)  # sending again there doubles nothing
NOT_HELD = {"lease_until": None, "begun": False}
TRIED_AGAIN = (Status.UNCONFIRMED, Status.BOUNCED, Status.DEAD, Status.WITHHELD)


def claim(channel: str, at: datetime, batch: int = BATCH) -> list[Message]:
    """Take what is due, the urgent first, passing over what another worker takes just now."""
    with transaction.atomic():
        due = Message.objects.select_for_update(skip_locked=True).filter(
            channel=channel, status=Status.QUEUED, next_try__lte=at
        )
        taken = list(due.order_by(F("urgent").desc(), "next_try", "pk")[:batch])
        changes = {"status": Status.SENDING, "lease_until": at + LEASE}
        Message.objects.filter(pk__in=[one.pk for one in taken]).update(**changes, attempts=F("attempts") + 1)
    for message in taken:
        message.status, message.lease_until = Status.SENDING, at + LEASE
        message.attempts += 1
    return taken


def crowded(channel: str, at: datetime) -> bool:
    """Whether enough workers are at it already."""
    return Message.objects.filter(channel=channel, status=Status.SENDING, lease_until__gt=at).count() >= MOST_AT_ONCE


def show(at: datetime, batch: int) -> int:
    """Deliver what stays inside the system: the row is the delivery. Returns how many."""
    with transaction.atomic():
        due = Message.objects.select_for_update(skip_locked=True).filter(
            channel=Channel.IN_APP, status=Status.QUEUED, next_try__lte=at
        )
        rows = list(due.order_by(F("urgent").desc(), "next_try", "pk").values_list("pk", flat=True)[:batch])
        return _shown(rows, at)


def _shown(rows: list[int], at: datetime) -> int:
    changes = {"status": Status.DELIVERED, "delivered_at": at}
    return Message.objects.filter(pk__in=rows).update(**changes, attempts=F("attempts") + 1)


def begin(message: Message, at: datetime) -> bool:
    """Note that from here on it may arrive, and renew the lease. False: another worker has it, do not send."""
    words = message.wording_id  # by which version it is sent
    return bool(_held(message).update(begun=True, lease_until=at + LEASE, wording=words))


def delivered(message: Message, at: datetime, reference: str = "") -> None:
    """The next hop has accepted it. Who was taken for dead and comes back with an answer is believed."""
    known = {"reference": reference, "last_error": "", "delivered_at": at, **NOT_HELD}
    _held(message, Status.SENDING, Status.UNCONFIRMED).update(status=Status.DELIVERED, **known)


def refused(message: Message, at: datetime, code: str) -> None:
    """Not accepted now: once more later, or given up."""
    if message.attempts >= MOST_ATTEMPTS:
        _end(message, Status.DEAD, code)
    else:
        again = {"status": Status.QUEUED, "next_try": next_try(at, message.attempts, message.key)}
        _held(message).update(**again, last_error=code, **NOT_HELD)


def returned(message: Message, code: str) -> None:
    """Never accepted for this recipient."""
    _end(message, Status.BOUNCED, code)


def withheld(message: Message, code: str) -> None:
    """Not to be sent, as the book of addresses says."""
    _end(message, Status.WITHHELD, code)


def unknown(message: Message, at: datetime, code: str) -> None:
    """It may have arrived. Who knows our key is asked again under the same key; of an e-mail a person decides."""
    if message.channel in KNOWS_THE_KEY:
        refused(message, at, code)
    else:
        _end(message, Status.UNCONFIRMED, code)


def release(messages: Iterable[Message], at: datetime, wait: timedelta = timedelta(0)) -> int:
    """Give back what was not tried: it costs no attempt."""
    mine = Message.objects.filter(pk__in=[one.pk for one in messages], status=Status.SENDING, begun=False)
    again = {"status": Status.QUEUED, "next_try": at + wait, "attempts": F("attempts") - 1}
    return mine.update(**again, **NOT_HELD)


def expire(at: datetime) -> int:
    """Look after what workers held that are dead by now. Returns how many messages that were."""
    with transaction.atomic():
        over = Message.objects.select_for_update(skip_locked=True).filter(status=Status.SENDING, lease_until__lt=at)
        found = list(over.order_by("pk")[:1000])
        for message in found:
            if message.begun:
                unknown(message, at, "lease")
            else:
                refused(message, at, "lease")
    return len(found)


def try_again(pk: int, at: datetime) -> bool:
    """A person has it sent again, however it ended. Under the same key, with all its attempts."""
    ended = Message.objects.filter(pk=pk, status__in=TRIED_AGAIN)
    again = {"status": Status.QUEUED, "next_try": at, "not_before": at, "attempts": 0, "delivered_at": None}
    again["followed"] = False
    return bool(ended.update(**again, last_error=""))


def settle(pk: int, at: datetime) -> bool:
    """A person has learnt that an unconfirmed message arrived."""
    unsure = Message.objects.filter(pk=pk, status=Status.UNCONFIRMED)
    return bool(unsure.update(status=Status.DELIVERED, delivered_at=at, last_error=""))


def bounce(key: UUID, code: str) -> bool:
    """The other side says later that it did not arrive: a returned e-mail, a report of the gateway."""
    sent = Message.objects.filter(key=key, status__in=(Status.DELIVERED, Status.UNCONFIRMED))
    return bool(sent.update(status=Status.BOUNCED, last_error=code[:40]))


def next_try(at: datetime, attempts: int, key: object) -> datetime:
    """When to try again: four times as long each time, spread by the key so that not all come back together."""
    whole = min(FIRST_WAIT * GROWTH ** (max(attempts, 1) - 1), LONGEST_WAIT)
    spread = hashlib.sha256(f"{key}:{attempts}".encode()).digest()
    return at + whole * (0.75 + int.from_bytes(spread[:4], "big") / 2**33)


def _end(message: Message, status: str, code: str) -> None:
    _held(message).update(status=status, last_error=code[:40], **NOT_HELD)


def _held(message: Message, *statuses: Any) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, attempts=message.attempts, status__in=statuses or (Status.SENDING,))
