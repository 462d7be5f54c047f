"""Sheets of records on the screen: upload, confirm the columns, try out, take over, with progress."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.errors import Conflict, NotAllowed, NotFound
from casework.models import RecordImport, Role
from casework.recordsheets import columns, work
from casework.sheets import UnreadableFile, beginnings
from casework.staff.pages import done, staff_page
from casework.staff.record_pages.entering import may_enter, sources_of
from casework.staff.record_pages.forms import UnitField
from casework.staff.request import StaffRequest

Status = RecordImport.Status
LISTED, SAMPLES = 20, 3
RUNNING = (Status.CHECKING, Status.IMPORTING)


class UploadForm(forms.Form):
    """The sheet, and whose records they are where its lines do not say."""

    file = forms.FileField(
        label=gettext_lazy("Sheet"),
        help_text=gettext_lazy("XLSX with one or several sheets, or CSV in UTF-8 or GBK; at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    source = UnitField(
        label=gettext_lazy("Information provider"),
        required=False,
        help_text=gettext_lazy("Only where the sheet has no column for it."),
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given: Any = self.fields
        given["source"].queryset = sources

    def clean_file(self) -> Any:
        """Not larger than any other file."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it up."))
        return file


class MappingForm(forms.Form):
    """What each column of the sheet is."""

    def __init__(
        self, *args: Any, heads: list[str], samples: list[list[str]], source_given: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.heads, self.source_given = heads, source_given
        known = columns.recognised(heads)
        choices = [("", _("leave out")), *((one.name, one.head) for one in columns.COLUMNS)]
        for number, (head, some) in enumerate(zip(heads, samples, strict=True)):
            words = _("For example: %(values)s") % {"values": " · ".join(text[:40] for text in some)}
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=head,
                choices=choices,
                required=False,
                initial=known.get(head, ""),
                help_text=words if some else _("Empty in the first lines."),
            )

    def mapping(self) -> dict[str, str]:
        """Head by head; only after is_valid()."""
        given = ((head, self.cleaned_data[f"column_{number}"]) for number, head in enumerate(self.heads))
        return {head: name for head, name in given if name}

    def clean(self) -> dict[str, Any]:
        """Everything needed is there, and nothing twice."""
        data = super().clean() or {}
        if self.errors:
            return data
        mapping = self.mapping()
        chosen = [data[f"column_{number}"] for number in range(len(self.heads))]
        for number, (head, name) in enumerate(zip(self.heads, chosen, strict=True)):
            if name and chosen.count(name) > 1:
                self.add_error(f"column_{number}", _("Two columns stand for the same. Leave one of them out."))
            elif name and self.heads.count(head) > 1:
                self.add_error(f"column_{number}", _("This head stands twice in the sheet. Rename one in the file."))
        if missing := columns.missing(mapping, source_given=self.source_given):
            self.add_error(None, _("Nothing stands for: %(heads)s.") % {"heads": "、".join(missing)})
        return data


@staff_page("GET", "POST")
def imports(request: StaffRequest) -> HttpResponse:
    """Send a sheet, and what became of those sent before."""
    if not may_enter(request.actor):
        raise NotAllowed(_("Only the information provider and registrars may enter records."))
    form = UploadForm(request.POST or None, request.FILES or None, sources=sources_of(request.actor))
    if form.is_bound and form.is_valid():
        made = _upload(request, form)
        if made is not None:
            return redirect("staff:record_import", made.pk)
        form.add_error("file", _("The file cannot be read. Save it as .xlsx, or as CSV in UTF-8 or GBK."))
    rows = _mine(request).order_by("-pk")[:LISTED]
    status = 422 if form.is_bound else 200
    return render(request, "staff/records/imports.html", {"form": form, "rows": rows}, status=status)


@staff_page("GET", "POST")
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """Where one sheet stands, and what has to be said for it to go on."""
    found = _load(request, pk)
    if request.method == "POST":
        return _act(request, found)
    form = _mapping_form(found) if found.status == Status.UPLOADED else None
    return _page(request, found, form)


def _act(request: StaffRequest, found: RecordImport) -> HttpResponse:
    """Try out, take over, change the columns, or drop it: as long as it waits for a person."""
    act, here = request.POST.get("act", ""), reverse("staff:record_import", args=[found.pk])
    if found.status not in (Status.UPLOADED, Status.CHECKED):
        raise Conflict(_("This sheet no longer waits for you. Look at where it stands now."))
    if act == "drop":
        work.drop(found, Status.DROPPED, request.now)
        return done(request, _("Dropped. Nothing of the sheet was kept."), reverse("staff:import_records"))
    if found.status == Status.CHECKED:
        found.status = Status.IMPORTING if act == "take" else Status.UPLOADED
        found.save()
        return redirect(here)
    form = _mapping_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    found.mapping, found.status = form.mapping(), Status.CHECKING
    found.save()
    return redirect(here)


def _upload(request: StaffRequest, form: UploadForm) -> RecordImport | None:
    """Keep the sheet until it is done; None when it is no sheet."""
    file = form.cleaned_data["file"]
    made = RecordImport(
        name=Path(file.name).name[-120:], source=form.cleaned_data["source"], by=request.user, at=request.now
    )
    made.file.save(f"{request.user.pk}.sheet", file, save=False)
    try:
        readable = any(beginnings(Path(made.file.path)).values())
    except UnreadableFile:
        readable = False
    if not readable:
        made.file.delete(save=False)
        return None
    made.save()
    return made


def _mapping_form(found: RecordImport, data: Any = None) -> MappingForm:
    """The columns of the first sheet, each with some of its first values."""
    lines = next(lines for lines in beginnings(Path(found.file.path)).values() if lines)
    heads = columns.heads_among(lines)
    below = lines[lines.index(heads) + 1 :][:SAMPLES]
    named = [number for number, head in enumerate(heads) if head]
    samples = [[row[number] for row in below if len(row) > number and row[number]] for number in named]
    named_heads = [heads[number] for number in named]
    form = MappingForm(data, heads=named_heads, samples=samples, source_given=found.source_id is not None)
    if found.mapping:
        form.initial = {f"column_{n}": found.mapping.get(head, "") for n, head in enumerate(named_heads)}
    return form


def _page(request: StaffRequest, found: RecordImport, form: MappingForm | None, status: int = 200) -> HttpResponse:
    context = {
        "one": found,
        "form": form,
        "running": found.status in RUNNING,
        "usable": found.created + found.amended + found.drafted,
        "more": found.refused - len({(p["sheet"], p["row"]) for p in found.problems}),
    }
    return render(request, "staff/records/import.html", context, status=status)


def _mine(request: StaffRequest) -> Any:
    """One's own imports; registrars see all."""
    rows = RecordImport.objects.select_related("source", "by")
    return rows if request.actor.has_role(Role.REGISTRAR) else rows.filter(by=request.user)


def _load(request: StaffRequest, pk: int) -> RecordImport:
    found: RecordImport | None = _mine(request).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such import."))
    return found
