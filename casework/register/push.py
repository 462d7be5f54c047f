"""Telling subscribers: one row for each change and subscriber, in the transaction of the change."""

from __future__ import annotations

from typing import Any

from celery import current_app
from django.db import connection, transaction
from django.db.models import Max

from casework.models import CreditRecord, Delivery, RecordVersion, Subscriber
from casework.register.hand import Hand
from casework.telling import due_at

SENT_BY_US = (Subscriber.Way.WEBHOOK, Subscriber.Way.FILE)
TASK = "casework.tasks.push_changes"


def tell(record: CreditRecord, hand: Hand, change: str, version: RecordVersion) -> None:
    """Queue the change for every subscriber; each must acknowledge it. Nobody is told of what was never public.

    The record is held, so that its changes are numbered in their order.
    """
    if not record.shared:
        return
    last = dict(Delivery.objects.filter(record=record).order_by().values_list("subscriber").annotate(last=Max("seq")))
    told, due = body(record, change, version), due_at(hand.at)
    for subscriber in Subscriber.objects.filter(active=True).order_by("pk"):
        Delivery.objects.create(
            record=record,
            case_id=hand.case_id,
            subscriber=subscriber,
            change=change,
            version=version,
            seq=last.get(subscriber.pk, 0) + 1,
            body=told,
            queued_at=hand.at,
            due_at=due,
            sent_at=hand.at if subscriber.way == Subscriber.Way.MANUAL else None,
            next_try=hand.at if subscriber.way in SENT_BY_US else None,
        )
        if subscriber.way in SENT_BY_US:
            wake()


def wake() -> None:
    """Have the sender look once this transaction is committed; if that fails, it looks by itself every ten seconds."""
    if not any(waiting[1] is _send_now for waiting in connection.run_on_commit):
        transaction.on_commit(_send_now, robust=True)


def _send_now() -> None:
    current_app.signature(TASK).delay()


def body(record: CreditRecord, change: str, version: RecordVersion) -> dict[str, Any]:
    """What a subscriber gets: the record as it reads from this change on."""
    return {
        "record": record.number,
        "version": version.number,
        "change": change,
        "status": record.status,
        "in_dispute": record.marks.filter(removed_at__isnull=True).exists(),
        "subject_type": record.subject_type,
        "subject": record.subject_name,
        "subject_code": record.subject_code,
        "source_unit": record.source_unit.full_name,
        "rule_version": record.rule_version,
        "title": version.title,
        "facts": version.facts,
        "basis": version.basis,
        "amount": None if version.amount is None else str(version.amount),
        "severity": version.severity,
        "decided_on": version.decided_on.isoformat(),
        "determined_on": version.determined_on.isoformat(),
        "obligations_done_on": version.obligations_done_on.isoformat() if version.obligations_done_on else None,
        "ends_on": record.ends_on.isoformat() if record.ends_on else None,
    }
