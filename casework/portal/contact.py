"""Who files, as every questionnaire asks it: identity number with its check digit, telephone, e-mail, agent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.portal.fields import PlainText
from casework.rules import identifiers
from casework.rules.errors import InvalidIdentifier

SELF_ENTERPRISE, SELF_PERSON, AGENT = "enterprise", "person", "agent"
PERSON_LENGTH = 18

WRONG_NUMBER = {
    "length": _("The number has 18 digits or letters; yours has %(count)d."),
    "format": _("The number holds a sign that cannot occur in it. Please compare it with your document."),
    "region": _("The region at the beginning of the number does not exist. Please compare it with your document."),
    "checksum": _(
        "The number does not add up: a digit is wrong or two are swapped. Please compare it with your document."
    ),
    "birth_date": _("The date of birth in the number does not exist. Please compare it with your document."),
}


class ContactForm(forms.Form):
    """Base of the steps that ask who files. The form itself says in which capacity somebody may."""

    code = PlainText(
        label=_("Unified social credit code or identity card number"),
        help_text=_("18 digits or letters. Stored encrypted, shown to nobody in full."),
        max_length=60,
        error_messages={"required": _("Please enter the number.")},
        widget=forms.TextInput(attrs={"class": "num", "autocomplete": "off", "autocapitalize": "characters"}),
    )
    agent_name = PlainText(
        label=_("Your own name"),
        help_text=_("Please add the letter of authority and your proof of identity at the step “evidence”."),
        max_length=120,
        required=False,
    )
    phone = PlainText(
        label=_("Telephone"),
        help_text=_("Only used for this matter. Mobile, or landline with area code."),
        max_length=60,
        error_messages={"required": _("Please enter a telephone number.")},
        widget=forms.TextInput(attrs={"type": "tel", "class": "num", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=200,
        error_messages={"invalid": _("This is not a complete e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        self.at = at
        super().__init__(*args, **kwargs)

    def personal(self, text: str) -> bool:
        """Whether a number has to be a person's: where both are possible, or nobody said which, by its form."""
        capacity = self.cleaned_data.get("capacity")
        return capacity == SELF_PERSON or (capacity != SELF_ENTERPRISE and is_citizen_id(text))

    def clean_code(self) -> str:
        """The tidied number. Raises with what is wrong with it."""
        text = str(self.cleaned_data["code"])
        if not text:
            return ""
        try:
            on = timezone.localdate(self.at)
            return identifiers.citizen_id(text, on) if self.personal(text) else identifiers.credit_code(text)
        except InvalidIdentifier as error:
            count = len(identifiers.tidy(text))
            raise forms.ValidationError(WRONG_NUMBER[error.problem] % {"count": count}) from error

    def clean_phone(self) -> str:
        """The number in its usual written form."""
        try:
            return identifiers.telephone(self.cleaned_data["phone"], area_code="0411")
        except InvalidIdentifier as error:
            raise forms.ValidationError(
                gettext("This is not a complete telephone number. A mobile number has 11 digits.")
            ) from error

    def clean(self) -> dict[str, Any]:
        """An agent gives their own name."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("capacity") == AGENT and not data.get("agent_name"):
            self.add_error("agent_name", gettext("Please enter your own name."))
        return data


def is_citizen_id(text: str) -> bool:
    """Whether a text looks like an identity card number, right or wrong."""
    number = identifiers.tidy(text)
    return len(number) == PERSON_LENGTH and number[:17].isdigit() and number[6:8] in ("19", "20")
