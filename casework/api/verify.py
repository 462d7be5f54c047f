"""Verifying a paper by its code: for everybody, the same answer as the page /verify."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Path, Router, Schema
from pydantic import Field

from casework import throttle
from casework.api.answers import Problem
from casework.api.shapes import reading
from casework.errors import TooMany
from casework.papers import verifying

CODES = (60, 900)  # of one address, in so many seconds
router = Router(tags=[gettext_noop("Verification")])
Typed = Annotated[str, Field(max_length=64, description=gettext_noop("The code as printed, with or without dashes."))]


class IssuedOut(Schema):
    """What anybody may know of a paper."""

    sort: str
    number: str
    unit: str
    on: date
    cancelled: bool = Field(description=gettext_noop("Its number was cancelled."))
    replaced_by: str = Field(
        description=gettext_noop("The number of the paper that stands in its place; empty when there is none.")
    )


class VerifiedOut(Schema):
    """The answer of /verify."""

    verdict: str = Field(description=gettext_noop("genuine, altered or unknown."))
    code: str
    issued: IssuedOut | None


@router.get(
    "/verify/{code}",
    auth=None,
    response=reading(VerifiedOut) | {429: Problem},
    summary=gettext_noop("Whether a paper is genuine"),
    description=gettext_noop(
        "Without a token. It never says what stands in the paper or about whom; unknown codes are answered with 200 too."
    ),
    operation_id="verify_code",
)
def verify(request: HttpRequest, code: Path[Typed]) -> dict[str, Any]:
    """The verdict, and what anybody may know of what was issued under this code."""
    if throttle.exceeded(request, "verify", *CODES):
        raise TooMany()
    found = verifying.by_code(code)
    return {"verdict": found.verdict, "code": found.code, "issued": found.issued}
