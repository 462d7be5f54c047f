"""Step “what is wrong”: the reason, the field concerned, what is right, what happened, what is wished for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.portal import choices
from casework.portal.fields import LEAST, TOO_LONG, TOO_SHORT, PlainText


class WhatForm(forms.Form):
    """What the objector says. No knowledge of law is needed."""

    reason = forms.ChoiceField(
        label=_("What is the matter with the record?"),
        help_text=_("Choose the main point. You can add others below."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong."), "invalid_choice": _("Please choose again.")},
    )
    field = forms.ChoiceField(
        label=_("Which part of it?"),
        error_messages={
            "required": _("Please choose the part that is wrong."),
            "invalid_choice": _("Please choose again."),
        },
    )
    claim = PlainText(
        label=_("What it should say"),
        help_text=_("For example the right amount or the right date"),
        max_length=500,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    content = PlainText(
        label=_("Describe what happened"),
        help_text=_("When, where, what happened. You need not quote the law."),
        min_length=LEAST,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please say what happened."), "max_length": TOO_LONG, "min_length": TOO_SHORT},
    )
    wish = forms.ChoiceField(
        label=_("What do you ask for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = choices.reasons("objection")
        offered = {
            "reason": [(row.code, choices.words(row)) for row in rows],
            "field": [("", gettext("Please choose")), *choices.contested_fields()],
            "wish": choices.wishes(),
        }
        for name, pairs in offered.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]  # choice fields all

    def clean(self) -> dict[str, Any]:
        """Who asks for a correction says what is right."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("wish") == "correct" and "claim" in data and not data["claim"]:
            self.add_error("claim", gettext("To have it corrected, please write what would be right."))
        return data
