"""Forms that several kinds ask for alike: missing material, refusal, hand-over, review, withdrawal, confirmations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.forms import MoveForm
from casework.held import once
from casework.models import Reason, Subscriber

LONG, SHORT = 5000, 500
MOST_DAYS = 60  # that a notice states; a bound on typing errors, not a rule


@once
def reasons(group: str) -> list[tuple[str, str]]:
    """The pack's reasons of a group, in the language of the page."""
    return [(r.code, r.en if _english() else r.zh) for r in Reason.objects.filter(group=group)]


def advice(group: str) -> dict[str, str]:
    """What the pack says beside each reason of a group: where to go, when it fits."""
    return {r.code: r.advice_en if _english() else r.advice_zh for r in Reason.objects.filter(group=group)}


def reason_words(group: str, code: str) -> str:
    """A reason of the pack in words; what is no code stands as it was entered."""
    return dict(reasons(group)).get(code, code) if code else ""


def long_text(label: Any, hint: Any = "", required: bool = True) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=LONG, widget=forms.Textarea(attrs={"rows": 5})
    )


def day(label: Any, hint: Any = "", required: bool = True) -> forms.DateField:
    """A day of the calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, required=required, widget=widget)


def _english() -> bool:
    return (get_language() or "").startswith("en")


class ExplanationForm(MoveForm):
    """Findings and reasons, as they will stand in the letter."""

    explanation = long_text(_("Findings and reasons"), _("These words are printed in the letter to the filer."))


class SupplementRequestForm(MoveForm):
    """What is missing, and by when."""

    items = long_text(_("What is missing"), _("List everything at once; this can be asked only one time."))
    days = forms.IntegerField(
        label=_("Working days the filer has"),
        help_text=_("The notice states the last day. If it is not a working day, the next one counts."),
        min_value=1,
        max_value=MOST_DAYS,
    )


class SupplementForm(MoveForm):
    """The filer's answer to it."""

    text = long_text(_("What you add"), _("Say what you are handing in. Files can be added below."))


class RefuseForm(ExplanationForm):
    """Why it is not accepted, and where to go."""

    reason_group = "refusal"
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    field_order = ("reason", "explanation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["reason"], self.reason_group)


class TransferForm(ExplanationForm):
    """To whom the matter is handed."""

    reason_group = "transfer"
    to = forms.ChoiceField(label=_("Competent body"), widget=forms.RadioSelect)
    field_order = ("to", "explanation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["to"], self.reason_group)


def _offer(field: Any, group: str) -> None:
    """The reasons of the pack as choices, with what it says beside them."""
    field.choices, field.choice_hints = reasons(group), advice(group)


class ReviewRequestForm(MoveForm):
    """Why the filer wants the result reviewed."""

    grounds = long_text(_("Why you disagree"), _("Say which part of the result you think is wrong, and why."))


class ReviewForm(MoveForm):
    """The opinion of the review, as it will stand in the decision."""

    opinion = long_text(_("Opinion of the review"), _("These words are printed in the decision."))


class WithdrawForm(MoveForm):
    """Why the filer withdraws."""

    reason = forms.CharField(label=_("Why you withdraw"), max_length=SHORT, required=False)


class AcknowledgeForm(MoveForm):
    """Who confirmed, and under which reference."""

    subscriber = forms.ChoiceField(label=_("Who confirmed"), widget=forms.RadioSelect)
    reference = forms.CharField(label=_("Reference of the confirmation"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Subscriber.objects.filter(
            deliveries__case_id=self.case.pk, deliveries__acknowledged_at__isnull=True
        ).distinct()
        self.fields["subscriber"].choices = [(s.code, s.name) for s in waiting]  # type: ignore[attr-defined]  # a choice field
