"""What the registrar enters while a complaint is sorted: class, acceptance, refusal, hand-over, merging."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from casework import clocks, filing, routing, routing_words
from casework.forms import MoveForm
from casework.models import Area, Case, HotlineTicket, Unit
from casework.permissions import excluded_units
from workflows.base.forms import MOST_DAYS, RefuseForm, TransferForm, long_text
from workflows.complaint import deadlines
from workflows.complaint.models import Category


class StatedLimit(MoveForm):
    """A form that states the time for handling where the rule of the case names no number."""

    days = forms.IntegerField(
        label=_("Working days for handling"),
        help_text=_("The rule names no number of days, so the notice states them."),
        min_value=1,
        max_value=MOST_DAYS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.states_limit():
            del self.fields["days"]

    def states_limit(self) -> bool:
        """Whether the handling runs by a rule without a number."""
        return has_no_number(self.case, "handle", self.at)


def has_no_number(case: Case, step: str, at: Any) -> bool:
    """Whether a step of the case runs by a rule that leaves the number of days to the notice."""
    code = deadlines.rule_of(case, step)
    return bool(code) and clocks.as_rule(clocks.rule_in_force(code, at)).limit is None


class ClassifyForm(MoveForm):
    """By which procedure the matter is handled, and where it belongs."""

    category = forms.ChoiceField(label=_("Category"), widget=forms.RadioSelect)
    ticket = forms.ChoiceField(label=_("Sort of ticket"), choices=HotlineTicket.Sort.choices, required=False)
    area = forms.ChoiceField(label=_("Subject area"))
    street = forms.ModelChoiceField(
        label=_("Street"),
        help_text=_("Where the street offices lead: the one of the matter."),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        details: Any = self.case.complaint
        fields: Any = self.fields
        labels = dict(Category.choices)
        codes = deadlines.categories_of(self.case.channel)
        fields["category"].choices = [(code, labels[code]) for code in codes]
        fields["category"].choice_hints = {code: self._rules(code) for code in codes}
        english = (get_language() or "").startswith("en")
        fields["area"].choices = [(area.code, area.en if english else area.zh) for area in Area.objects.order_by("pk")]
        on = timezone.localdate(self.at)
        fields["street"].queryset = Unit.objects.valid_on(on).filter(kind=Unit.Kind.STREET)
        if Category.HOTLINE not in dict(fields["category"].choices):
            del self.fields["ticket"]
        for name, value in (("category", details.category), ("area", self.case.area), ("street", self.case.street_id)):
            fields[name].initial = value

    def _rules(self, category: str) -> str:
        """Which rules the clocks would run by."""
        steps = ("accept", "handle", "settle")
        codes = [code for step in steps if (code := deadlines.rule_in(self.case, category, step))]
        rules = [clocks.rule_in_force(code, self.at) for code in codes]
        english = (get_language() or "").startswith("en")
        return "；".join((row.title_en if english else row.title) or row.title for row in rules)


class AcceptForm(StatedLimit):
    """Who leads, by the rule or by another choice with its reason, and who will be asked to contribute."""

    lead = forms.ModelChoiceField(label=_("Lead unit"), queryset=Unit.objects.none(), required=False)
    reason = forms.CharField(
        label=_("Reason for another lead"),
        help_text=_("Only when it is not the unit that the clause names."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    cooperating = forms.ModelMultipleChoiceField(
        label=_("Units that will be asked to contribute"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("lead", "reason", "cooperating", "days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.valid_on(timezone.localdate(self.at)).exclude(pk__in=excluded_units(self.case))
        fields: Any = self.fields
        fields["lead"].queryset = units
        fields["lead"].initial = self.case.lead_unit_id
        words = routing_words.of_case(self.case)
        fields["lead"].help_text = " ".join([words.clause, *words.reasons]) if words else ""
        fields["cooperating"].queryset = units.exclude(pk=self.case.lead_unit_id)
        named = units.filter(name__in=self.case.route.get("cooperating", []))
        fields["cooperating"].initial = list(named.values_list("pk", flat=True))
        fields["cooperating"].choice_hints = {
            str(unit.pk): ngettext("asked %(n)d time in this area", "asked %(n)d times in this area", n) % {"n": n}
            for unit, n, _answered in routing.suggestions(self.case.area, self.at)
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lead = data.get("lead") or self.case.lead_unit
        if lead.pk != self.case.lead_unit_id and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why another unit than that of the clause shall lead."))
        if lead in (data.get("cooperating") or ()):
            self.add_error("cooperating", _("%(unit)s leads; it is not asked besides.") % {"unit": lead})
        return data | {"lead": lead}


class RefuseComplaintForm(RefuseForm):
    """Why it is not accepted, with where to go instead."""

    reason_group = "complaint_refusal"


class TransferComplaintForm(TransferForm):
    """The body that is responsible."""

    reason_group = "complaint_transfer"


class HandOverForm(MoveForm):
    """What the discipline body is told: the least that it needs."""

    summary = long_text(
        _("What is handed over"), _("The facts alone. Who reported it is not named here and stays sealed.")
    )


class MergeForm(MoveForm):
    """Into which earlier case."""

    into = forms.CharField(label=_("Number of the earlier case"), max_length=40)
    note = forms.CharField(
        label=_("Why it is the same matter"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_into(self) -> str:
        """An earlier complaint about the same body that is still open and that the registrar may see."""
        number = filing.normal_number(self.cleaned_data["into"])
        other = Case.objects.visible_to(self.actor).filter(number=number, kind=self.case.kind).first()
        if other is None or other.pk == self.case.pk:
            raise ValidationError(_("There is no other complaint with this number, or you may not see it."))
        if other.closed_at is not None:
            raise ValidationError(_("That case is closed, so nothing can be merged into it."))
        if other.pk > self.case.pk:
            raise ValidationError(_("That case came later. Merge it into this one."))
        if other.respondent_id != self.case.respondent_id:
            raise ValidationError(_("That case is about another body."))
        return str(other.number)
