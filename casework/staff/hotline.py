"""Tickets of the 12345 hotline for registrars: the newest, and all of a time as a file that goes back to the platform."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import actions, registry
from casework.errors import NotAllowed
from casework.hotline import exporting
from casework.models import Role
from casework.queries import light_of
from casework.staff.context import working_calendar
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.rows import due_words, filer_name, masked_title
from casework.staff.rows import time_left as left

SHOWN = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {"csv": (exporting.as_csv, "text/csv"), "xlsx": (exporting.as_xlsx, XLSX)}


class ExportForm(forms.Form):
    """From which day on, and as which kind of file."""

    since = forms.DateField(
        label=_("Dispatched on or after"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    form = forms.ChoiceField(label=_("File"), choices=[("xlsx", "XLSX"), ("csv", "CSV")])


@staff_page()
def hotline(request: StaffRequest) -> HttpResponse | FileResponse:
    """The newest tickets, or with the form filled in the file."""
    if not request.actor.has_role(Role.REGISTRAR):
        raise NotAllowed(_("Only registrars work with the tickets of the hotline."))
    form = ExportForm(request.GET if "form" in request.GET else None)
    if form.is_bound and form.is_valid():
        return _file(request, form.cleaned_data)
    newest = exporting.tickets(request.actor).order_by("-dispatched_at", "-pk")[:SHOWN]
    calendar = working_calendar(request)
    rows = [_row(ticket, request, calendar) for ticket in newest]
    return render(request, "staff/hotline.html", {"form": form, "rows": rows})


def _file(request: StaffRequest, wanted: dict[str, Any]) -> FileResponse:
    """The file. That its cases were read is noted."""
    rows = exporting.tickets(request.actor, wanted["since"])
    write, content_type = FORMS[wanted["form"]]
    out = io.BytesIO()
    write(exporting.lines(rows, request.now), out)
    actions.log_readings(list(rows.values_list("case_id", flat=True)), by=request.actor, at=request.now)
    out.seek(0)
    name = f"12345-{timezone.localdate(request.now)}.{wanted['form']}"
    return FileResponse(out, as_attachment=True, filename=name, content_type=content_type)


def _row(ticket: Any, request: StaffRequest, calendar: Any) -> dict[str, Any]:
    case, filer = ticket.case, ticket.case.filers[0]
    closed = case.closed_at is not None
    return {
        "ticket": ticket,
        "case": case,
        "title": masked_title(case.title, filer.name, filer.type),
        "filer": filer_name(filer.name, filer.type),
        "state": registry.get(case.kind).state_label(case.state),
        "light": "none" if closed else light_of(case.due_at, case.amber_at, request.now),
        "words": _("Closed") if closed else left(case.due_at, request.now, calendar),
        "due": "" if closed else due_words(case.due_at),
    }
