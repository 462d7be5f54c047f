"""Writing messages into the outbox: one row a recipient and channel, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from notifications.channels import deliver
from notifications.models import Message
from notifications.routes import Route, Telling, routes_of

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)  # doubled with each attempt
Status = Message.Status


def enqueue(
    *,
    event: str,
    at: datetime,
    recipients: Mapping[str, int | None],
    case_id: int | None = None,
    number: str = "",
    count: int | None = None,
    urgent: bool = False,
) -> None:
    """Write a message to each recipient, by its key, in the running transaction. The same key is written once."""
    if not connection.in_atomic_block:
        raise RuntimeError("a message belongs into the transaction of the change it tells about")
    telling = Telling(event, at, case_id, urgent)
    ways = routes_of(telling, set(recipients.values()))
    common = {"event": event, "case_id": case_id, "number": number, "count": count, "created_at": at, "urgent": urgent}
    messages = [
        Message(**common, **_on(way, at), recipient_id=person, dedupe_key=key)
        for key, person in recipients.items()
        for way in ways[person]
    ]
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def _on(way: Route, at: datetime) -> dict[str, object]:
    from_then = way.not_before or at
    status = Status.WITHHELD if way.withheld else Status.QUEUED
    given = {"channel": way.channel, "language": way.language, "not_before": from_then, "next_try": from_then}
    return given | {"status": status, "last_error": way.withheld}


def deliver_due(at: datetime, batch: int = 200) -> int:
    """Deliver what is due, skipping rows another worker holds. Returns how many were delivered."""
    delivered = 0
    with transaction.atomic():
        due = Message.objects.select_for_update(skip_locked=True).filter(
            channel="in_app", status=Message.Status.QUEUED, next_try__lte=at
        )
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
