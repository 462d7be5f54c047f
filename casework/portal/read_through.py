"""Answers that several questionnaires have in common, as they are read through before sending."""

from __future__ import annotations

from django.forms import Form
from django.utils.translation import gettext as _

from casework.models import CreditRecord, Draft, SubjectType
from casework.portal import choices
from casework.portal.contact import AGENT
from casework.portal.questionnaire import Rows
from casework.portal.subject import WhoForm
from casework.rules import identifiers


def of_record(found: CreditRecord | None) -> Rows:
    """The step “record”."""
    return [(_("Record number"), found.number), (_("Subject"), found.subject_name)] if found else []


def of_who(draft: Draft, form: Form) -> Rows:
    """The step “who you are”."""
    data = form.cleaned_data
    personal = isinstance(form, WhoForm) and form.subject_type == SubjectType.PERSON
    code = identifiers.mask_id(data["code"]) if personal else data["code"]
    rows: Rows = [
        (form.fields["capacity"].label, choices.of(form, "capacity")[data["capacity"]]),
        (_("Name"), data["name"]),
        (_("Identity number"), code),
    ]
    if data["capacity"] == AGENT:
        rows.append((_("Agent"), data["agent_name"]))
    rows.append((form.fields["phone"].label, identifiers.mask_phone(data["phone"])))
    return [*rows, (form.fields["email"].label, data["email"])] if data["email"] else rows
