"""The queue: open work of the caller's units, most urgent first."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from casework import queries
from casework.api import present
from casework.api.answers import QueueOut
from casework.api.auth import ApiRequest
from casework.api.find import unit_for
from casework.api.schemas import Cursor
from casework.api.shapes import reading
from casework.keyset import page_of

router = Router(tags=[gettext_noop("Queue")])


class QueueIn(Schema):
    """What to narrow the queue to."""

    unit: Annotated[str, Field(max_length=40, description=gettext_noop("Short name of the unit."))] = ""
    kind: Annotated[str, Field(max_length=20)] = ""
    light: Literal["", "red", "amber", "green", "grey"] = ""
    q: Annotated[
        str, Field(max_length=80, description=gettext_noop("Two characters of number, title or names are enough."))
    ] = ""
    cursor: Cursor = ""


@router.get(
    "/queue",
    response=reading(QueueOut),
    summary=gettext_noop("Open work of your units"),
    description=gettext_noop("Most urgent first, a page at a time; “next” is the cursor of the following page."),
    operation_id="read_queue",
)
def read_queue(request: ApiRequest, wanted: Query[QueueIn]) -> dict[str, Any]:
    """A page of the queue."""
    at = timezone.now()
    unit = unit_for("unit", wanted.unit).pk if wanted.unit else None
    narrow = queries.TaskFilter(kind=wanted.kind, light=wanted.light, unit=unit, text=wanted.q)
    tasks = queries.for_rows(queries.narrowed(queries.unit_tasks(request.auth), narrow, at))
    page = page_of(tasks.select_related("case__lead_unit"), queries.BY_RISK, wanted.cursor)
    return {"items": [present.work(task, at) for task in page.rows], "next": page.after}
