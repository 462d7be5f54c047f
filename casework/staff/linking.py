"""Two cases side by side, and what they are to each other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, around, registry
from casework.errors import NotAllowed
from casework.filing import normal_number
from casework.models import Case, CaseLink, Role
from casework.permissions import Actor
from casework.staff.acting import act
from casework.staff.case_page import facts, filer_facts, title_of
from casework.staff.files import evidence_rows
from casework.staff.pages import case_url, load_case, staff_page
from casework.staff.request import StaffRequest

NATURES = (
    (CaseLink.Nature.RELATED, gettext_lazy("They are related")),
    (CaseLink.Nature.DIFFERENT, gettext_lazy("They are different matters")),
)


class LinkForm(forms.Form):
    """What the two cases are to each other."""

    nature = forms.ChoiceField(
        label=gettext_lazy("What are they to each other?"), choices=NATURES, widget=forms.RadioSelect
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)


class OtherForm(forms.Form):
    """Which case to look at beside this one."""

    other = forms.CharField(
        label=gettext_lazy("Number of the other case"),
        max_length=40,
        help_text=gettext_lazy("As it is printed on its papers; any brackets will do."),
    )


@staff_page("GET", "POST")
def link(request: StaffRequest, number: str) -> HttpResponse:
    """Choose a case to compare this one with."""
    case = load_case(request, number)
    form = OtherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = Case.objects.visible_to(request.actor).filter(number=normal_number(form.cleaned_data["other"])).first()
        if other is not None and other.pk != case.pk:
            return redirect("staff:compare", case.number, other.number)
        form.add_error("other", _("There is no such case, or you may not see it."))
    return render(request, "staff/link.html", {"case": case, "form": form}, status=422 if form.errors else 200)


@staff_page("GET", "POST")
def compare(request: StaffRequest, number: str, other: str) -> HttpResponse:
    """Both cases side by side; the registrar says what they are to each other."""
    case, second = load_case(request, number), load_case(request, other)
    pair = CaseLink.objects.filter(around.pair_of(case, second)).first()
    registers = request.actor.holds(case.registry_unit_id, Role.REGISTRAR)
    if request.method == "POST" and not registers:
        raise NotAllowed(_("Only a registrar of %(unit)s may do this.") % {"unit": case.registry_unit})

    def do(data: dict[str, Any]) -> None:
        actions.link_cases(case.number, other=second, by=request.actor, at=request.now, **data)

    return act(
        request,
        "staff/compare.html",
        case,
        LinkForm(request.POST or None, initial={"nature": CaseLink.Nature.RELATED}),
        do,
        _("Noted what the two are to each other."),
        sides=_sides(case, second, request.actor),
        other=second,
        pair=pair,
        registers=registers,
        likeness=round(100 * around.likeness(case.content, second.content)),
        merge_url=_merge_url(case, second) if registers else "",
    )


def _sides(case: Case, other: Case, actor: Actor) -> list[dict[str, Any]]:
    """What the page shows of each; a fact that differs from the other side's is marked."""
    told = [_told(case, actor), _told(other, actor)]
    values = [dict(side["facts"]) for side in told]
    for side, opposite in zip(told, reversed(values), strict=True):
        side["facts"] = [(label, value, opposite.get(label) != value) for label, value in side["facts"]]
    return told


def _told(case: Case, actor: Actor) -> dict[str, Any]:
    kind, filer = registry.get(case.kind), filer_facts(case)
    known = [(str(label), str(value)) for label, value in facts(case, kind)]
    known.insert(0, (_("Respondent"), str(case.respondent or "—")))
    return {
        "case": case,
        "title": title_of(case, filer),
        "state": kind.state_label(case.state),
        "filer": filer,
        "facts": known,
        "files": evidence_rows(case, actor),
        "url": case_url(case),
    }


def _merge_url(case: Case, other: Case) -> str:
    """Where the newer of two complaints is merged into the earlier one, if its kind knows that."""
    newer, earlier = (case, other) if case.opened_at >= other.opened_at else (other, case)
    move = registry.get(newer.kind).moves.get("merge")
    if move is None or newer.state not in move.source or newer.kind != earlier.kind:
        return ""
    return f"{reverse('staff:move', args=[newer.number, 'merge'])}?into={earlier.number}"
