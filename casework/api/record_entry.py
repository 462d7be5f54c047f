"""What information providers send, read as the register takes it in, once; and records as a caller may read them."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import actions, queries
from casework.api.find import unit_for
from casework.api.schemas import RecordIn
from casework.errors import Conflict, InvalidData, NotFound
from casework.handin import KeyReused
from casework.models import CreditRecord, RecordStatus, RecordVersion, Role
from casework.permissions import Actor
from casework.recordin import Entry, read
from casework.register import people
from casework.register.collecting import Given
from casework.visibility import end_of

BESIDE = {"subject_name": "subject.name", "subject_code": "subject.code", "subject_unit": "subject.unit"}


def take_in_once(body: RecordIn, key: str, *, by: Actor, at: datetime) -> tuple[CreditRecord, bool]:
    """The record, and whether it is new. Raises Conflict when number or key belong to another content."""
    entry = entry_of(body, _own_key(key, by))
    given = given_of(entry, at)
    if (known := _known(entry)) is None:
        try:
            return actions.collect_record(given, by=by, at=at), True
        except IntegrityError:  # the same arrived twice in the same moment: the other one is the record
            if (known := _known(entry)) is None:
                raise
    people.check_may_collect(by, entry.source_unit)
    if known.digest == given.digest:
        return known, False
    if entry.idempotency_key and known.idempotency_key == entry.idempotency_key:
        raise KeyReused(_("This Idempotency-Key was used for another record. Use a new key for a new record."))
    raise Conflict(
        _("Record %(number)s has this external_id and other content. Amend it, or draft a change.")
        % {"number": known.number}
    )


def given_of(entry: Entry, at: datetime) -> Given:
    """What the register takes in. Raises InvalidData by the names of the API."""
    try:
        return read(entry, timezone.localdate(at))
    except InvalidData as error:
        raise InvalidData({BESIDE.get(name, name): words for name, words in error.errors.items()}) from error


def entry_of(body: RecordIn, key: str) -> Entry:
    """What was sent, with its units looked up. Raises InvalidData."""
    subject = body.subject
    texts = ("title", "facts", "basis", "severity", "discipline", "not_repairable", "rule_version", "external_id")
    days = ("decided_on", "determined_on", "obligations_done_on")
    return Entry(
        subject_type=subject.type,
        subject_name=subject.name,
        subject_code=subject.code,
        subject_unit=unit_for("subject.unit", subject.unit) if subject.unit else None,
        source_unit=unit_for("source_unit", body.source_unit),
        amount=Decimal(body.amount) if body.amount else None,
        fields=tuple(body.fields),
        origin=CreditRecord.Origin.API,
        idempotency_key=key,
        **{name: getattr(body, name) for name in (*texts, *days)},
    )


def record_of(number: str, by: Actor) -> CreditRecord:
    """A record as far as the caller may know of it. Raises NotFound."""
    found: CreditRecord | None = queries.records(by).filter(number=number).first()
    if found is None:
        raise NotFound(_("There is no such record, or you may not see it."))
    return found


def version_on(row: CreditRecord, on: date | None, by: Actor) -> RecordVersion:
    """What the record says, or said at the end of a day. Who sees it only because it is public sees public versions."""
    moment = timezone.now() if on is None else end_of(on)
    said: RecordVersion | None = row.versions.filter(from_at__lte=moment).exclude(to_at__lte=moment).first()
    inside = people.may_collect(by, row.source_unit_id) or people.may_register(by) or by.has_role(Role.AUDITOR)
    if said is None or (on is not None and not inside and said.status != RecordStatus.PUBLISHED):
        raise NotFound(_("The record was not public on that day."))
    return said


def _known(entry: Entry) -> CreditRecord | None:
    """The record that has this key or this number already."""
    found: CreditRecord | None = None
    if entry.idempotency_key:
        found = CreditRecord.objects.filter(idempotency_key=entry.idempotency_key).first()
    if found is None and entry.external_id:
        found = CreditRecord.objects.filter(source_unit=entry.source_unit, external_id=entry.external_id).first()
    return found


def _own_key(key: str, by: Actor) -> str:
    """Keys of different callers never meet."""
    caller = by.user.pk if by.user else ""
    return "key:" + hashlib.sha256(f"{caller}:{key}".encode()).hexdigest() if key else ""
