"""Around a case: who keeps out, which unit leads, and which cases belong together."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Router

from casework import actions, around
from casework.api import present
from casework.api.answers import CaseBrief, LinksOut
from casework.api.auth import ApiRequest
from casework.api.find import case_of, unit_for
from casework.api.schemas import LeadIn, LinkIn, Number, RecusalIn
from casework.api.shapes import reading, writing
from casework.errors import InvalidData
from casework.models import Unit, User

router = Router(tags=[gettext_noop("Around a case")])


@router.post(
    "/cases/{number}/recusals",
    response=writing((200, CaseBrief)),
    summary=gettext_noop("Keep out of a case"),
    description=gettext_noop(
        "Without a unit or a person the caller declares a conflict; a registrar orders others out."
    ),
    operation_id="recuse",
)
def recuse(request: ApiRequest, number: Path[Number], body: RecusalIn) -> dict[str, Any]:
    """Somebody keeps out from now on."""
    case, at = case_of(number, request.auth), timezone.now()
    who = _who(body)
    if who is None:
        actions.declare_conflict(case.number, reason=body.reason, by=request.auth, at=at)
    else:
        actions.order_out(case.number, who=who, reason=body.reason, by=request.auth, at=at)
    return present.brief(case)


@router.post(
    "/cases/{number}/lead",
    response=writing((200, CaseBrief)),
    summary=gettext_noop("Change the lead"),
    description=gettext_noop("For a registrar of the unit that registered the case."),
    operation_id="relead",
)
def relead(request: ApiRequest, number: Path[Number], body: LeadIn) -> dict[str, Any]:
    """Another unit leads from now on."""
    case = case_of(number, request.auth)
    unit = unit_for("unit", body.unit)
    actions.relead(case.number, unit=unit, reason=body.reason, by=request.auth, at=timezone.now())
    return present.brief(case_of(number, request.auth))


@router.get(
    "/cases/{number}/links",
    response=reading(LinksOut),
    summary=gettext_noop("Linked cases"),
    description=gettext_noop("Those that the caller may see, newest first."),
    operation_id="list_links",
)
def list_links(request: ApiRequest, number: Path[Number]) -> dict[str, Any]:
    """The linked cases."""
    return _links(request, number)


@router.post(
    "/cases/{number}/links",
    response=writing((200, LinksOut)),
    summary=gettext_noop("Link two cases"),
    description=gettext_noop("For a registrar of the unit that registered the case."),
    operation_id="link_cases",
)
def link(request: ApiRequest, number: Path[Number], body: LinkIn) -> dict[str, Any]:
    """Say what two cases are to each other."""
    case, other = case_of(number, request.auth), case_of(body.other, request.auth)
    actions.link_cases(case.number, other=other, nature=body.nature, note=body.note, by=request.auth, at=timezone.now())
    return _links(request, number)


def _links(request: ApiRequest, number: str) -> dict[str, Any]:
    rows = around.linked_with(case_of(number, request.auth), request.auth)
    return {
        "items": [{"number": r["case"].number, "nature": str(r["link"].nature), "label": r["nature"]} for r in rows]
    }


def _who(body: RecusalIn) -> Unit | User | None:
    if body.unit:
        return unit_for("unit", body.unit)
    if not body.person:
        return None
    person = User.objects.filter(username=body.person, is_active=True).first()
    if person is None:
        raise InvalidData({"person": [_("There is no such person.")]})
    return person
