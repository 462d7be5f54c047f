"""What each kind asks for beside the common fields of a filing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from casework.models import Reason, RecordVersion

CONTESTED = ("title", "facts", "amount", "severity", "decided_on", "determined_on", "basis")
UNKNOWN = gettext_noop("There is no such field.")


class ObjectionDetails(forms.Form):
    """What is wrong with the record. Only what is known need be given; the office asks for the rest."""

    reason = forms.ChoiceField(required=False)
    field = forms.ChoiceField(
        required=False, choices=[("subject", ""), *((name, "") for name in CONTESTED), ("whole", "")]
    )
    claim = forms.CharField(required=False, max_length=RecordVersion._meta.get_field("title").max_length)
    wish = forms.ChoiceField(required=False, choices=[("correct", ""), ("revoke", ""), ("other", "")])
    defaults = {"reason": "other", "field": "whole", "wish": "other"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Reason.objects.filter(group="objection").values_list("code", flat=True)
        self.fields["reason"].choices = [(code, "") for code in codes]


FORMS = {"objection": ObjectionDetails}
ABOUT_A_RECORD = frozenset({"objection"})


def checked(kind: str, details: dict[str, Any], record: str | None) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The details as the kind stores them, and what is wrong with them by field."""
    form_class = FORMS.get(kind)
    known = form_class.base_fields if form_class else {}
    errors: dict[str, list[str]] = {}
    if kind in ABOUT_A_RECORD and not record:
        errors["record"] = [_("Name the credit record that this is about.")]
    errors |= {f"details.{name}": [_(UNKNOWN)] for name in details if name not in known}
    if form_class is None:
        return {}, errors
    form = form_class(details)
    if not form.is_valid():
        errors |= {f"details.{name}": [str(words) for words in found] for name, found in form.errors.items()}
        return {}, errors
    return {name: value or form.defaults.get(name, "") for name, value in form.cleaned_data.items()}, errors
