"""What the moves of a rectification ask for. The forms with a group an item are in item_forms.py."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import extensions
from casework.forms import DetailsForm, EvidenceField, MoveForm
from casework.models import Clock, Evidence
from casework.rule_messages import rule_words
from casework.rules.errors import RuleError
from workflows.base.forms import ReviewForm, ReviewRequestForm, day, long_text
from workflows.rectification import items, limits
from workflows.rectification.item_forms import FailForm, MeasuresForm, PassForm
from workflows.rectification.models import Ground, Leniency, Service, Severity

SHORT = 120
PRINTED = _("These words are printed in the letter.")
OURS, THEIRS = (Evidence.Source.LEAD.value,), (Evidence.Source.RESPONDENT.value,)


def check_demands(text: str) -> str:
    """One demand a line, neither too many nor too long."""
    demands = items.lines(text)
    if len(demands) > items.MOST_ITEMS:
        raise ValidationError(_("Use at most %(most)d lines, one for each item.") % {"most": items.MOST_ITEMS})
    if any(len(demand) > items.LONGEST_ITEM for demand in demands):
        raise ValidationError(_("Use at most %(most)d characters for one item.") % {"most": items.LONGEST_ITEM})
    return "\n".join(demands)


class RectificationDetails(DetailsForm):
    """The draft of an order, as far as it is known when the matter is opened. The order itself asks for the rest."""

    defaults: ClassVar[dict[str, Any]] = {"severity": Severity.ORDINARY.value}
    facts = long_text(_("What broke faith"), required=False)
    loss = long_text(_("Loss caused"), required=False)
    influence = long_text(_("Influence on the public"), required=False)
    demands = long_text(_("What is to be put right, one item a line"), required=False)
    severity = forms.ChoiceField(
        label=_("Class"), choices=Severity.choices, required=False, widget=forms.RadioSelect, initial=Severity.ORDINARY
    )

    def clean_demands(self) -> str:
        return check_demands(self.cleaned_data["demands"])


class OrderForm(MoveForm):
    """The order as it will stand in the letter."""

    facts = long_text(_("What broke faith"), PRINTED)
    loss = long_text(_("Loss caused"), PRINTED, required=False)
    influence = long_text(_("Influence on the public"), PRINTED, required=False)
    demands = long_text(
        _("What is to be put right, one item a line"),
        _("Each line becomes an item, which the unit answers with proof and the inspection judges."),
    )
    severity = forms.ChoiceField(label=_("Class"), choices=Severity.choices, widget=forms.RadioSelect)
    designation = forms.CharField(
        label=_("Designation to inspect for the government"),
        help_text=_("Only when the government has designated your unit to inspect this: number of the paper."),
        max_length=SHORT,
        required=False,
    )

    def add_fields(self) -> None:
        """What the draft says stands in the form already."""
        draft = self.case.rectification  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
        for name, field in self.fields.items():
            field.initial = getattr(draft, name)
        words = _("to be put right within %(limit)s of the service")
        self.fields["severity"].choice_hints = {  # type: ignore[attr-defined]  # shown under each choice
            value: words % {"limit": limits.shown(limits.term(value, self.at))} for value in Severity.values
        }

    def clean_demands(self) -> str:
        return check_demands(self.cleaned_data["demands"])


class ServeForm(MoveForm):
    """How, when and to whom the order was served, with the receipt (送达回证)."""

    served_on = day(_("Served on"), _("The time of the unit begins on the day after."))
    service = forms.ChoiceField(label=_("How it was served"), choices=Service.choices, widget=forms.RadioSelect)
    recipient = forms.CharField(
        label=_("Who received it"), help_text=_("Name and office of the person who signed."), max_length=SHORT
    )
    proof = EvidenceField(label=_("Receipt of service"), sources=OURS)

    def clean_served_on(self) -> date:
        """Not before the order was made, and not in the future."""
        served: date = self.cleaned_data["served_on"]
        ordered = (
            self.case.events.filter(verb="move", move="order").order_by("-seq").values_list("at", flat=True).first()
        )
        if served > timezone.localdate(self.at):
            raise ValidationError(_("This day is still to come."))
        if ordered is not None and served < timezone.localdate(ordered):
            raise ValidationError(_("The order was made on a later day than this."))
        return served


class ExplainForm(MoveForm):
    """The written explanation."""

    explanation = long_text(_("Explanation"), _("How it came to this, who was responsible, and what you conclude."))
    proof = EvidenceField(label=_("Attachments"), sources=THEIRS, required=False)


class ReasonForm(MoveForm):
    """A reason that the other side reads."""

    reason = long_text(_("Reason"), PRINTED)


class CancelForm(MoveForm):
    """Why nothing is ordered."""

    reason = long_text(_("Reason"), _("It stays in the file. The unit is told nothing."))


class AskExtensionForm(MoveForm):
    """How many days more, and why."""

    days = forms.IntegerField(label=_("Days to add"), min_value=1, max_value=999)
    reason = long_text(_("Reason"), _("Say what is done already, what is still to do, and why it takes longer."))

    def clean_days(self) -> int:
        """Not longer than the rule allows, and before the time has run out."""
        days: int = self.cleaned_data["days"]
        clock = self.case.clocks.filter(name="rectify", status=Clock.Status.RUNNING).select_related("rule").first()
        if clock is None:
            return days
        try:
            extensions.check_in_time(clock, self.at)
        except RuleError as late:
            raise ValidationError(rule_words(late)) from late
        room = extensions.room(clock)
        if room is not None and days > room.value:
            raise ValidationError(_("At most %(most)d days can be added.") % {"most": room.value})
        return days


class ExtendForm(AskExtensionForm):
    """How many days are given, and why."""

    reason = long_text(_("Reason"), PRINTED)

    def add_fields(self) -> None:
        """What was asked for stands in the form already."""
        self.fields["days"].initial = self.case.rectification.extension_days  # type: ignore[attr-defined]  # of this kind


class ReportForm(MoveForm):
    """The report as a whole; what was done about each item is recorded before."""

    report = long_text(
        _("Report"), _("The whole in short. What you recorded for each item goes with it, with its proofs.")
    )


class RefusalForm(MoveForm):
    """How the unit refused."""

    refusal = long_text(_("How it refused"), _("What was asked, when the time ended, and what was not done. Printed."))


class AskLeniencyForm(MoveForm):
    """What the unit did of its own accord, and the proof of it."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Ground.choices, widget=forms.RadioSelect)
    plea = long_text(_("What you did"), _("When, what, and what it brought about."))
    proof = EvidenceField(label=_("Proof"), sources=THEIRS)


