"""Who filed: shown once after a reason was given; a sealed identity only after another person has granted it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, around
from casework.errors import InvalidData, NotAllowed, NotFound
from casework.models import Case, Unsealing
from casework.staff.acting import act
from casework.staff.forms import LONG
from casework.staff.moves import add_errors
from casework.staff.pages import load_case, staff_page
from casework.staff.request import StaffRequest

GRANT, REFUSE = "grant", "refuse"


class WhyForm(forms.Form):
    """Why somebody needs to know who filed."""

    reason = forms.CharField(
        label=gettext_lazy("Why you need to know"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays in the file with your name and the time."),
    )


class UnsealForm(forms.Form):
    """Whether a sealed identity may be learnt."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[(GRANT, gettext_lazy("Grant it for 24 hours")), (REFUSE, gettext_lazy("Refuse"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Reason of the decision"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A refusal needs one."),
    )

    def clean(self) -> dict[str, Any]:
        """A refusal without a reason helps nobody."""
        data = super().clean() or {}
        if data.get("decision") == REFUSE and not data.get("answer", "").strip():
            self.add_error("answer", _("Say why."))
        return data


@staff_page("GET", "POST")
def identity(request: StaffRequest, number: str) -> HttpResponse:
    """Ask for it, or read it. What is read stands on this one answer only: no address, no session, no copy keeps it."""
    case = load_case(request, number)
    if not around.may_ask(case, request.actor):
        raise NotAllowed(_("Only those who handle or register this case may learn who filed it."))
    granted = case.sealed and around.granted(case, request.actor, request.now)
    if case.sealed and not granted:
        return _ask(request, case)
    form = WhyForm(request.POST or None)
    context: dict[str, Any] = {"case": case, "form": form, "identities": None}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                context["identities"] = actions.read_identity(number, reason=reason, by=request.actor, at=request.now)
                status = 200
            except InvalidData as error:
                add_errors(form, error)
    return render(request, "staff/identity.html", context, status=status)


def _ask(request: StaffRequest, case: Case) -> HttpResponse:
    def do(data: dict[str, Any]) -> None:
        actions.ask_unsealing(case.number, by=request.actor, at=request.now, **data)

    asked = case.unsealings.filter(asked_by=request.actor.user).order_by("-pk").first()
    words = _("Asked. A supervisor or leader of %(unit)s decides.") % {"unit": case.registry_unit}
    return act(request, "staff/unseal.html", case, WhyForm(request.POST or None), do, words, asked=asked)


@staff_page()
def unsealings(request: StaffRequest) -> HttpResponse:
    """The requests that wait for this person's decision."""
    return render(request, "staff/unsealings.html", {"rows": list(around.waiting_for(request.actor)[:100])})


@staff_page("GET", "POST")
def unsealing(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide one request."""
    visible = Case.objects.visible_to(request.actor)
    asked = Unsealing.objects.filter(pk=pk, case__in=visible).select_related("case__registry_unit", "asked_by").first()
    if asked is None:
        raise NotFound()

    def do(data: dict[str, Any]) -> None:
        grant = data["decision"] == GRANT
        actions.decide_unsealing(pk, grant=grant, answer=data["answer"], by=request.actor, at=request.now)

    form = UnsealForm(request.POST or None)
    otherwise = reverse("staff:unsealings")
    return act(request, "staff/unsealing.html", asked.case, form, do, _("Decided."), otherwise=otherwise, asked=asked)
