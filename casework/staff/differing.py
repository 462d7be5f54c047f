"""Deciding between units that lead together: the draft of the lead, and what the other one has against it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, differences
from casework.errors import Conflict, NotFound
from casework.models import Assignment, Case
from casework.staff.acting import act
from casework.staff.assignments import case_of_assignment
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest


class DifferenceForm(forms.Form):
    """For which side, and why."""

    side = forms.ChoiceField(label=gettext_lazy("Your decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=differences.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Both units read it."),
    )

    def __init__(self, *args: Any, refused: Assignment, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stands = _("The draft of %(unit)s stands; the other unit need not agree any more") % {"unit": case.lead_unit}
        changes = _("The draft has to change: %(unit)s is right") % {"unit": refused.unit}
        self.fields["side"].choices = [("lead", stands), ("joint", changes)]  # type: ignore[attr-defined]  # a ChoiceField


@staff_page("GET", "POST")
def difference(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide between the lead and a unit that leads with it."""
    refused, case = _load(request, pk)
    form = DifferenceForm(request.POST or None, refused=refused, case=case)

    def do(data: dict[str, Any]) -> None:
        stands = data["side"] == "lead"
        actions.settle_difference(pk, stands=stands, reason=data["reason"], by=request.actor, at=request.now)

    rounds = case.assignments.filter(purpose=refused.purpose, status=Assignment.Status.ANSWERED)
    said = rounds.select_related("unit", "answered_by").order_by("pk")
    words = _("Your decision is made known to both units.")
    return act(request, "staff/difference.html", case, form, do, words, assignment=refused, said=said)


def _load(request: StaffRequest, pk: int) -> tuple[Assignment, Case]:
    found, case = case_of_assignment(request, pk)
    if not found.ruling or found.purpose != Assignment.Purpose.COUNTERSIGN:
        raise NotFound(_("There is no such difference, or you may not see it."))
    if request.method == "GET" and found.ruling != Assignment.Ruling.PENDING:
        raise Conflict(_("This was already settled: %(status)s.") % {"status": found.get_ruling_display()})
    return found, case
