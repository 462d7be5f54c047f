"""Steps “what happened” and “what you ask for”: the promise, the facts, the loss, and what should be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import registry
from casework.portal.fields import LEAST, TOO_LONG, TOO_SHORT, Day, PlainText, YesNo, Yuan

TEXT = 2000


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class HappenedForm(forms.Form):
    """What was promised or agreed, and what became of it. No knowledge of law is needed."""

    matter = forms.ChoiceField(
        label=_("What was promised or agreed?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose again.")},
    )
    promised = PlainText(
        label=_("What exactly, when, by whom"),
        help_text=_("For example: a subsidy of 50,000 yuan, promised at the signing in March 2025"),
        max_length=TEXT,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=_lines(3),
    )
    contract = YesNo(
        _("Yes, there is"),
        _("No, nothing"),
        label=_("Is there anything in writing?"),
        help_text=_("A contract, an agreement, a notice. You can add a photo of it later."),
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose again.")},
    )
    content = PlainText(
        label=_("What happened instead"),
        help_text=_("When, where, who, what. Please write only what you know, and say how you know it."),
        max_length=TEXT,
        widget=_lines(6),
        min_length=LEAST,
        error_messages={"required": _("Please say what happened."), "max_length": TOO_LONG, "min_length": TOO_SHORT},
    )
    happened_on = Day(
        label=_("On which day"), help_text=_("If you do not know the day, leave it empty."), required=False
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = registry.get("complaint").details_form
        self.fields["matter"].choices = asked.base_fields["matter"].choices  # type: ignore[union-attr,attr-defined]  # a choice field
        self.fields["happened_on"].today = timezone.localdate(at)  # type: ignore[attr-defined]  # a Day


class WishForm(forms.Form):
    """What was lost by it, and what should be done."""

    wish = PlainText(
        label=_("What do you ask for?"),
        help_text=_("For example: pay what is owed; keep the promise; explain the decision"),
        max_length=TEXT,
        widget=_lines(3),
        error_messages={"required": _("Please say what should be done."), "max_length": TOO_LONG},
    )
    amount = Yuan(
        label=_("How much money is it about (yuan)?"),
        help_text=_("The amount in dispute, as far as you know it"),
        required=False,
    )
    loss = PlainText(
        label=_("What did you lose by it?"),
        help_text=_("Money, time, business: in your own words"),
        max_length=TEXT,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=_lines(3),
    )
