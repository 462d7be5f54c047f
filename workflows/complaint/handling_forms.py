"""What the lead unit enters while it handles a complaint: questions, more time, the conclusion, the answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import extensions, record_order
from casework.forms import MoveForm
from casework.models import Unit
from casework.permissions import excluded_units
from casework.rules.deadlines import Unit as LimitUnit
from workflows.base.forms import MOST_DAYS, day, long_text
from workflows.complaint import drafts, guards
from workflows.complaint.models import Finding, Service
from workflows.complaint.triage_forms import has_no_number

SEVERITIES = (("minor", _("Minor")), ("ordinary", _("Ordinary")), ("serious", _("Serious")))
DAYS_TO_ANSWER = _("Working days to answer")


class AskUnitsForm(MoveForm):
    """Whom to ask, what, and by when: no rule sets the days, so the letter states them."""

    units = forms.ModelMultipleChoiceField(
        label=_("Units to ask"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    question = long_text(
        _("What they should check"), _("Do not name who complains unless the unit has to know; never in a report.")
    )
    days = forms.IntegerField(label=DAYS_TO_ANSWER, required=False, min_value=1, max_value=MOST_DAYS)
    wished_by = day(
        _("Wished for by"), _("Only for bodies outside the government; they are asked and given no deadline."), False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        details: Any = self.case.complaint
        barred = excluded_units(self.case) | {self.case.lead_unit_id}
        fields: Any = self.fields
        fields["units"].queryset = Unit.objects.valid_on(timezone.localdate(self.at)).exclude(pk__in=barred)
        fields["units"].initial = details.cooperating

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        bound = [unit for unit in data.get("units") or () if not unit.outside]
        if bound and not data.get("days") and "days" not in self.errors:
            self.add_error("days", _("State in how many working days they have to answer."))
        return data


class CountersignForm(MoveForm):
    """The draft conclusion, which goes to all joint leads at once."""

    finding = forms.ChoiceField(label=_("Finding"), choices=Finding.choices, widget=forms.RadioSelect)
    text = long_text(
        _("Findings and reasons"), _("As they shall stand in the letter. A changed draft goes round again.")
    )
    days = forms.IntegerField(label=DAYS_TO_ANSWER, min_value=1, max_value=MOST_DAYS)

    def clean(self) -> dict[str, Any]:
        """What the common superior has decided against does not go round again."""
        data = super().clean() or {}
        if not self.errors and drafts.has_to_change(self.case, data["finding"], data["text"]):
            self.add_error("text", _("The common superior has decided that this draft has to change."))
        return data

    def payload(self) -> dict[str, Any]:
        entered = super().payload()
        leads = list(self.case.joint_leads.order_by("position").values_list("unit_id", flat=True))
        return entered | {"units": leads, "question": drafts.question(entered["finding"], entered["text"])}


class ExtendForm(MoveForm):
    """How much longer, and why."""

    days = forms.IntegerField(label=_("Days to add"), min_value=1, max_value=MOST_DAYS)
    reason = long_text(_("Reason"), _("The filer is told this reason."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clock = guards.working_clock(self.case)
        self.room = extensions.room(clock) if clock is not None else None
        if self.room is not None and self.room.unit == LimitUnit.WORKDAY:
            self.fields["days"].label = _("Working days to add")

    def clean_days(self) -> int:
        """No more than the cap of the rule leaves."""
        days: int = self.cleaned_data["days"]
        most = self.room.value if self.room else 0
        if days > most:
            raise ValidationError(_("At most %(days)d days can be added.") % {"days": most})
        return days


class ConcludeForm(MoveForm):
    """Findings and reasons as they will stand in the letter; with joint leads word for word what they agreed to."""

    finding = ""  # of the class
    text = long_text(_("Findings and reasons"), _("These words are printed in the letter to the filer."))
    window = forms.IntegerField(
        label=_("Working days for feedback"),
        help_text=_("No rule sets a time to rate the answer or ask for a review, so the letter states it."),
        min_value=1,
        max_value=MOST_DAYS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        details: Any = self.case.complaint
        self.fields["text"].initial = details.draft_text
        if not has_no_number(self.case, "ask_review", self.at):
            del self.fields["window"]

    def clean_text(self) -> str:
        """A conclusion that differs from the draft has to go round again."""
        text: str = self.cleaned_data["text"]
        if not drafts.is_the_draft(self.case, self.finding, text):
            raise ValidationError(_("This is not the draft that the joint leads agreed to. Send it round again."))
        return text


class SubstantiatedForm(ConcludeForm):
    """What is true, and what has to be put right by the body at fault."""

    finding = Finding.SUBSTANTIATED
    facts = long_text(
        _("Facts for the order to put it right"),
        _("Written anew: the body at fault reads this. Nothing in it may show who complained."),
    )
    loss = long_text(_("Loss that was caused"), required=False)
    influence = long_text(_("Effect on the public"), required=False)
    demands = long_text(_("What has to be done"), _("One demand a line."))
    severity = forms.ChoiceField(
        label=_("How grave it is"), choices=SEVERITIES, initial="ordinary", widget=forms.RadioSelect
    )
    record_rule = forms.ChoiceField(
        label=_("When it becomes a credit record"),
        help_text=_("A second person of the registering unit verifies every record."),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["record_rule"]
        found = record_order.rules(timezone.localdate(self.at))
        field.choices = [(rule.code, record_order.title(rule)) for rule in found]
        field.choice_hints = {rule.code: record_order.basis(rule) for rule in found}
        field.initial = record_order.DEFAULT

    def clean_record_rule(self) -> str:
        """Left open, a breach becomes a record only when it is not put right."""
        return self.cleaned_data["record_rule"] or record_order.DEFAULT


class PartlyForm(SubstantiatedForm):
    """The same for what is true in part."""

    finding = Finding.PARTLY


class UnfoundedForm(ConcludeForm):
    """Not true: explained to the filer."""

    finding = Finding.UNFOUNDED


class UnclearForm(ConcludeForm):
    """Cannot be established."""

    finding = Finding.UNCLEAR


class ReplyForm(MoveForm):
    """How and when the letter reached the filer (送达)."""

    how = forms.ChoiceField(label=_("How served"), choices=Service.choices, widget=forms.RadioSelect)
    served_on = day(_("Served on"), _("The filer's time to ask for a review counts from this day."))

    def clean_served_on(self) -> Any:
        """Not before the letter was written, and not in the future."""
        served = self.cleaned_data["served_on"]
        written = self.case.events.filter(verb="move", to_state="concluded").order_by("-seq").first()
        first = timezone.localdate(written.at) if written else served
        if not first <= served <= timezone.localdate(self.at):
            raise ValidationError(_("This must be a day from the date of the letter until today."))
        return served
