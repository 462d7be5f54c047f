"""The answers of an objection as they are read through before sending."""

from __future__ import annotations

from django.forms import Form

from casework.models import Draft
from casework.portal import choices
from casework.portal.questionnaire import Rows


def what(draft: Draft, form: Form) -> Rows:
    """The step “what is wrong”."""
    chosen = {name: choices.of(form, name)[form.cleaned_data[name]] for name in ("reason", "field", "wish")}
    values = {**form.cleaned_data, **chosen}
    order = ("reason", "field", "claim", "content", "wish")
    return [(form.fields[name].label, values[name]) for name in order if values[name]]