class LeniencyForm(MoveForm):
    """The decision on leniency, with its reasons."""

    leniency = forms.ChoiceField(
        label=_("Decision"),
        choices=[choice for choice in Leniency.choices if choice[0] != Leniency.ASKED],
        widget=forms.RadioSelect,
        help_text=_("It concerns sanctions only. What was ordered stays to be put right."),
    )
    reasons = long_text(_("Reasons"), PRINTED)


class CloseForm(MoveForm):
    """The conclusion with which the case ends."""

    conclusion = long_text(_("Conclusion"), PRINTED)


FORMS: dict[str, type[MoveForm]] = {
    "order": OrderForm,
    "cancel": CancelForm,
    "serve": ServeForm,
    "explain": ExplainForm,
    "record_measures": MeasuresForm,
    "ask_extension": AskExtensionForm,
    "extend": ExtendForm,
    "decline_extension": ReasonForm,
    "report": ReportForm,
    "pass_inspection": PassForm,
    "fail_inspection": FailForm,
    "fail_again": FailForm,
    "find_refusal": RefusalForm,
    "revoke": ReasonForm,
    "ask_leniency": AskLeniencyForm,
    "decide_leniency": LeniencyForm,
    "ask_order_review": ReviewRequestForm,
    "ask_review": ReviewRequestForm,
    "uphold_order": ReviewForm,
    "uphold_conclusion": ReviewForm,
    "change_conclusion": ReviewForm,
    "revoke_on_review": ReviewForm,
    "close": CloseForm,
}
