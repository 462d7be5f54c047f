"""The integrity file (诚信档案) of a unit: chosen from a list, read on one page, printed, or taken out as a workbook."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, measure_rows, registry, unit_file_sheets, unit_files
from casework.errors import NotAllowed, NotFound
from casework.keyset import Order, Page, page_of
from casework.models import Role, Unit
from casework.queries import NEWEST_FIRST
from casework.register import person_files
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.rows import masked_title
from casework.unit_files import Period

NEWEST = Order(descending=True)
OF_A_SECTION = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = {"type": "date"}


class PeriodForm(forms.Form):
    """The days that the figures are about."""

    first = forms.DateField(label=gettext_lazy("From the day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("Until the day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        """Not backwards, and within the years a database knows."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and first > last:
            self.add_error("last", _("It must not end before it begins."))
        if any(day and not 2000 <= day.year <= 2100 for day in (first, last)):
            self.add_error("first", _("Choose days from 2000 to 2100."))
        return data


@staff_page()
def index(request: StaffRequest) -> HttpResponse:
    """The units whose file this person may read."""
    units = list(unit_files.readable(request.actor).filter(valid_to__isnull=True).order_by("pk"))
    reader = person_files.reader(request.actor)
    if not units and reader is None:
        raise NotAllowed(_("Integrity files are read by registrars, leaders and auditors."))
    context = {"units": units, "people": reader is not None, "auditor": request.actor.has_role(Role.AUDITOR)}
    return render(request, "staff/files/index.html", context)


@staff_page()
def unit_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The file of one unit. Each section has pages of its own."""
    unit, period, form = load(request, pk), year_so_far(request), None
    if "first" in request.GET or "last" in request.GET:
        form = PeriodForm(request.GET)
        period = Period(**form.cleaned_data) if form.is_valid() else period
    own = unit_files.is_own(request.actor, unit)
    context = {
        "unit": unit,
        "own": own,
        "period": period,
        "form": form or PeriodForm(initial={"first": period.first, "last": period.last}),
        "rates": rates(unit, period, request),
        "figures": unit_files.figures(request.actor, unit),
        "records": section(request, "records", unit_files.records(request.actor, unit), NEWEST),
        "measures": measures(request, unit),
        "kinds": [cases(request, unit, kind) for kind in registry.all_kinds()],
        "export_url": f"{reverse('staff:export_unit_file', args=[unit.pk])}?{urlencode(period_query(period))}",
    }
    return render(request, "staff/files/unit.html", context, status=422 if form is not None and form.errors else 200)


@staff_page()
def export(request: StaffRequest, pk: int) -> HttpResponse:
    """The file as a workbook. Taking cases out is noted as reading them."""
    unit, period = load(request, pk), year_so_far(request)
    form = PeriodForm(request.GET)
    period = Period(**form.cleaned_data) if form.is_valid() else period
    out = BytesIO()
    taken = unit_file_sheets.write(request.actor, unit, period, request.now, out)
    actions.log_readings(taken, by=request.actor, at=request.now)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    name = f"诚信档案-{unit.name}-{timezone.localdate(request.now).isoformat()}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def load(request: StaffRequest, pk: int) -> Unit:
    """A unit whose file this person may read. Raises NotFound."""
    try:
        return unit_files.find(request.actor, pk)
    except NotFound:
        raise NotFound(_("There is no such file, or you may not see it.")) from None


def year_so_far(request: StaffRequest) -> Period:
    """From the first of January until today."""
    today = timezone.localdate(request.now)
    return Period(date(today.year, 1, 1), today)


def period_query(period: Period) -> dict[str, str]:
    """The period as it stands in an address."""
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


def rates(unit: Unit, period: Period, request: StaffRequest) -> list[dict[str, Any]]:
    """The rates with their words."""
    words = {
        "lead": _("As lead unit"),
        "cooperating": _("As cooperating unit"),
        "ordered": _("As the unit ordered to put right"),
    }
    found = unit_files.rates(unit, period, request.now)
    return [{"label": words[name], "rate": rate} for name, rate in found.items()]


def section(request: StaffRequest, name: str, rows: Any, order: Order) -> dict[str, Any]:
    """One page of a section, with the addresses of the pages beside it; the other sections stay where they are."""
    page: Page = page_of(rows, order, request.GET.get(name, ""), OF_A_SECTION)
    return {
        "name": name,
        "rows": page.rows,
        "before": _beside(request, name, page.before),
        "after": _beside(request, name, page.after),
    }


def measures(request: StaffRequest, unit: Unit) -> dict[str, Any]:
    """The measures, as lines."""
    shown = section(request, "measures", unit_files.measures(request.actor, unit), NEWEST)
    today = timezone.localdate(request.now)
    return shown | {"rows": [measure_rows.line(row, today) for row in shown["rows"]]}


def cases(request: StaffRequest, unit: Unit, kind: registry.CaseKind) -> dict[str, Any]:
    """The cases of one kind about the unit; a person who filed is masked."""
    shown = section(request, kind.code, unit_files.cases(request.actor, unit, kind.code), NEWEST_FIRST)
    rows = [
        {
            "case": row,
            "title": masked_title(row.title, row.filer_name, row.filer_type),
            "state": kind.state_label(row.state),
        }
        for row in shown["rows"]
    ]
    return shown | {"rows": rows, "label": kind.label}


def _beside(request: StaffRequest, name: str, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query[name] = cursor
    return (
        f"{reverse(request.resolver_match.view_name, kwargs=request.resolver_match.kwargs)}?{query.urlencode()}#{name}"
    )
