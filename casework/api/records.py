"""Credit records: searching, reading as of a day, and what information providers send."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from ninja.params.functions import Header
from ninja.responses import Status
from pydantic import Field

from casework import actions, queries
from casework.api import present
from casework.api.auth import ApiRequest
from casework.api.record_answers import RecordOut, RecordsOut
from casework.api.record_entry import entry_of, given_of, record_of, take_in_once, version_on
from casework.api.schemas import AmendIn, Cursor, Number, RecordIn
from casework.api.shapes import reading, writing
from casework.keyset import Order, page_of
from casework.models import RecordVersion
from casework.visibility import end_of

router = Router(tags=[gettext_noop("Records")])
NEWEST = Order(descending=True)
ON = Query(None, description=gettext_noop("As it read at the end of this day."))
IDEMPOTENCY_KEY = Header(
    "",
    alias="Idempotency-Key",
    max_length=200,
    description=gettext_noop("The same key takes a record in once: a repeated request answers 200 with the first."),
)


class RecordsIn(Schema):
    """Which records."""

    subject: Annotated[
        str,
        Field(max_length=80, description=gettext_noop("Part of the subject's name, its code, or the record number.")),
    ] = ""
    state: Annotated[
        Literal["", "collected", "declined", "verified", "published", "expired", "repaired", "revoked", "in_dispute"],
        Field(description=gettext_noop("in_dispute: only those with an objection pending.")),
    ] = ""
    on: Annotated[
        date | None,
        Field(description=gettext_noop("Those that were public at the end of this day, as they read then.")),
    ] = None
    cursor: Cursor = ""


@router.get(
    "/records",
    response=reading(RecordsOut),
    summary=gettext_noop("Search credit records"),
    description=gettext_noop("As they read now, newest first: published ones, and others as far as you may see them."),
    operation_id="search_records",
)
def search(request: ApiRequest, wanted: Query[RecordsIn]) -> dict[str, Any]:
    """A page of records with their current version, or with that of a day."""
    text = wanted.subject.strip()
    rows = queries.records(request.auth, text=text).filter(versions__number__gte=1, versions__to_at=None)
    if text:  # the index finds all the pairs of characters, this that they stand together
        rows = rows.filter(Q(subject_name__icontains=text) | Q(subject_code__iexact=text) | Q(number__iexact=text))
    if wanted.state == "in_dispute":
        rows = rows.filter(in_dispute=True)
    elif wanted.state:
        rows = rows.filter(status=wanted.state)
    said = Q(to_at__isnull=True)
    if wanted.on is not None:
        moment = end_of(wanted.on)
        rows, said = rows.as_of(moment), Q(from_at__lte=moment) & (Q(to_at__isnull=True) | Q(to_at__gt=moment))
    shown = Prefetch("versions", queryset=RecordVersion.objects.filter(said), to_attr="shown")
    page = page_of(rows.prefetch_related(shown), NEWEST, wanted.cursor)
    return {"items": [present.record(row, row.shown[0]) for row in page.rows], "next": page.after}


@router.get(
    "/records/{number}",
    response=reading(RecordOut),
    summary=gettext_noop("Read a credit record"),
    description=gettext_noop("As it reads now, or as it read at the end of a day when it was public."),
    operation_id="read_record",
)
def read_record(request: ApiRequest, number: Path[Number], on: date | None = ON) -> dict[str, Any]:
    """One record as it reads now or read on a day."""
    row = record_of(number, request.auth)
    return present.record(row, version_on(row, on, request.auth))


@router.post(
    "/records",
    response=writing((201, RecordOut), (200, RecordOut)),
    summary=gettext_noop("Send a credit record"),
    description=gettext_noop(
        "For information providers and registrars. The record is collected and waits for a second person, who "
        "verifies it. The same external_id or Idempotency-Key with the same content answers 200."
    ),
    operation_id="send_record",
)
def send_record(request: ApiRequest, body: RecordIn, idempotency_key: str = IDEMPOTENCY_KEY) -> Status[dict[str, Any]]:
    """Take a record in, once."""
    made, new = take_in_once(body, idempotency_key, by=request.auth, at=timezone.now())
    row = record_of(made.number, request.auth)
    return Status(201 if new else 200, present.record(row, row.versions.get(to_at__isnull=True)))


@router.put(
    "/records/{number}",
    response=writing((200, RecordOut)),
    summary=gettext_noop("Amend a credit record"),
    description=gettext_noop("As long as nobody has verified it; afterwards draft a change."),
    operation_id="amend_record",
)
def amend_record(request: ApiRequest, number: Path[Number], body: AmendIn) -> dict[str, Any]:
    """Put a record right that waits for its second person."""
    at, row = timezone.now(), record_of(number, request.auth)
    given = given_of(entry_of(body, ""), at)
    actions.amend_record(row, given, by=request.auth, at=at, seen=body.version)
    row = record_of(number, request.auth)
    return present.record(row, row.versions.get(to_at__isnull=True))
