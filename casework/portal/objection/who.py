"""Step “who you are”: the record's subject or an agent, with identity number and telephone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.models import CreditRecord, SubjectType
from casework.portal.fields import PlainText
from casework.portal.objection import identity
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


class WhoForm(forms.Form):
    """Who files. `record` is the record chosen at the first step, None when its number is not known here."""

    capacity = forms.ChoiceField(
        label=_("You are"),
        choices=[
            (SELF_ENTERPRISE, _("The enterprise or organisation")),
            (SELF_PERSON, _("The person")),
            (AGENT, _("Somebody acting for them")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    name = PlainText(
        label=_("Name of the enterprise or person the record is about"),
        help_text=_("In full, as on the business licence or identity card"),
        max_length=120,
        error_messages={"required": _("Please enter the full name.")},
    )
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

    def __init__(self, *args: Any, record: CreditRecord | None, at: Any, **kwargs: Any) -> None:
        self.record, self.at = record, at
        super().__init__(*args, **kwargs)
        hints = {
            SELF_ENTERPRISE: gettext("The record is about us"),
            SELF_PERSON: gettext("The record is about me"),
            AGENT: gettext("With a letter of authority"),
        }
        self.fields["capacity"].choice_hints = hints  # type: ignore[attr-defined]  # read by {% field %}

    def clean_code(self) -> str:
        """The tidied number. Raises with what is wrong with it."""
        text = self.cleaned_data["code"]
        try:
            return self._checked(text)
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
        """An agent gives their own name; the identity fits the record."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("capacity") == AGENT and not data.get("agent_name"):
            self.add_error("agent_name", gettext("Please enter your own name."))
        if data.get("name") and data.get("code"):
            self._check_subject(data["name"], data["code"])
        return data

    @property
    def subject_type(self) -> str:
        """What the subject is before the law, by the record or by the number given."""
        if self.record is not None:
            return str(self.record.subject_type)
        return SubjectType.PERSON if _is_citizen_id(self.cleaned_data.get("code", "")) else SubjectType.ENTERPRISE

    def _checked(self, text: str) -> str:
        on = timezone.localdate(self.at)
        capacity = self.cleaned_data.get("capacity")
        personal = capacity == SELF_PERSON or (capacity == AGENT and self._of_a_person(text))
        return identifiers.citizen_id(text, on) if personal else identifiers.credit_code(text)

    def _of_a_person(self, text: str) -> bool:
        if self.record is not None:
            return bool(self.record.subject_type == SubjectType.PERSON)
        return _is_citizen_id(text)

    def _check_subject(self, name: str, code: str) -> None:
        record = self.record
        if record is None or not identity.is_public(record):
            if record is None or not self._fits(record, name, code):
                # one answer for a number that does not exist and for a record of somebody else: it tells nothing
                self.add_error(None, gettext("No record has this record number, name and identity number together."))
        elif not identity.same_name(name, record.subject_name):
            self.add_error("name", gettext("The record you chose is about “%(name)s”.") % {"name": record.subject_name})
        elif not identity.code_fits(record, code):
            self.add_error("code", gettext("This number is not that of the enterprise the record is about."))
        elif not self._capacity_fits(record):
            self.add_error("capacity", gettext("The record you chose is about an enterprise or organisation."))

    def _fits(self, record: CreditRecord, name: str, code: str) -> bool:
        same = identity.same_name(name, record.subject_name) and identity.code_fits(record, code)
        return same and self._capacity_fits(record)

    def _capacity_fits(self, record: CreditRecord) -> bool:
        capacity = self.cleaned_data.get("capacity")
        return capacity == AGENT or (capacity == SELF_PERSON) == (record.subject_type == SubjectType.PERSON)


def _is_citizen_id(text: str) -> bool:
    number = identifiers.tidy(text)
    return len(number) == PERSON_LENGTH and number[:17].isdigit() and number[6:8] in ("19", "20")
