"""The register of numbers (文号登记簿): every paper of a unit in the order of its issue, cancelled ones too."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import paper_sheets, paper_status
from casework.errors import NotAllowed
from casework.keyset import Order, page_of
from casework.models import Role, Unit
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.unit_files import XLSX
from casework.staff.work import with_query

NEWEST = Order(descending=True)
FIRST_YEAR = 2024


class FilterForm(forms.Form):
    """Which numbers."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Unit"), required=False, empty_label=gettext_lazy("All")
    )
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None)
    title = forms.CharField(label=gettext_lazy("Title of the paper"), required=False, max_length=80)

    def __init__(self, data: Any, request: StaffRequest) -> None:
        super().__init__(data)
        units, this = Unit.objects.order_by("pk"), timezone.localdate(request.now).year
        if not request.actor.has_role(Role.AUDITOR):
            units = units.filter(pk__in=request.actor.units(*paper_status.MAY_LIST))
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField
        years = [(year, str(year)) for year in range(this, FIRST_YEAR - 1, -1)]
        self.fields["year"].choices = [("", _("All")), *years]  # type: ignore[attr-defined]  # a ChoiceField


@staff_page()
def register(request: StaffRequest) -> HttpResponse:
    """One page of numbers, the newest first."""
    form = FilterForm(request.GET, request)
    page = page_of(_rows(request, form), NEWEST, request.GET.get("cursor", ""))
    wanted = {name: request.GET.get(name, "") for name in form.fields}
    context = {
        "form": form,
        "rows": [paper_status.standing(row) for row in page.rows],
        "export": with_query("staff:export_papers", wanted),
        "before": with_query("staff:papers", wanted | {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:papers", wanted | {"cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/papers.html", context)


@staff_page()
def export(request: StaffRequest) -> HttpResponse:
    """The same numbers as a workbook."""
    form = FilterForm(request.GET, request)
    out = BytesIO()
    paper_sheets.write(_rows(request, form).order_by("pk"), out)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    name = f"文号登记簿-{timezone.localdate(request.now).isoformat()}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _rows(request: StaffRequest, form: FilterForm) -> Any:
    """The numbers that are asked for; what cannot be read of a filter is left out, and said beside it."""
    if not (request.actor.has_role(Role.AUDITOR) or request.actor.units(*paper_status.MAY_LIST)):
        raise NotAllowed(_("The register of numbers is read by the people of a unit, and by auditors."))
    rows = paper_status.register(request.actor)
    given = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    if given.get("unit"):
        rows = rows.filter(unit=given["unit"])
    if given.get("year"):
        rows = rows.filter(year=given["year"])
    return rows.filter(title__icontains=given["title"].strip()) if given.get("title", "").strip() else rows
