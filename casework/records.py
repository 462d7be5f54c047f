"""What a case does to a credit record: mark it, correct it, revoke it, and tell the subscribers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.context import Context
from casework.errors import Conflict
from casework.models import CreditRecord, Delivery, DisputeMark, RecordVersion, Subscriber
from casework.models.guard import require_open

VERSION_FIELDS = ("title", "facts", "basis", "amount", "severity", "decided_on", "determined_on")


def current(record: CreditRecord) -> RecordVersion:
    """What the record says now."""
    return record.versions.get(to_at__isnull=True)


def place_mark(ctx: Context) -> None:
    """异议标注: every reader sees from now on that the record is in dispute."""
    record = _record(ctx)
    if record.status == CreditRecord.Status.REVOKED:  # by another case, after the guard of this one had looked
        raise Conflict(_("The record has been revoked meanwhile, so there is nothing left to decide."))
    DisputeMark.objects.create(record=record, case_id=ctx.case.pk, placed_at=ctx.at)
    tell(ctx, Delivery.Change.MARKED)


def remove_mark(ctx: Context) -> None:
    """Take the mark of this case away; a mark of another case stays. Does nothing when there is none."""
    removed = DisputeMark.objects.filter(case_id=ctx.case.pk, removed_at__isnull=True).update(removed_at=ctx.at)
    if removed:
        tell(ctx, Delivery.Change.UNMARKED)


def correct(ctx: Context, changes: dict[str, Any], note: str = "") -> RecordVersion:
    """Supersede the current version by one with these fields (JSON values) changed. The old one keeps its dates."""
    columns: Any = RecordVersion._meta
    typed = {name: columns.get_field(name).to_python(value) for name, value in changes.items()}
    return _supersede(ctx, RecordVersion.Change.CORRECTED, Delivery.Change.CORRECTED, typed, note)


def revoke(ctx: Context, note: str = "") -> RecordVersion:
    """Take the record out of publication. Its versions are kept."""
    version = _supersede(ctx, RecordVersion.Change.REVOKED, Delivery.Change.REVOKED, {}, note)
    CreditRecord.objects.filter(pk=version.record_id).update(status=CreditRecord.Status.REVOKED)
    return version


def tell(ctx: Context, change: str) -> None:
    """Queue the change for every subscriber; each must acknowledge it."""
    record = _record(ctx)
    version = current(record)
    for subscriber in Subscriber.objects.filter(active=True).order_by("pk"):
        Delivery.objects.create(
            record=record,
            case_id=ctx.case.pk,
            subscriber=subscriber,
            change=change,
            version=version,
            sent_at=ctx.at,
        )


def acknowledge(ctx: Context, subscriber: str, reference: str) -> int:
    """Note that a subscriber has confirmed every change of this case. Returns how many were still open."""
    waiting = Delivery.objects.filter(
        case_id=ctx.case.pk, subscriber__code=subscriber, acknowledged_at__isnull=True, sent_at__lte=ctx.at
    )
    return waiting.update(acknowledged_at=ctx.at, reference=reference)


def unacknowledged(case_id: int) -> Any:
    """Deliveries of a case that a subscriber has not confirmed yet."""
    return Delivery.objects.filter(case_id=case_id, acknowledged_at__isnull=True).select_related("subscriber")


def _supersede(ctx: Context, change: str, told: str, changes: dict[str, Any], note: str) -> RecordVersion:
    record = _record(ctx)
    old = RecordVersion.objects.select_for_update().get(record=record, to_at__isnull=True)
    old.to_at = ctx.at
    old.save()
    fields = {name: getattr(old, name) for name in VERSION_FIELDS} | changes
    version = RecordVersion.objects.create(
        record=record,
        number=old.number + 1,
        change=change,
        from_at=ctx.at,
        case_id=ctx.case.pk,
        note=note[:200],
        **fields,
    )
    tell(ctx, told)
    return version


def _record(ctx: Context) -> CreditRecord:
    require_open("CreditRecord")
    if ctx.case.record is None:
        raise CreditRecord.DoesNotExist("the case concerns no record")
    return CreditRecord.objects.select_for_update().get(pk=ctx.case.record_id)
