"""Writing messages into the outbox and taking them out again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from notifications.channels import deliver
from notifications.models import Message

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)  # doubled with each attempt


def enqueue(
    *,
    event: str,
    at: datetime,
    recipients: Mapping[str, int | None],
    case_id: int | None = None,
    number: str = "",
    count: int | None = None,
) -> None:
    """Write a message to each recipient, by its key, in the running transaction. The same key is written once."""
    if not connection.in_atomic_block:
        raise RuntimeError("a message belongs into the transaction of the change it tells about")
    common = {"event": event, "case_id": case_id, "number": number, "count": count, "created_at": at, "next_try": at}
    messages = [Message(**common, recipient_id=person, dedupe_key=key) for key, person in recipients.items()]
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def deliver_due(at: datetime, batch: int = 200) -> int:
    """Deliver what is due, skipping rows another worker holds. Returns how many were delivered."""
    delivered = 0
    with transaction.atomic():
        due = Message.objects.select_for_update(skip_locked=True).filter(status=Message.Status.QUEUED, next_try__lte=at)
        for message in due.order_by("next_try", "pk")[:batch]:
            delivered += _attempt(message, at)
    return delivered


def _attempt(message: Message, at: datetime) -> int:
    message.attempts += 1
    try:
        deliver(message)
    except OSError as error:  # what networks raise; anything else is a fault of ours and must be seen
        message.last_error = type(error).__name__
        message.next_try = at + FIRST_WAIT * 2 ** (message.attempts - 1)
        if message.attempts >= MOST_ATTEMPTS:
            message.status = Message.Status.DEAD
    else:
        message.status, message.delivered_at = Message.Status.DELIVERED, at
    message.save()
    return int(message.status == Message.Status.DELIVERED)
