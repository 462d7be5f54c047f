"""Writing messages into the outbox: one row a recipient and channel, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from notifications.models import Message
from notifications.routes import Route, Telling, routes_of

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
    common: dict[str, Any] = {"event": event, "case_id": case_id, "number": number, "count": count, "created_at": at}
    common["urgent"] = urgent
    messages = [
        Message(
            **(_bundle(way, at) if way.bundle else common | {"dedupe_key": key}), **_on(way, at), recipient_id=person
        )
        for key, person in recipients.items()
        for way in ways[person]
    ]
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def _bundle(way: Route, at: datetime) -> dict[str, Any]:
    """The digest that tells of it together with others: written with the first of them, once."""
    return {"event": "digest", "created_at": at, "dedupe_key": way.bundle}


def _on(way: Route, at: datetime) -> dict[str, Any]:
    from_then = way.not_before or at
    status = Status.WITHHELD if way.withheld else Status.QUEUED
    given = {"channel": way.channel, "language": way.language, "not_before": from_then, "next_try": from_then}
    return given | {"status": status, "last_error": way.withheld}
