"""Files and papers: shown on the case page, handed out as downloads to those who may see the case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework import actions, paper_status
from casework.errors import InvalidData, NotFound
from casework.models import Assignment, Case, Document, Evidence
from casework.papers.files import download
from casework.permissions import Actor
from casework.staff.forms import EvidenceForm
from casework.staff.pages import case_url, done, load_case, staff_page
from casework.staff.request import StaffRequest


def evidence_rows(case: Case, actor: Actor, assignment: Assignment | None = None) -> list[dict[str, Any]]:
    """The files of a case that the actor may see, or those a unit added to its answer, for the list component."""
    files = case.evidence.seen_by(actor).select_related("assignment__unit").order_by("pk")
    if assignment is not None:
        files = files.filter(assignment=assignment)
    return [
        {
            "name": file.name,
            "url": reverse("staff:evidence", args=[file.pk]),
            "kind": file_kind(file.content_type),
            "meta": " · ".join([source_of(file), filesizeformat(file.size), scan_words(file)]),
        }
        for file in files
    ]


def file_kind(content_type: str) -> str:
    """Which picture stands beside a file: image, pdf or other."""
    return "image" if content_type.startswith("image/") else "pdf" if content_type == "application/pdf" else "other"


def source_of(file: Evidence) -> str:
    """Who handed the file in."""
    return file.assignment.unit.name if file.assignment else str(file.get_source_display())


def scan_words(file: Evidence) -> str:
    """Whether the file was checked for viruses."""
    return _("virus-checked") if file.scanned else _("not virus-checked")


@staff_page()
def evidence(request: StaffRequest, pk: int) -> FileResponse:
    """A file as a download, never shown in the browser. Whoever may not see the case does not learn that it exists."""
    visible = Case.objects.visible_to(request.actor)
    file = Evidence.objects.filter(pk=pk, case__in=visible).seen_by(request.actor).select_related("case").first()
    if file is None or file.case is None:
        raise NotFound(_("There is no such file, or you may not see it."))
    actions.log_reading(file.case, by=request.actor, at=request.now)
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@staff_page("GET", "POST")
def add_evidence(request: StaffRequest, number: str) -> HttpResponse:
    """Add files to a case."""
    case = load_case(request, number)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        stored = store_files(request, form, case=case)
        if stored and not form.errors:
            words = ngettext("%(n)d file added.", "%(n)d files added.", stored) % {"n": stored}
            return done(request, words, case_url(case))
    context = {"case": case, "form": form, "files": evidence_rows(case, request.actor)}
    return render(request, "staff/add_evidence.html", context, status=422 if form.errors else 200)


def store_files(request: StaffRequest, form: BaseForm, **target: Any) -> int:
    """Store each uploaded file; what is refused is said beside the field. Returns how many were stored."""
    stored = 0
    for upload in form.cleaned_data["proof"]:
        try:
            actions.add_evidence(upload, by=request.actor, at=request.now, **target)
            stored += 1
        except InvalidData as error:
            for words in error.errors.get("file", [str(error)]):
                form.add_error("proof", f"{upload.name}：{words}")
            break
    if stored and form.errors:
        words = ngettext("%(n)d file was added.", "%(n)d files were added.", stored) % {"n": stored}
        messages.info(request, words)
    return stored


@staff_page()
def paper_pdf(request: StaffRequest, pk: int) -> FileResponse:
    """An issued paper as the PDF that was sealed, to those who may see its page."""
    return download(load_paper(request, pk), request.now)


def load_paper(request: StaffRequest, pk: int) -> Document:
    """A paper that this person may read, of a case or about a record. Raises NotFound."""
    document = paper_status.readable(request.actor).filter(pk=pk).first()
    if document is None:
        raise NotFound(_("There is no such paper, or you may not see it."))
    return document
