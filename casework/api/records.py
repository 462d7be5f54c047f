"""Credit records."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from casework import queries
from casework.api import present
from casework.api.answers import RecordsOut
from casework.api.auth import ApiRequest
from casework.api.schemas import Cursor
from casework.api.shapes import reading
from casework.keyset import Order, page_of
from casework.models import RecordVersion

router = Router(tags=[gettext_noop("Records")])
NEWEST = Order(descending=True)
CURRENT = Prefetch("versions", queryset=RecordVersion.objects.filter(to_at__isnull=True), to_attr="current")


class RecordsIn(Schema):
    """Which records."""

    subject: Annotated[
        str,
        Field(max_length=80, description=gettext_noop("Part of the subject's name, its code, or the record number.")),
    ] = ""
    state: Annotated[
        Literal["", "published", "revoked", "verified", "collected", "in_dispute"],
        Field(description=gettext_noop("in_dispute: only those with an objection pending.")),
    ] = ""
    cursor: Cursor = ""


@router.get(
    "/records",
    response=reading(RecordsOut),
    summary=gettext_noop("Search credit records"),
    description=gettext_noop("As they read now, newest first: published ones, and others as far as you may see them."),
    operation_id="search_records",
)
def search(request: ApiRequest, wanted: Query[RecordsIn]) -> dict[str, Any]:
    """A page of records with their current version."""
    text = wanted.subject.strip()
    rows = queries.records(request.auth, text=text).filter(versions__number__gte=1, versions__to_at=None)
    if text:  # the index finds all the pairs of characters, this that they stand together
        rows = rows.filter(Q(subject_name__icontains=text) | Q(subject_code__iexact=text) | Q(number__iexact=text))
    if wanted.state == "in_dispute":
        rows = rows.filter(in_dispute=True)
    elif wanted.state:
        rows = rows.filter(status=wanted.state)
    page = page_of(rows.prefetch_related(CURRENT), NEWEST, wanted.cursor)
    return {"items": [present.record(row, row.current[0]) for row in page.rows], "next": page.after}
