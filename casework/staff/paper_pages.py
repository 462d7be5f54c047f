"""A paper on the screen with what became of it; noting how it was served (送达), and cancelling its number (作废)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, cancelling, documents, paper_status, serving
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.forms import ManyFilesField
from casework.models import Document, Evidence, Service
from casework.permissions import is_party
from casework.serving import Served
from casework.staff.files import load_paper, store_files
from casework.staff.moves import add_errors
from casework.staff.pages import done, staff_page
from casework.staff.request import StaffRequest

BY_HAND = (Service.Way.IN_PERSON, Service.Way.POST, Service.Way.EXCHANGE, Service.Way.EMAIL, Service.Way.LEFT)
LINE, TEXT = 120, 1000


class ServiceForm(forms.Form):
    """How, when and to whom the paper was served."""

    way = forms.ChoiceField(
        label=gettext_lazy("How it was served"),
        choices=[(way.value, way.label) for way in BY_HAND],
        widget=forms.RadioSelect,
    )
    served_on = forms.DateField(
        label=gettext_lazy("Served on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    recipient = forms.CharField(
        label=gettext_lazy("Who received it"),
        help_text=gettext_lazy("Name and office of the person who signed."),
        max_length=LINE,
    )
    tracking = forms.CharField(
        label=gettext_lazy("Number of the consignment"),
        help_text=gettext_lazy("For service by post."),
        max_length=60,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=TEXT, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    known = forms.ModelChoiceField(
        Evidence.objects.none(),
        label=gettext_lazy("Proof among the files of the case"),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    proof = ManyFilesField(
        label=gettext_lazy("Proof"),
        required=False,
        help_text=gettext_lazy("Pictures, PDF or Office files, up to 20 MB each."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What was wrong with the service noted before"),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, document: Document, before: Service | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if before is None:
            del self.fields["reason"]
        if document.case_id is None:
            del self.fields["known"], self.fields["proof"]
        else:
            files = Evidence.objects.filter(case=document.case_id).order_by("pk")
            self.fields["known"].queryset = files  # type: ignore[attr-defined]  # a ModelChoiceField


class CancelForm(forms.Form):
    """Why the number is void, and which paper stands in its place."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody who may read the paper reads it too."),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    replaced_by = forms.ModelChoiceField(
        Document.objects.none(),
        label=gettext_lazy("Which paper stands in its place"),
        required=False,
        empty_label=gettext_lazy("None"),
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].queryset = cancelling.may_replace(document)  # type: ignore[attr-defined]  # a ModelChoiceField


@staff_page()
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """An issued paper as a page, of a case or about a record."""
    document = load_paper(request, pk)
    history = list(document.services.select_related("noted_by", "proof", "receipt").order_by("-pk"))
    context = {
        "case": document.case,
        "record": document.record,
        "document": document,
        "paper": documents.view(document),
        "standing": paper_status.standing(document),
        "services": history,
        "is_ours": document.case is None or not is_party(request.actor, document.case),
        "may_serve": not hasattr(document, "cancellation") and _may_serve(request, document, history),
        "may_cancel": not hasattr(document, "cancellation") and _may_cancel(request, document),
    }
    return render(request, "staff/paper.html", context)


@staff_page("GET", "POST")
def serve(request: StaffRequest, pk: int) -> HttpResponse:
    """Note a service, or correct one that somebody else noted."""
    document = load_paper(request, pk)
    before = serving.current(document)
    start = {"served_on": timezone.localdate(request.now), "recipient": document.addressee, "way": "in_person"}
    form = ServiceForm(request.POST or None, request.FILES or None, document=document, before=before, initial=start)
    trouble = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.serve_paper(pk, _served(request, form, document), by=request.actor, at=request.now)
            return done(request, _("The service is noted, and its receipt is issued."), _address(document))
        except InvalidData as error:
            add_errors(form, error)
        except (Conflict, NotAllowed) as error:
            trouble = error
    return _form_page(request, "staff/serve_paper.html", document, form, trouble, before=before)


@staff_page("GET", "POST")
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Void the number of a paper."""
    document = load_paper(request, pk)
    cancelling.check_who(document, request.actor, document.case)
    form, trouble = CancelForm(request.POST or None, document=document), None
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_paper(pk, **form.cleaned_data, by=request.actor, at=request.now)
            return done(request, _("%(number)s is cancelled.") % {"number": document.number}, _address(document))
        except InvalidData as error:
            add_errors(form, error)
        except Conflict as error:
            trouble = error
    return _form_page(request, "staff/cancel_paper.html", document, form, trouble)


def _served(request: StaffRequest, form: ServiceForm, document: Document) -> Served:
    given = form.cleaned_data
    proof = given["known"].pk if given.get("known") else None
    if given.get("proof") and store_files(request, form, case=document.case):
        proof = Evidence.objects.filter(case=document.case_id).latest("pk").pk
    if form.errors:
        raise InvalidData({})
    words = {name: given.get(name, "") for name in ("recipient", "tracking", "note", "reason")}
    return Served(given["way"], given["served_on"], proof=proof, **words)


def _form_page(
    request: StaffRequest, template: str, document: Document, form: forms.Form, trouble: Any, **more: Any
) -> HttpResponse:
    context = {"document": document, "case": document.case, "form": form, "trouble": trouble, **more}
    status = trouble.status if trouble else 422 if form.errors else 200
    return render(request, template, context, status=status)


def _may_serve(request: StaffRequest, document: Document, history: list[Service]) -> bool:
    if not request.actor.holds(document.unit_id, *serving.MAY_NOTE):
        return False
    if history:
        return history[0].noted_by_id != request.user.pk
    return serving.move_that_serves(document) is None and not paper_status.is_receipt(document)


def _may_cancel(request: StaffRequest, document: Document) -> bool:
    try:
        cancelling.check_who(document, request.actor, document.case)
    except NotAllowed:
        return False
    return True


def _address(document: Document) -> str:
    return reverse("staff:paper", args=[document.pk])
