"""Step “who you are” of a complaint or of a sealed report; an anonymous one is not asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.models import SubjectType
from casework.portal.contact import AGENT, SELF_ENTERPRISE, SELF_PERSON, ContactForm, is_citizen_id
from casework.portal.fields import PlainText, YesNo


class ComplainantForm(ContactForm):
    """Who files. `sealed`: a report, of which the identity number is not needed and nobody is told who files."""

    capacity = forms.ChoiceField(
        label=_("You are"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose again.")},
    )
    name = PlainText(
        label=_("Name of the enterprise or person"),
        help_text=_("In full, as on the business licence or identity card"),
        max_length=120,
        error_messages={
            "required": _("Please enter the full name."),
            "max_length": _("A name is shorter. Please write only the name here."),
        },
    )
    consent = YesNo(
        _("Yes, it may learn my name"),
        _("No, do not tell it my name"),
        label=_("May the body complained about learn who complains?"),
        help_text=_(
            "A contract or a payment can hardly be checked without it. If you say no, we check what can be checked "
            "without your name, and nobody tells it."
        ),
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose again.")},
    )
    field_order = ("capacity", "name", "code", "agent_name", "phone", "email", "consent")

    def __init__(self, *args: Any, sealed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(SELF_PERSON, gettext("A person")), (SELF_ENTERPRISE, gettext("An enterprise or organisation"))]
        if sealed:
            self.fields["code"].required = False
            del self.fields["consent"], self.fields["agent_name"]
        else:
            offered.append((AGENT, gettext("Somebody acting for them")))
            self.fields["capacity"].choice_hints = {AGENT: gettext("With a letter of authority")}  # type: ignore[attr-defined]  # read by {% field %}
        self.fields["capacity"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def subject_type(self) -> str:
        """What the complainant is before the law: by the capacity, of an agent's principal by the number."""
        capacity, code = self.cleaned_data["capacity"], self.cleaned_data["code"]
        personal = capacity == SELF_PERSON or (capacity == AGENT and is_citizen_id(code))
        return SubjectType.PERSON if personal else SubjectType.ENTERPRISE
