"""Changes of records outside cases: drafted by the information provider, decided by another person."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Router
from ninja.responses import Status

from casework import actions, queries
from casework.api import present
from casework.api.auth import ApiRequest
from casework.api.record_answers import RecordChangeOut, RecordChangesOut
from casework.api.record_entry import record_of
from casework.api.schemas import ApproveIn, Key, Number, ReasonIn, RecordChangeIn
from casework.api.shapes import reading, writing
from casework.errors import NotFound
from casework.models import RecordChange
from casework.permissions import Actor
from casework.register.changing import Draft

router = Router(tags=[gettext_noop("Records")])
SHOWN = 50


@router.get(
    "/records/{number}/changes",
    response=reading(RecordChangesOut),
    summary=gettext_noop("Changes of a record outside cases"),
    description=gettext_noop("The newest first: what waits, and what became of the others."),
    operation_id="record_changes",
)
def changes(request: ApiRequest, number: Path[Number]) -> dict[str, Any]:
    """The newest first."""
    row = record_of(number, request.auth)
    rows = row.changes.select_related("record", "drafted_by", "decided_by").order_by("-pk")[:SHOWN]
    return {"items": [present.record_change(one) for one in rows]}


@router.post(
    "/records/{number}/changes",
    response=writing((202, RecordChangeOut)),
    summary=gettext_noop("Draft a change of a record"),
    description=gettext_noop(
        "For its information provider and registrars. It alters nothing until another person of the registering unit "
        "confirms it, and is void when the record changes before that."
    ),
    operation_id="draft_record_change",
)
def draft(request: ApiRequest, number: Path[Number], body: RecordChangeIn) -> Status[dict[str, Any]]:
    """Write a change down."""
    row = record_of(number, request.auth)
    given = Draft(body.what, body.reason, dict(body.fields), body.basis, seen=body.version)
    made = actions.draft_record_change(row, given, by=request.auth, at=timezone.now())
    return Status(202, present.record_change(made))


@router.post(
    "/record-changes/{pk}/confirm",
    response=writing((200, RecordChangeOut)),
    summary=gettext_noop("Confirm a change of a record"),
    description=gettext_noop("It takes effect at once. Not for the person who drafted it."),
    operation_id="confirm_record_change",
)
def confirm(request: ApiRequest, pk: Path[Key], body: ApproveIn) -> dict[str, Any]:
    """Carry it out."""
    return _decided(pk, request.auth, confirm=True, answer=body.note)


@router.post(
    "/record-changes/{pk}/refuse",
    response=writing((200, RecordChangeOut)),
    summary=gettext_noop("Do not confirm a change of a record"),
    description=gettext_noop("With the reason. The record stays as it is."),
    operation_id="refuse_record_change",
)
def refuse(request: ApiRequest, pk: Path[Key], body: ReasonIn) -> dict[str, Any]:
    """Leave the record as it is, with the reason."""
    return _decided(pk, request.auth, confirm=False, answer=body.reason)


def _decided(pk: int, by: Actor, *, confirm: bool, answer: str) -> dict[str, Any]:
    rows: Any = RecordChange.objects.select_related("record")
    found = rows.filter(pk=pk, record__in=queries.records(by)).first()
    if found is None:
        raise NotFound(_("There is no such change."))
    decided = actions.decide_record_change(found, by=by, at=timezone.now(), confirm=confirm, answer=answer)
    return present.record_change(decided)
