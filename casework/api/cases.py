"""Cases: file, read, and what happened to them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Path, Router
from ninja.params.functions import Header
from ninja.responses import Status

from casework import actions, casefile
from casework.api import present
from casework.api.answers import CaseOut, EventsOut, OpenedOut
from casework.api.auth import ApiRequest
from casework.api.find import case_of
from casework.api.schemas import CaseIn, Number, given
from casework.api.shapes import reading, writing
from casework.handin import file_once

router = Router(tags=[gettext_noop("Cases")])

IDEMPOTENCY_KEY = Header(
    "",
    alias="Idempotency-Key",
    max_length=200,
    description=gettext_noop("The same key files once: a repeated request answers 200 with the first case."),
)


@router.post(
    "/cases",
    response=writing((201, OpenedOut), (200, OpenedOut)),
    summary=gettext_noop("File a matter"),
    description=gettext_noop(
        "For registrars and handlers, on behalf of the filer. The receipt code is in the answer this once only."
    ),
    operation_id="open_case",
)
def open_case(
    request: ApiRequest,
    body: CaseIn,
    idempotency_key: str = IDEMPOTENCY_KEY,
) -> Status[dict[str, Any]]:
    """File a matter, once per Idempotency-Key."""
    at = timezone.now()
    opened = file_once(given(body), idempotency_key, by=request.auth, at=at)
    case = opened.case
    document = {
        **present.brief(case),
        "version": case.version,
        "receipt_code": opened.receipt_code or None,
        "clocks": present.clocks(case, request.auth, at),
    }
    return Status(201 if opened.receipt_code else 200, document)


@router.get(
    "/cases/{number}",
    response=reading(CaseOut),
    summary=gettext_noop("Read a case"),
    description=gettext_noop("That you read it is noted in the file."),
    operation_id="read_case",
)
def read_case(request: ApiRequest, number: Path[Number]) -> dict[str, Any]:
    """The whole case, as far as the caller may see it."""
    at = timezone.now()
    case = case_of(number, request.auth)
    actions.log_reading(case, by=request.auth, at=at)
    return present.whole(case, request.auth, at)


@router.get(
    "/cases/{number}/events",
    response=reading(EventsOut),
    summary=gettext_noop("What happened to a case"),
    description=gettext_noop("Oldest first; what the caller may see."),
    operation_id="read_events",
)
def read_events(request: ApiRequest, number: Path[Number]) -> dict[str, Any]:
    """The events the caller may see, oldest first."""
    case = case_of(number, request.auth)
    entries = reversed(casefile.timeline(case, request.auth))
    names = ("at", "kind", "who", "title", "text")
    return {"items": [{name: _plain(getattr(entry, name)) for name in names} for entry in entries]}


def _plain(value: Any) -> Any:
    """Lazy words become words."""
    return value if hasattr(value, "isoformat") else str(value or "")
