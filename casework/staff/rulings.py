"""Ruling on what came back: whose an assignment is, decided by the registrar, the second time by the superior."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions
from casework.errors import Conflict, InvalidData, NotFound
from casework.models import Assignment, Case, Unit
from casework.permissions import excluded_units
from casework.staff.forms import LONG
from casework.staff.moves import add_errors
from casework.staff.pages import case_url, done, load_case, staff_page
from casework.staff.request import StaffRequest


class RulingForm(forms.Form):
    """Whose the matter is, and why."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Whose is it?"),
        required=False,
        empty_label=gettext_lazy("Nobody need be asked again"),
        help_text=gettext_lazy(
            "Choosing the unit that returned it confirms that it is theirs; they cannot return it again."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Both units read it."),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField


@staff_page("GET", "POST")
def ruling(request: StaffRequest, pk: int) -> HttpResponse:
    """Rule whose a returned assignment is."""
    returned, case = _load(request, pk)
    barred = excluded_units(case) | {case.lead_unit_id}
    units = Unit.objects.valid_on(timezone.localdate(request.now)).exclude(pk__in=barred)
    first = returned.belongs_to_id if returned.belongs_to_id not in barred else None
    form = RulingForm(request.POST or None, units=units, initial={"unit": first})
    context: dict[str, Any] = {"assignment": returned, "case": case, "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.rule_on_return(pk, by=request.actor, at=request.now, **form.cleaned_data)
            except InvalidData as error:
                add_errors(form, error)
            except Conflict as error:
                context["trouble"], status = error, error.status
            else:
                return done(request, _("Your ruling is made known to the units."), case_url(case))
    return render(request, "staff/ruling.html", context, status=status)


def _load(request: StaffRequest, pk: int) -> tuple[Assignment, Case]:
    visible = Case.objects.visible_to(request.actor)
    shown = Assignment.objects.filter(pk=pk, case__in=visible).select_related(
        "unit", "belongs_to", "case", "answered_by"
    )
    found = shown.first()
    if found is None or not found.ruling:
        raise NotFound(_("There is no such return, or you may not see it."))
    if request.method == "GET" and found.ruling != Assignment.Ruling.PENDING:
        raise Conflict(_("This was already settled: %(status)s.") % {"status": found.get_ruling_display()})
    return found, load_case(request, found.case.number)
