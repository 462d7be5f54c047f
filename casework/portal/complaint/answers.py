"""The answers of a complaint as they are read through before sending; numbers masked."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from casework.models import Draft, SubjectType
from casework.portal import choices
from casework.portal.complaint.about import AboutForm
from casework.portal.complaint.who import ComplainantForm
from casework.portal.contact import AGENT
from casework.portal.questionnaire import Rows
from casework.rules import identifiers
from casework.templatetags.casework_ui import cn_date


def nature(draft: Draft, form: Form) -> Rows:
    """The step “what it is”."""
    return [(form.fields["nature"].label, _chosen(form, "nature"))]


def about(draft: Draft, form: Form) -> Rows:
    """The step “about whom”."""
    if not isinstance(form, AboutForm):
        return []
    respondent, street = form.unit("respondent"), form.unit("street")
    rows = [
        (_("Public body"), respondent.full_name if respondent else ""),
        (form.fields["area"].label, _chosen(form, "area")),
        (_("Street office"), street.name if street else ""),
        (_("Person"), form.cleaned_data["person"]),
    ]
    return [(label, value) for label, value in rows if value]


def happened(draft: Draft, form: Form) -> Rows:
    """The step “what happened”."""
    data = form.cleaned_data
    on = cn_date(data["happened_on"], "day")
    values = data | {"matter": _chosen(form, "matter"), "contract": _answer(form, "contract"), "happened_on": on}
    return _rows(form, values, "matter", "promised", "contract", "content", "happened_on")


def wish(draft: Draft, form: Form) -> Rows:
    """The step “what you ask for”."""
    amount = form.cleaned_data["amount"]
    values = form.cleaned_data | {"amount": "" if amount is None else f"{amount:,.2f}"}
    return _rows(form, values, "wish", "amount", "loss")


def who(draft: Draft, form: Form) -> Rows:
    """The step “who you are”."""
    if not isinstance(form, ComplainantForm):
        return []
    data = form.cleaned_data
    personal = form.subject_type == SubjectType.PERSON
    rows = [
        (form.fields["capacity"].label, _chosen(form, "capacity")),
        (form.fields["name"].label, data["name"]),
        (_("Identity number"), identifiers.mask_id(data["code"]) if personal and data["code"] else data["code"]),
        (_("Agent"), data["agent_name"] if data["capacity"] == AGENT else ""),
        (form.fields["phone"].label, identifiers.mask_phone(data["phone"])),
        (form.fields["email"].label, data["email"]),
    ]
    if "consent" in form.fields:
        rows.append((form.fields["consent"].label, _answer(form, "consent")))
    return [(label, value) for label, value in rows if value]


def _rows(form: Form, values: dict[str, Any], *order: str) -> Rows:
    return [(form.fields[name].label, values[name]) for name in order if values[name]]


def _chosen(form: Form, name: str) -> str:
    return choices.of(form, name)[form.cleaned_data[name]]


def _answer(form: Form, name: str) -> str:
    """What was chosen of yes and no, in the words of the question."""
    return choices.of(form, name)["yes" if form.cleaned_data[name] else "no"]
