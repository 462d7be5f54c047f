"""The routing screen: who leads and who cooperates in a matter, with the reasons; the same answer as the command gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casework import registry, routing, routing_words
from casework.models import Area, Unit
from casework.rule_messages import rule_words
from casework.rules.errors import MissingStreet, RuleError, UnknownStreet
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest


class RouteForm(forms.Form):
    """What the matter is about, and who has to keep out."""

    area = forms.ChoiceField(label=gettext_lazy("Subject area"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of case"), required=False)
    respondent = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Respondent"), required=False, empty_label=gettext_lazy("None")
    )
    street = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Street"), required=False, empty_label=gettext_lazy("None")
    )
    person = forms.CharField(label=gettext_lazy("Person complained about"), required=False, max_length=120)
    recused = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Other units that have to keep out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.valid_on(on)
        fields: dict[str, Any] = self.fields
        fields["area"].choices = [("", _("Please choose")), *area_choices()]
        fields["kind"].choices = [("", _("Any")), *((kind.code, str(kind.label)) for kind in registry.all_kinds())]
        fields["respondent"].queryset = fields["recused"].queryset = units
        fields["street"].queryset = units.filter(kind=Unit.Kind.STREET)

    def question(self) -> routing.Question:
        """What is asked of the clause table; only after is_valid()."""
        data = self.cleaned_data
        names = {name: data[name].name if data[name] else None for name in ("respondent", "street")}
        recused = tuple(unit.name for unit in data["recused"])
        return routing.Question(
            data["area"], data["kind"] or None, person=data["person"] or None, recused=recused, **names
        )


def area_choices() -> list[tuple[str, str]]:
    """The subject areas with their clauses, in the reader's language."""
    english = (get_language() or "").startswith("en")
    rows = Area.objects.order_by("pk")
    return [(row.code, f"{row.en if english else row.zh}（{row.clause}）") for row in rows]


@staff_page()
def route(request: StaffRequest) -> HttpResponse:
    """Ask the clause table; the question stands in the address, so that it can be passed on."""
    on = timezone.localdate(request.now)
    asked = bool(request.GET.get("area"))
    form = RouteForm(request.GET if asked else None, on=on)
    context: dict[str, Any] = {"form": form}
    if asked and form.is_valid():
        context |= _answer(form, on, request.now)
    return render(request, "staff/route.html", context)


def _answer(form: RouteForm, on: date, at: datetime) -> dict[str, Any]:
    try:
        _found, decision = routing.answer(form.question(), on)
    except (MissingStreet, UnknownStreet) as error:
        form.add_error("street", rule_words(error))
        return {}
    except RuleError as error:
        form.add_error("area", rule_words(error))
        return {}
    suggested = routing.suggestions(form.cleaned_data["area"], at) if decision["open_class"] else []
    return {"routed": routing_words.in_words(decision), "outside": decision["outside"], "suggested": suggested}
