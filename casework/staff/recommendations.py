"""Proposals to bodies outside (处理建议): the list, and the page on which their decision is recorded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, care, made_records
from casework.errors import Conflict, InvalidData, NotFound
from casework.keyset import page_of
from casework.models import Recommendation, Role, Sanction
from casework.models.recommendation import LONG, SHORT
from casework.staff.context import working_calendar
from casework.staff.measures import CHIPS, measure_name, row
from casework.staff.moves import add_errors
from casework.staff.pages import done, staff_page
from casework.staff.request import StaffRequest
from casework.staff.work import with_query

TAKEN_UP, NOT_TAKEN_UP = "approved", "declined"


class OutsideDecisionForm(forms.Form):
    """What the letter of the body outside says."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What was decided?"),
        choices=[(TAKEN_UP, gettext_lazy("Taken up")), (NOT_TAKEN_UP, gettext_lazy("Not taken up"))],
        widget=forms.RadioSelect,
    )
    body = forms.CharField(
        label=gettext_lazy("Who decided"),
        max_length=SHORT,
        help_text=gettext_lazy("The full name of the body, as its letter gives it."),
    )
    decided_on = forms.DateField(
        label=gettext_lazy("Day of the decision"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reference = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=SHORT, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


@staff_page()
def recommendations(request: StaffRequest) -> HttpResponse:
    """Those that wait, the oldest first; or those that were decided, the newest first."""
    decided = request.GET.get("tab") == "decided"
    found, waiting = care.recommendations(request.actor), Recommendation.Status.WAITING
    found = found.exclude(status=waiting) if decided else found.filter(status=waiting)
    page = page_of(found, care.NEWEST_DECISION if decided else care.OLDEST_PROPOSAL, request.GET.get("cursor", ""))
    tab = "decided" if decided else ""
    context = {
        "tab": tab,
        "rows": [row(one, working_calendar(request), request.now) for one in page.rows],
        "before": with_query("staff:recommendations", {"tab": tab, "cursor": page.before}) if page.before else "",
        "after": with_query("staff:recommendations", {"tab": tab, "cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/recommendations.html", context)


@staff_page("GET", "POST")
def recommendation(request: StaffRequest, pk: int) -> HttpResponse:
    """One proposal: what it is, who decides; a handler of the lead unit records the decision here."""
    found = load(request, pk)
    if request.method == "GET":
        return _page(request, found, OutsideDecisionForm(initial={"body": found.decider}))
    form = OutsideDecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    given = form.cleaned_data
    taken_up = given.pop("decision") == TAKEN_UP
    decision = actions.OutsideDecision(approved=taken_up, **given)
    try:
        actions.record_outside_decision(pk, decision, by=request.actor, at=request.now)
    except InvalidData as error:
        add_errors(form, error)
        return _page(request, found, form, status=error.status)
    except Conflict as error:
        return _page(request, load(request, pk), form, trouble=error, status=error.status)
    return done(request, _("The decision is recorded."), reverse("staff:case", args=[found.case.number]))


def load(request: StaffRequest, pk: int) -> Recommendation:
    """A proposal of a case of this person's units. Raises NotFound."""
    found = care.recommendations(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such proposal, or you may not see it."))
    return found


def _page(
    request: StaffRequest, found: Recommendation, form: Any, *, trouble: Conflict | None = None, status: int = 200
) -> HttpResponse:
    waiting = found.status == Recommendation.Status.WAITING
    may_record = request.actor.holds(found.case.lead_unit_id, Role.HANDLER)
    context = {
        "found": found,
        "case": found.case,
        "measure": measure_name(found.measure),
        "chip": CHIPS[found.status],
        "form": form if waiting and may_record else None,
        "waiting": waiting,
        "trouble": trouble,
        "entered": Sanction.objects.filter(recommendation=found).select_related("record").first(),
        "records": list(made_records.of_matter(found.case).order_by("-pk")) if may_record and found.decided_on else [],
    }
    return render(request, "staff/recommendation.html", context, status=status)
