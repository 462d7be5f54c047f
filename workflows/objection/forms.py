"""What each move of an objection asks for. The same forms serve screens, API and the door itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import clocks, extensions, records
from casework.forms import DetailsForm, MoveForm
from casework.models import Assignment, CreditRecord, Unit
from casework.permissions import excluded_units
from casework.portal import choices
from casework.rule_messages import rule_words
from casework.rules.errors import RuleError
from workflows.base.forms import (
    LONG,
    AcknowledgeForm,
    ExplanationForm,
    RefuseForm,
    ReviewForm,
    ReviewRequestForm,
    SupplementForm,
    SupplementRequestForm,
    TransferForm,
    WithdrawForm,
    day,
    long_text,
    reasons,
)
from workflows.objection.models import Decision, Finding


class ObjectionDetails(DetailsForm):
    """What is wrong with the record. Only what is known need be given; the office asks for the rest."""

    defaults: ClassVar[dict[str, Any]] = {"reason": "other", "field": "whole", "wish": "other"}
    reason = forms.ChoiceField(label=_("What is wrong"), required=False)
    field = forms.ChoiceField(label=_("Part of the record"), required=False)
    claim = forms.CharField(label=_("What would be right"), required=False, max_length=200)
    wish = forms.ChoiceField(label=_("What the filer asks for"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", gettext("Please choose"))
        offered = {"reason": reasons("objection"), "field": choices.contested_fields(), "wish": choices.wishes()}
        for name, pairs in offered.items():
            self.fields[name].choices = [nothing, *pairs]  # type: ignore[attr-defined]  # choice fields all


class OwnCheckForm(MoveForm):
    """What the own check found, when it is enough to decide."""

    finding = forms.ChoiceField(
        label=_("What is the case?"),
        choices=Finding.choices,
        initial=Finding.WRONG,
        widget=forms.RadioSelect,
        required=False,
    )
    own_check = long_text(_("What the own check found"))

    def clean_finding(self) -> str:
        """Only an error of our own, or a record that we provided ourselves, can be decided without the provider."""
        finding = self.cleaned_data["finding"] or Finding.WRONG
        ours = self.case.record is not None and self.case.record.source_unit_id == self.case.lead_unit_id
        if finding != Finding.WRONG and not ours:
            raise ValidationError(_("If the error is not ours, the unit that provided the record has to be asked."))
        return str(finding)


class AskProviderForm(MoveForm):
    """Whom to ask, and what."""

    unit = forms.ModelChoiceField(label=_("Unit to ask"), queryset=Unit.objects.none(), empty_label=None)
    question = long_text(
        _("What they should check"), _("Name the record, what is disputed, and what you need from them.")
    )
    own_check = long_text(_("What the own check found"), required=False)
    wished_by = day(
        _("Wished for by"),
        _("Only for bodies outside the government; all others have the time limit of the rule."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        barred = excluded_units(self.case) | {self.case.lead_unit_id}
        on = timezone.localdate(self.at)
        self.fields["unit"].queryset = Unit.objects.valid_on(on).exclude(pk__in=barred)  # type: ignore[attr-defined]  # a choice field
        if self.case.record is not None:
            self.fields["unit"].initial = self.case.record.source_unit_id


class ExtendForm(MoveForm):
    """Which unit gets more time, how much, and why."""

    assignment = forms.ModelChoiceField(label=_("Unit"), queryset=Assignment.objects.none(), empty_label=None)
    days = forms.IntegerField(label=_("Working days to add"), min_value=1, max_value=99)
    reason = long_text(_("Reason"), _("The filer is told this reason."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = self.case.assignments.filter(status=Assignment.Status.OPEN, asked_only=False)
        self.fields["assignment"].queryset = waiting.select_related("unit")  # type: ignore[attr-defined]  # a choice field
        self.fields["assignment"].label_from_instance = lambda a: a.unit.name  # type: ignore[attr-defined]  # a choice field

    def clean_assignment(self) -> Assignment:
        """More time is granted before the time has run out."""
        assignment: Assignment = self.cleaned_data["assignment"]
        clock = clocks.for_assignment(assignment)
        try:
            if clock is not None:
                extensions.check_in_time(clock, self.at)
        except RuleError as late:
            raise ValidationError(rule_words(late)) from late
        return assignment

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        assignment, days = data.get("assignment"), data.get("days")
        if assignment and days:
            room = extensions.room_of(assignment)
            if room < days:
                self.add_error("days", _("At most %(days)d working days can be added.") % {"days": room})
        return data


class CorrectForm(ExplanationForm):
    """The corrected words of the record; what is left empty stays as it is."""

    title = forms.CharField(label=_("Matter"), max_length=200, required=False)
    facts = forms.CharField(label=_("Facts"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}))
    basis = forms.CharField(label=_("Basis document"), max_length=200, required=False)
    amount = forms.DecimalField(label=_("Amount (yuan)"), required=False, min_value=0, max_digits=14, decimal_places=2)
    severity = forms.ChoiceField(label=_("Class"), choices=CreditRecord.Severity.choices, required=False)
    decided_on = day(_("Decision date"), required=False)
    determined_on = day(_("Determination date"), required=False)
    field_order = ("title", "facts", "amount", "severity", "basis", "decided_on", "determined_on", "explanation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.record is not None:
            self.version = self.case.record.said()
            for name in records.CORRECTABLE:
                self.fields[name].initial = getattr(self.version, name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self._changes(data):
            raise ValidationError(_("Nothing differs from the record as it stands. Change what has to be corrected."))
        return data

    def payload(self) -> dict[str, Any]:
        return {"explanation": self.cleaned_data["explanation"], "correction": self._changes(self.cleaned_data)}

    def _changes(self, data: dict[str, Any]) -> dict[str, str]:
        given = {name: data.get(name) for name in records.CORRECTABLE}
        changed = {n: v for n, v in given.items() if v not in (None, "") and v != getattr(self.version, n)}
        return {
            n: str(v) if isinstance(v, Decimal) else v if isinstance(v, str) else v.isoformat()
            for n, v in changed.items()
        }


class ReviewChangeForm(CorrectForm):
    """A new decision in place of the old one."""

    opinion = long_text(_("Opinion of the review"), _("These words are printed in the decision."))
    decision = forms.ChoiceField(label=_("New decision"), choices=Decision.choices, widget=forms.RadioSelect)
    field_order = ("opinion", "decision", *CorrectForm.field_order)

    def clean(self) -> dict[str, Any]:
        data = MoveForm.clean(self) or {}
        if data.get("decision") == Decision.CORRECT and not self._changes(data):
            self.add_error("decision", _("Change below what has to be corrected."))
        return data

    def payload(self) -> dict[str, Any]:
        payload = super().payload() | {n: self.cleaned_data[n] for n in ("opinion", "decision")}
        if payload["decision"] != Decision.CORRECT:
            payload["correction"] = {}
        return payload


FORMS: dict[str, type[MoveForm]] = {
    "ask_supplement": SupplementRequestForm,
    "supplement": SupplementForm,
    "refuse": RefuseForm,
    "transfer": TransferForm,
    "own_check": OwnCheckForm,
    "ask_provider": AskProviderForm,
    "extend_provider": ExtendForm,
    "decide_correct": CorrectForm,
    "decide_revoke": ExplanationForm,
    "decide_uphold": ExplanationForm,
    "decide_unconfirmed": ExplanationForm,
    "acknowledge": AcknowledgeForm,
    "ask_review": ReviewRequestForm,
    "review_uphold": ReviewForm,
    "review_change": ReviewChangeForm,
    "review_accept": ReviewForm,
    "withdraw": WithdrawForm,
}
