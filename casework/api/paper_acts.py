"""Papers: one by its number, how it was served (送达), and its number cancelled (作废)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Path, Router
from pydantic import Field, StringConstraints

from casework import actions
from casework.api import papers
from casework.api.auth import ApiRequest
from casework.api.find import paper_of
from casework.api.paper_answers import PaperOut
from casework.api.schemas import Line, Number, Strict
from casework.api.shapes import reading, writing
from casework.serving import Served

router = Router(tags=[gettext_noop("Papers")])
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class ServiceIn(Strict):
    """How, when and to whom a paper was served."""

    way: Literal["in_person", "post", "exchange", "email", "left"]
    served_on: date
    recipient: Line = Field("", description=gettext_noop("Empty: the addressee of the paper."))
    tracking: Line = Field("", description=gettext_noop("For service by post."))
    note: Words = ""
    reason: Words = Field("", description=gettext_noop("What was wrong with the service noted before."))


class CancellationIn(Strict):
    """Why the number of a paper is void."""

    reason: Words
    replaced_by: Number | None = Field(None, description=gettext_noop("Number of the paper that stands in its place."))


@router.get(
    "/papers/{number}",
    response=reading(PaperOut),
    summary=gettext_noop("One paper"),
    description=gettext_noop("The words of an issued paper and what became of it."),
    operation_id="get_paper",
)
def get_paper(request: ApiRequest, number: Path[Number]) -> dict[str, Any]:
    """A paper by its number."""
    return papers.paper(paper_of(number, request.auth))


@router.post(
    "/papers/{number}/service",
    response=writing((200, PaperOut)),
    summary=gettext_noop("Note how a paper was served"),
    description=gettext_noop("Issues the receipt, and clocks count from that day. Only somebody else corrects it."),
    operation_id="serve_paper",
)
def serve(request: ApiRequest, number: Path[Number], body: ServiceIn) -> dict[str, Any]:
    """Note a service, or correct the one that somebody else noted."""
    found = paper_of(number, request.auth)
    words = body.model_dump(exclude={"way", "served_on"})
    served = Served(body.way, body.served_on, **words)
    actions.serve_paper(found.pk, served, by=request.auth, at=timezone.now())
    return papers.paper(paper_of(number, request.auth))


@router.post(
    "/papers/{number}/cancellation",
    response=writing((200, PaperOut)),
    summary=gettext_noop("Cancel the number of a paper"),
    description=gettext_noop("For another supervisor of the issuing unit. What the step did is not undone."),
    operation_id="cancel_paper",
)
def cancel(request: ApiRequest, number: Path[Number], body: CancellationIn) -> dict[str, Any]:
    """The paper and its number stay, marked with the reason."""
    found = paper_of(number, request.auth)
    after = paper_of(body.replaced_by, request.auth) if body.replaced_by else None
    actions.cancel_paper(found.pk, reason=body.reason, by=request.auth, at=timezone.now(), replaced_by=after)
    return papers.paper(paper_of(number, request.auth))
