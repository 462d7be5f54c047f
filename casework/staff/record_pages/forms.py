"""The forms of the register: a record as it is entered, its verification, and a change that somebody drafts."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework import recordin, regime_words, regimes
from casework.models import CreditRecord, RecordChange, SubjectType, Unit
from casework.recordin import DISCIPLINE, SPECIAL_FIELDS, Entry

What = RecordChange.What
DAY = {"type": "date", "class": "short"}
LONG = 5000


class DayField(forms.DateField):
    """A day; the door says whether it may lie ahead."""

    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    default_error_messages: ClassVar[Any] = {"invalid": _("Please write the day like 2026-03-15.")}


class UnitField(forms.ModelChoiceField):
    """A unit of today by its short name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit.objects.none(), empty_label=_("Please choose"), **kwargs)


class RecordForm(forms.Form):
    """A record about one kind of subject. Everything that can be wrong is said by casework.recordin."""

    subject_name = forms.CharField(label=_("Name of the enterprise"), required=False)
    subject_code = forms.CharField(
        label=_("Unified social credit code"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "num", "autocapitalize": "characters"}),
    )
    subject_unit = UnitField(label=_("Public body"), required=False)
    source_unit = UnitField(label=_("Information provider"), help_text=_("The unit that made the determination."))
    external_id = forms.CharField(label=_("Number at the information provider"), required=False, max_length=64)
    title = forms.CharField(label=_("Matter"), max_length=200)
    facts = forms.CharField(label=_("Facts"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))
    basis = forms.CharField(label=_("Basis document"), max_length=200, help_text=_("Title or number of the decision."))
    severity = forms.ChoiceField(
        label=_("Class"), choices=CreditRecord.Severity.choices, widget=forms.RadioSelect,
        help_text=_("As the department decided it. The system never sets a class by itself."),
    )  # fmt: skip
    amount = forms.DecimalField(label=_("Amount (yuan)"), required=False, min_value=0, max_digits=14, decimal_places=2)
    fields_of_penalty = forms.MultipleChoiceField(
        label=_("Field of the penalty"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only where the decision concerns one of these; a longer shortest period may then apply."),
    )  # fmt: skip
    discipline = forms.ChoiceField(label=_("Disciplinary sanction"), required=False)
    decided_on = DayField(label=_("Decision date"), help_text=_("The day on which the decision was made."))
    determined_on = DayField(
        label=_("Determination date"), help_text=_("The day on which the breach of trust was determined.")
    )
    obligations_done_on = DayField(label=_("Duties performed on"), required=False)
    rule_version = forms.ChoiceField(label=_("Rule version"), required=False)
    not_repairable = forms.CharField(
        label=_("Basis on which it cannot be repaired"),
        required=False,
        max_length=200,
        help_text=_("Only where a law or a policy of the centre excludes repair."),
    )

    def __init__(
        self,
        *args: Any,
        about: str,
        sources: QuerySet[Unit],
        units: QuerySet[Unit],
        on: date,
        known: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.about, self.on = about, on
        given: Any = self.fields
        given["source_unit"].queryset, given["subject_unit"].queryset = sources, units
        given["fields_of_penalty"].choices = [(code, regime_words.FIELDS[code]()) for code in SPECIAL_FIELDS]
        words = [(code, regime_words.PENALTIES[code]()) for code in DISCIPLINE]
        given["discipline"].choices = [("", _("None")), *words]
        versions = [(one.code, regime_words.title(one)) for one in regimes.in_pack() if about in one.ask]
        given["rule_version"].choices = [("", _("As the day of the determination says")), *versions]
        for name in self._not_about():
            del given[name]
        if about == SubjectType.PERSON:
            given["subject_name"].label, given["subject_code"].label = _("Name of the person"), _("Identity number")
            given["subject_unit"].label = _("Public body the person serves in")
            given["subject_code"].help_text = _("Stored encrypted; nobody sees it again in full.")
        self._require(known)

    def _require(self, known: bool) -> None:
        """What such a record cannot be without. Of a person who is `known` name and number stay when left empty."""
        given = self.fields
        if self.about != SubjectType.ENTERPRISE:
            given["subject_unit"].required = True
        if self.about != SubjectType.UNIT and not known:
            given["subject_name"].required = given["subject_code"].required = True

    def clean_subject_code(self) -> str:
        """A number with a wrong check digit is said together with everything else."""
        code = str(self.cleaned_data["subject_code"])
        wrong = recordin.wrong_code(self.about, code, self.on) if code else ""
        if wrong:
            raise forms.ValidationError(wrong)
        return code

    def _not_about(self) -> tuple[str, ...]:
        """Fields that such a record does not have."""
        return {
            SubjectType.ENTERPRISE: ("subject_unit", "discipline"),
            SubjectType.UNIT: ("subject_name", "fields_of_penalty", "discipline"),
            SubjectType.PERSON: ("fields_of_penalty",),
        }[SubjectType(self.about)]

    def entry(self, **kept: Any) -> Entry:
        """What was entered; `kept` stands where something was left empty."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        given["fields"] = tuple(given.pop("fields_of_penalty", ()))
        return Entry(**{"subject_type": self.about} | kept | given)


class VerifyForm(forms.Form):
    """What the second person decides, on the version that was read."""

    PUBLISH, WITHHOLD, DECLINE = "publish", "withhold", "decline"
    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (PUBLISH, _("Verified, publish")),
            (WITHHOLD, _("Verified, do not publish")),
            (DECLINE, _("Do not take it up")),
        ],
    )
    identity = forms.CharField(
        label=_("Identity number on the basis document"),
        required=False,
        help_text=_("Compared with the number that was entered. It is not shown."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "num"}),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, about: str, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given: Any = self.fields
        if about != SubjectType.PERSON:
            del given["identity"]
        if not may_publish:
            given["decision"].choices = [one for one in given["decision"].choices if one[0] != self.PUBLISH]


class ChangeForm(forms.Form):
    """A change of a record: only the fields that belong to it, filled with what the record says now."""

    changed_on = DayField(
        label=_("The decision behind it was changed or revoked on"),
        required=False,
        help_text=_(
            "From this day on there are three working days to withdraw what is public (Administrative Penalty Law art. 48)."
        ),
    )
    done_on = DayField(label=_("Duties performed on"))
    until = DayField(label=_("Keep it public until"), help_text=_("On this day somebody looks at it again."))
    title = forms.CharField(label=_("Matter"), max_length=200)
    facts = forms.CharField(label=_("Facts"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))
    amount = forms.DecimalField(label=_("Amount (yuan)"), required=False, min_value=0, max_digits=14, decimal_places=2)
    severity = forms.ChoiceField(
        label=_("Class"), choices=CreditRecord.Severity.choices, widget=forms.RadioSelect
    )  # fmt: skip
    decided_on = DayField(label=_("Decision date"))
    determined_on = DayField(label=_("Determination date"))
    reason = forms.CharField(label=_("Reason"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(label=_("Basis document of the change"), required=False, max_length=200)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    FIELDS: ClassVar[dict[str, tuple[str, ...]]] = {
        What.CORRECT: ("title", "facts", "amount", "severity", "decided_on", "determined_on", "changed_on"),
        What.REVOKE: ("changed_on",),
        What.PERFORMED: ("done_on",),
        What.KEEP: ("until",),
    }

    def __init__(self, *args: Any, what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = self.FIELDS.get(what, ())
        for name in set(self.fields) - {*self.own, "reason", "basis", "seen"}:
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        """What is to change, as the door takes it."""
        return {name: _plain(self.cleaned_data.get(name)) for name in self.own}


class DecideForm(forms.Form):
    """Whether a change of a record is confirmed."""

    CONFIRM, REFUSE = "confirm", "refuse"
    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[(CONFIRM, _("Confirm; it takes effect at once")), (REFUSE, _("Do not confirm"))],
    )
    answer = forms.CharField(
        label=_("Reason"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2})
    )


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
