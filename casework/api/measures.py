"""Measures on a record and leniency, through the API: the same door as the screens."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Router, Schema
from ninja.responses import Status
from pydantic import Field, StringConstraints

from casework import actions, queries
from casework.api.auth import ApiRequest
from casework.api.schemas import Key, Number, Strict
from casework.api.shapes import reading, writing
from casework.errors import InvalidData, NotFound
from casework.models import CreditRecord, Measure, Sanction
from casework.register import standing

router = Router(tags=[gettext_noop("Measures")])
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Days = gettext_noop("A day like 2026-12-01.")


class MeasureIn(Strict):
    """A measure as the competent body decided it."""

    kind: Annotated[
        str,
        StringConstraints(max_length=40),
        Field(description=gettext_noop("Code of a measure of the pack; empty for another measure.")),
    ] = ""
    measure: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=200),
        Field(description=gettext_noop("In the words of the decision. May be left out with a kind.")),
    ] = ""
    decided_by: Body
    decided_on: Annotated[date, Field(description=Days)]
    basis: Words
    first_day: Annotated[date, Field(description=Days)]
    last_day: Annotated[date | None, Field(description=gettext_noop("Left out when the decision names no end."))] = None


class NoteIn(Strict):
    """What the letter says that lifts a measure or keeps it."""

    note: Words


class LeniencyIn(Strict):
    """A decision to be lenient."""

    kind: Literal["lighter", "exempt"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    decided_by: Body
    decided_on: Annotated[date, Field(description=Days)]


class MeasureOut(Schema):
    """A measure on a record."""

    id: int
    kind: str
    measure: str
    decided_by: str
    decided_on: date
    basis: str
    first_day: date
    last_day: date | None
    lifted: str
    basis_changed: bool = Field(
        description=gettext_noop("The record was corrected since: whoever decided the measure looks at it again.")
    )


class LeniencyOut(Schema):
    """A decision to be lenient."""

    kind: str
    reason: str
    decided_by: str
    decided_on: date


class BuiltOut(Schema):
    """What is built on a record, the newest first."""

    measures: list[MeasureOut]
    leniency: list[LeniencyOut]
    refusal: str = Field(description=gettext_noop("Why no measure may be built on it now; empty when one may."))


@router.get(
    "/records/{number}/measures",
    response=reading(BuiltOut),
    summary=gettext_noop("Measures on a record"),
    description=gettext_noop("And the decisions to be lenient."),
    operation_id="list_measures",
)
def listed(request: ApiRequest, number: Path[Number]) -> dict[str, Any]:
    """What is built on the record."""
    return _built(_record(request, number))


@router.post(
    "/records/{number}/measures",
    response=writing((201, BuiltOut)),
    summary=gettext_noop("Enter a measure"),
    description=gettext_noop(
        "That the competent body has decided. Refused while the record is in dispute, not in use, or exempted. "
        "For the information provider and registrars, never for the unit the record is about."
    ),
    operation_id="enter_measure",
)
def impose(request: ApiRequest, number: Path[Number], body: MeasureIn) -> Status[dict[str, Any]]:
    """A measure on the record."""
    record, kind = _record(request, number), _kind(body.kind)
    if kind is None and not body.measure:
        raise InvalidData({"measure": [_("Choose a kind, or write the measure down.")]})
    said = body.dict() | {"kind": kind, "measure": body.measure or (kind.zh if kind else "")}
    actions.impose_sanction(record, by=request.auth, at=timezone.now(), **said)
    return Status(201, _built(record))


@router.post(
    "/records/{number}/leniency",
    response=writing((201, BuiltOut)),
    summary=gettext_noop("Enter leniency"),
    description=gettext_noop(
        "An exemption lifts every measure at once and allows no new one. For the registering unit, "
        "and not for who entered the record."
    ),
    operation_id="enter_leniency",
)
def mitigate(request: ApiRequest, number: Path[Number], body: LeniencyIn) -> Status[dict[str, Any]]:
    """Lighter measures, or none."""
    record = _record(request, number)
    actions.mitigate_record(record, by=request.auth, at=timezone.now(), **body.dict())
    return Status(201, _built(record))


@router.post(
    "/measures/{pk}/lift",
    response=writing((200, BuiltOut)),
    summary=gettext_noop("Lift a measure"),
    description=gettext_noop("As the body that decided it has written. Never by who entered the measure."),
    operation_id="lift_measure",
)
def lift(request: ApiRequest, pk: Path[Key], body: NoteIn) -> dict[str, Any]:
    """The measure ends."""
    sanction = _sanction(request, pk)
    actions.lift_sanction(sanction, by=request.auth, at=timezone.now(), note=body.note)
    return _built(sanction.record)


@router.post(
    "/measures/{pk}/keep",
    response=writing((200, BuiltOut)),
    summary=gettext_noop("Keep a measure after a correction"),
    description=gettext_noop("The body that decided it has looked at it again."),
    operation_id="keep_measure",
)
def keep(request: ApiRequest, pk: Path[Key], body: NoteIn) -> dict[str, Any]:
    """The measure stays."""
    sanction = _sanction(request, pk)
    actions.keep_sanction(sanction, by=request.auth, at=timezone.now(), note=body.note)
    return _built(sanction.record)


def _record(request: ApiRequest, number: str) -> CreditRecord:
    found: CreditRecord | None = queries.records(request.auth).filter(number=number).first()
    if found is None:
        raise NotFound(_("There is no such record, or you may not see it."))
    return found


def _sanction(request: ApiRequest, pk: int) -> Sanction:
    visible = queries.records(request.auth).values("pk")
    found = Sanction.objects.filter(pk=pk, record__in=visible).select_related("record").first()
    if found is None:
        raise NotFound(_("There is no such measure, or you may not see it."))
    return found


def _kind(code: str) -> Measure | None:
    kind = Measure.objects.filter(code=code).first() if code else None
    if code and kind is None:
        raise InvalidData({"kind": [_("There is no such measure in the pack.")]})
    return kind


def _built(record: CreditRecord) -> dict[str, Any]:
    rows = standing.with_basis(Sanction.objects.filter(record=record)).select_related("kind")
    return {
        "measures": [_measure(row) for row in rows.order_by("-decided_on", "-pk")],
        "leniency": list(record.mitigations.order_by("-decided_on", "-pk")),
        "refusal": standing.refusal(CreditRecord.objects.get(pk=record.pk)),
    }


def _measure(row: Any) -> dict[str, Any]:
    names = ("id", "measure", "decided_by", "decided_on", "basis", "first_day", "last_day", "lifted")
    changed = row.basis_changed and not row.lifted
    return {name: getattr(row, name) for name in names} | {
        "kind": row.kind.code if row.kind else "",
        "basis_changed": changed,
    }
