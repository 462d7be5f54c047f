"""Step “who you are” where a record is concerned: its subject or an agent, with identity number and telephone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.filing import PartyInput
from casework.models import CreditRecord, SubjectType
from casework.portal import identity
from casework.portal.contact import AGENT, SELF_ENTERPRISE, SELF_PERSON, ContactForm, is_citizen_id
from casework.portal.fields import PlainText


class WhoForm(ContactForm):
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
    field_order = ("capacity", "name", "code", "agent_name", "phone", "email")

    def __init__(self, *args: Any, record: CreditRecord | None, at: Any, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, at=at, **kwargs)
        hints = {
            SELF_ENTERPRISE: gettext("The record is about us"),
            SELF_PERSON: gettext("The record is about me"),
            AGENT: gettext("With a letter of authority"),
        }
        self.fields["capacity"].choice_hints = hints  # type: ignore[attr-defined]  # read by {% field %}

    def clean(self) -> dict[str, Any]:
        """The identity fits the record."""
        data = super().clean()
        if data.get("name") and data.get("code"):
            self._check_subject(data["name"], data["code"])
        return data

    @property
    def subject_type(self) -> str:
        """What the subject is before the law, by the record or by the number given."""
        if self.record is not None:
            return str(self.record.subject_type)
        return SubjectType.PERSON if is_citizen_id(self.cleaned_data.get("code", "")) else SubjectType.ENTERPRISE

    def personal(self, text: str) -> bool:
        """Whether the number has to be a person's: by the capacity, and where it does not say so by the record."""
        capacity = self.cleaned_data.get("capacity")
        return capacity == SELF_PERSON or (capacity != SELF_ENTERPRISE and self._of_a_person(text))

    def _of_a_person(self, text: str) -> bool:
        if self.record is not None:
            return bool(self.record.subject_type == SubjectType.PERSON)
        return is_citizen_id(text)

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
        same = identity.same_name(name, record.full_name) and identity.code_fits(record, code)
        return same and self._capacity_fits(record)

    def _capacity_fits(self, record: CreditRecord) -> bool:
        capacity = self.cleaned_data.get("capacity")
        return capacity in (None, AGENT) or (capacity == SELF_PERSON) == (record.subject_type == SubjectType.PERSON)


def parties(form: forms.Form) -> dict[str, Any]:
    """Filer and agent of a filing, from the valid form of this step."""
    data = form.cleaned_data
    subject_type = form.subject_type if isinstance(form, WhoForm) else ""
    by_agent = data["capacity"] == AGENT
    contact = {"phone": data["phone"], "email": data["email"]}
    return {
        "filer": PartyInput(subject_type, data["name"], data["code"], **({} if by_agent else contact)),
        "agent": PartyInput(SubjectType.PERSON, data["agent_name"], **contact) if by_agent else None,
    }
