"""The integrity file of a civil servant (公务员诚信档案): by exact name and number, for the personnel unit; every look is noted.

There is no list of people and no address of a person: what was found is the answer to the form and nothing else.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, measure_rows
from casework.errors import InvalidData, NotAllowed
from casework.keyset import Order, page_of
from casework.models import CreditRecord, PersonReading, RecordVersion, Role, Sanction
from casework.register import person_files, standing
from casework.staff.moves import add_errors
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.work import with_query

NEWEST = Order(descending=True)


class PersonForm(forms.Form):
    """Whom, and why."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=60)
    number = forms.CharField(
        label=gettext_lazy("Identity number"),
        max_length=30,
        help_text=gettext_lazy("Name and number must both be exact. Nothing else finds anybody."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you look"),
        max_length=200,
        help_text=gettext_lazy("It is noted with your name and the time, and auditors read it."),
    )


@staff_page("GET", "POST")
def person(request: StaffRequest) -> HttpResponse:
    """Ask for the file of one person."""
    if person_files.reader(request.actor) is None:
        raise NotAllowed(_("Only the unit in charge of personnel may look at the file of a civil servant."))
    form = PersonForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data
    try:
        noted, found = actions.read_person_file(by=request.actor, at=request.now, **given)
    except InvalidData as error:
        add_errors(form, error)
        return _page(request, form)
    return _page(request, PersonForm(), noted=noted, rows=_lines(request, found))


@staff_page()
def readings(request: StaffRequest) -> HttpResponse:
    """Who has looked at whose file, for auditors: the newest first, the person masked."""
    if not request.actor.has_role(Role.AUDITOR):
        raise NotAllowed(_("Only auditors read who has looked."))
    rows = PersonReading.objects.select_related("by", "unit")
    page = page_of(rows, NEWEST, request.GET.get("cursor", ""))
    context = {
        "rows": page.rows,
        "before": with_query("staff:person_readings", {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:person_readings", {"cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/files/readings.html", context)


def _lines(request: StaffRequest, found: list[CreditRecord]) -> list[dict[str, Any]]:
    """Each record with what it says now and the measures on it: no more than that."""
    today, ids = timezone.localdate(request.now), [row.pk for row in found]
    said = {row.record_id: row for row in RecordVersion.objects.filter(record__in=ids, to_at__isnull=True)}
    built: dict[int, list[dict[str, Any]]] = {}
    for row in standing.with_basis(Sanction.objects.filter(record__in=ids).order_by("-decided_on", "-pk")):
        built.setdefault(row.record_id, []).append(measure_rows.line(row, today))
    return [{"record": row, "now": said[row.pk], "measures": built.get(row.pk, [])} for row in found]


def _page(request: StaffRequest, form: Any, **found: Any) -> HttpResponse:
    context = {"form": form, "auditor": request.actor.has_role(Role.AUDITOR), **found}
    return render(request, "staff/files/person.html", context, status=422 if form.errors else 200)
