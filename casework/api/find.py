"""Finds what an address names, as far as the caller may know of it; everything else does not exist."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework import paper_status, registry
from casework.errors import InvalidData, NotFound
from casework.filing import normal_number
from casework.models import Assignment, Case, Document, Proposal, Unit
from casework.permissions import Actor

SHOWN = ("lead_unit", "review_unit", "respondent", "record")


def case_of(number: str, by: Actor) -> Case:
    """The case as the proxy of its kind. Raises NotFound."""
    number = normal_number(number)
    kind = Case.objects.visible_to(by).filter(number=number).values_list("kind", flat=True).first()
    if kind is None:
        raise NotFound()
    cases: Any = registry.get(kind).model._default_manager
    found: Case = cases.select_related(*SHOWN).get(number=number)
    return found


def assignment_of(pk: int, by: Actor) -> Assignment:
    """An assignment of a case the caller may see. Raises NotFound."""
    found = Assignment.objects.filter(pk=pk, case__in=Case.objects.visible_to(by)).seen_by(by).first()
    if found is None:
        raise NotFound(_("There is no such assignment, or you may not see it."))
    return found  # type: ignore[no-any-return]  # guarded querysets hold any model


def proposal_of(pk: int, by: Actor) -> Proposal:
    """A proposal of a case the caller may see. Raises NotFound."""
    shown = Proposal.objects.filter(pk=pk, case__in=Case.objects.visible_to(by)).seen_by(by)
    found = shown.select_related("case", "unit", "proposer", "decided_by").first()
    if found is None:
        raise NotFound(_("There is no such proposal, or you may not see it."))
    return found  # type: ignore[no-any-return]  # guarded querysets hold any model


def paper_of(number: str, by: Actor) -> Document:
    """A paper the caller may read. Raises NotFound."""
    found = paper_status.readable(by).select_related("unit").filter(number=normal_number(number)).first()
    if found is None:
        raise NotFound(_("There is no such paper, or you may not see it."))
    return found


def unit_named(name: str) -> Unit | None:
    """The unit of today with this short name."""
    return Unit.objects.filter(name=name.strip(), valid_to__isnull=True).first()


def unit_for(field: str, name: str) -> Unit:
    """The unit with this short name. Raises InvalidData for the field."""
    unit = unit_named(name)
    if unit is None:
        raise InvalidData({field: [_("There is no unit of this name.")]})
    return unit
