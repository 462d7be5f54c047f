"""Keeping out of a case and who leads it: declaring a conflict, ordering out, another lead, taking a question back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions
from casework.errors import NotAllowed
from casework.models import Case, Role, Unit, User
from casework.permissions import excluded_units, recused_people
from casework.staff.acting import act
from casework.staff.assignments import case_of_assignment
from casework.staff.pages import load_case, staff_page
from casework.staff.request import StaffRequest

REASON = 500


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays in the file."),
    )


class OrderOutForm(ReasonForm):
    """Who has to keep out."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Person"), required=False, empty_label=gettext_lazy("Nobody in person")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Unit"), required=False, empty_label=gettext_lazy("No unit")
    )
    field_order = ("person", "unit", "reason")

    def __init__(self, *args: Any, case: Case, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__role__in=[Role.HANDLER, Role.SUPERVISOR, Role.REGISTRAR, Role.LEADER])
        people = people.exclude(pk__in=recused_people(case)).filter(is_active=True).distinct().order_by("name", "pk")
        units = Unit.objects.valid_on(on).exclude(pk__in=excluded_units(case) | {case.registry_unit_id})
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if bool(data.get("person")) == bool(data.get("unit")):
            self.add_error("person", _("Choose either a person or a unit."))
        return data


class ReleadForm(ReasonForm):
    """Which unit leads from now on."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Lead unit"), empty_label=gettext_lazy("Please choose")
    )
    field_order = ("unit", "reason")

    def __init__(self, *args: Any, case: Case, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        barred = excluded_units(case) | {case.lead_unit_id, case.respondent_id or 0}
        allowed = Unit.objects.valid_on(on).filter(Q(outside=False) | Q(led_cases__area=case.area)).distinct()
        self.fields["unit"].queryset = allowed.exclude(pk__in=barred)  # type: ignore[attr-defined]  # a choice field


@staff_page("GET", "POST")
def declare(request: StaffRequest, number: str) -> HttpResponse:
    """Declare a conflict of interest; from then on the case is out of sight."""
    case = load_case(request, number)

    def do(data: dict[str, Any]) -> None:
        actions.declare_conflict(case.number, by=request.actor, at=request.now, **data)

    words = _("You keep out of %(number)s from now on. What you had in hand is back with your unit.")
    home = "/staff/"
    return act(
        request,
        "staff/declare.html",
        case,
        ReasonForm(request.POST or None),
        do,
        words % {"number": case.number},
        otherwise=home,
    )


@staff_page("GET", "POST")
def order_out(request: StaffRequest, number: str) -> HttpResponse:
    """The registrar orders a person or a unit to keep out."""
    case = _registrars_case(request, number)
    form = OrderOutForm(request.POST or None, case=case, on=timezone.localdate(request.now))

    def do(data: dict[str, Any]) -> None:
        who = data["person"] or data["unit"]
        actions.order_out(case.number, who=who, reason=data["reason"], by=request.actor, at=request.now)

    return act(request, "staff/order_out.html", case, form, do, _("Noted. They keep out from now on."))


@staff_page("GET", "POST")
def relead(request: StaffRequest, number: str) -> HttpResponse:
    """The registrar gives the case to another lead unit."""
    case = _registrars_case(request, number)
    form = ReleadForm(request.POST or None, case=case, on=timezone.localdate(request.now))

    def do(data: dict[str, Any]) -> None:
        actions.relead(case.number, by=request.actor, at=request.now, **data)

    return act(request, "staff/relead.html", case, form, do, _("The case has another lead unit now."))


@staff_page("GET", "POST")
def recall(request: StaffRequest, pk: int) -> HttpResponse:
    """The lead takes a question back."""
    assignment, case = case_of_assignment(request, pk)

    def do(data: dict[str, Any]) -> None:
        actions.recall_assignment(pk, by=request.actor, at=request.now, **data)

    form = ReasonForm(request.POST or None)
    return act(request, "staff/recall.html", case, form, do, _("The question is taken back."), assignment=assignment)


def _registrars_case(request: StaffRequest, number: str) -> Case:
    """The case, for a registrar of the unit that registered it. Raises NotAllowed."""
    case = load_case(request, number)
    if not request.actor.holds(case.registry_unit_id, Role.REGISTRAR):
        raise NotAllowed(_("Only a registrar of %(unit)s may do this.") % {"unit": case.registry_unit})
    return case
