"""The case file: asked for, listed with its state, handed out as PDF or with all originals."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import actions
from casework.archive.access import REFUSED, may_take
from casework.errors import NotAllowed
from casework.models import CaseFile, Reading
from casework.staff.pages import done, load_case, staff_page
from casework.staff.request import StaffRequest

SHOWN = 20


@staff_page("GET", "POST")
def case_file(request: StaffRequest, number: str) -> HttpResponse:
    """The files that were made of a case, the newest first, with who took them out; and asking for a new one."""
    case = load_case(request, number)
    if not may_take(case, request.actor):
        raise NotAllowed(REFUSED)
    if request.method == "POST":
        made = actions.ask_case_file(case, by=request.actor, at=request.now)
        ready = made.status == CaseFile.Status.READY
        words = _("The case file is ready.") if ready else _("The case file is being made.")
        return done(request, words, reverse("staff:case_file", args=[case.number]))
    rows = list(case.case_files.select_related("asked_by").order_by("-pk")[:SHOWN])
    live = (CaseFile.Status.ASKED, CaseFile.Status.READY)
    taken = case.readings.exclude(what=Reading.What.CASE).select_related("actor").order_by("-pk")[:SHOWN]
    context = {
        "case": case,
        "rows": rows,
        "current": any(row.last_seq == case.last_seq and row.status in live for row in rows),
        "readings": list(taken),
    }
    return render(request, "staff/case_file.html", context)


@staff_page()
def volume(request: StaffRequest, pk: int) -> FileResponse:
    """The bound file as a download. Taking it out is noted."""
    row = actions.take_case_file(pk, Reading.What.VOLUME, by=request.actor, at=request.now)
    return _download(row.volume, f"案卷-{row.case.number}.pdf", "application/pdf")


@staff_page()
def bundle(request: StaffRequest, pk: int) -> FileResponse:
    """The bound file with all originals as a download. Taking it out is noted."""
    row = actions.take_case_file(pk, Reading.What.BUNDLE, by=request.actor, at=request.now)
    return _download(row.bundle, f"案卷-{row.case.number}.zip", "application/zip")


def _download(stored: Any, name: str, content_type: str) -> FileResponse:
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
