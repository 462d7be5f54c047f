"""Superseding what a record says or how it stands: one new version, the window anew, everybody told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.errors import Conflict
from casework.models import CreditRecord, Delivery, RecordChange, RecordVersion
from casework.register import push, windows
from casework.register.hand import Hand

FIELDS = (  # what a version says; a new one takes over what is not changed
    "title",
    "facts",
    "basis",
    "amount",
    "severity",
    "penalties",
    "decided_on",
    "determined_on",
    "obligations_done_on",
    "not_repairable",
)


def check_seen(record: CreditRecord, seen: int | None) -> None:
    """Raise Conflict when the record no longer says what was on somebody's page."""
    if seen is not None and record.said().number != seen:
        raise Conflict(_("The record has changed since you opened it. Nothing was saved; please look again."))


def first(record: CreditRecord, hand: Hand, fields: dict[str, Any]) -> RecordVersion:
    """The unsaved version that a record is collected with."""
    return RecordVersion(
        record=record,
        number=1,
        change=RecordVersion.Change.COLLECTED,
        status=record.status,
        from_at=hand.at,
        case_id=hand.case_id,
        by=hand.user,
        **fields,
    )


def supersede(
    record: CreditRecord,
    hand: Hand,
    change: str,
    *,
    status: str = "",
    fields: dict[str, Any] | None = None,
    note: str = "",
) -> RecordVersion:
    """Let a new version take the place of the current one; the old one keeps its dates. The record is held.

    `status` is where the record stands from now on, empty when that does not change. Subscribers hear of every change
    of a record they know.
    """
    old = RecordVersion.objects.select_for_update(of=("self",)).get(record=record, to_at__isnull=True)
    RecordVersion.objects.filter(pk=old.pk).update(to_at=hand.at)
    said = {name: getattr(old, name) for name in FIELDS} | (fields or {})
    record.status = status or record.status
    version = RecordVersion.objects.create(
        record=record,
        number=old.number + 1,
        change=change,
        status=record.status,
        from_at=hand.at,
        case_id=hand.case_id,
        by=hand.user,
        note=note[:200],
        **said,
    )
    windows.refresh(record, version)
    record.save()
    _void_drafts(record, hand)
    if change in Delivery.Change.values:
        push.tell(record, hand, change, version)
    return version


def _void_drafts(record: CreditRecord, hand: Hand) -> None:
    """What was drafted on the version before is void: nobody confirms a change of something that they did not see."""
    waiting = record.changes.filter(status=RecordChange.Status.PENDING)
    waiting.update(status=RecordChange.Status.VOID, decided_at=hand.at)
