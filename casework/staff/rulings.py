"""Ruling on what came back: whose an assignment is, decided by the registrar, the second time by the superior."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, around
from casework.errors import Conflict, NotFound
from casework.models import Assignment, Case, Unit
from casework.permissions import excluded_units
from casework.staff.acting import act
from casework.staff.assignments import case_of_assignment
from casework.staff.forms import LONG
from casework.staff.pages import staff_page
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

    def do(data: dict[str, Any]) -> None:
        actions.rule_on_return(pk, by=request.actor, at=request.now, **data)

    words = _("Your ruling is made known to the units.")
    chain = around.chain(returned)
    return act(request, "staff/ruling.html", case, form, do, words, assignment=returned, chain=chain)


def _load(request: StaffRequest, pk: int) -> tuple[Assignment, Case]:
    found, case = case_of_assignment(request, pk)
    if not found.ruling or found.purpose != Assignment.Purpose.CONTRIBUTE:
        raise NotFound(_("There is no such return, or you may not see it."))
    if request.method == "GET" and found.ruling != Assignment.Ruling.PENDING:
        raise Conflict(_("This was already settled: %(status)s.") % {"status": found.get_ruling_display()})
    return found, case
