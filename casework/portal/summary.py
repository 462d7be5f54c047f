"""What was entered, for the page before sending; and what happens next, for the receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from casework.models import Case, Clock, Draft, SubjectType
from casework.portal import choices, steps, words
from casework.portal.who import AGENT, WhoForm
from casework.rules import identifiers
from casework.templatetags.casework_ui import cn_date

Rows = list[tuple[Any, Any]]
CHECKING = ("check", "forward", "provider", "decide")  # clocks between acceptance and result


def groups(draft: Draft, forms: dict[str, Form], files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers of each step with the step's name, ready to be read through."""
    rows = {
        "record": _record_rows(draft),
        "who": _who_rows(forms["who"]),
        "what": _what_rows(forms["what"]),
        "evidence": [(_("Files"), "\n".join(f["name"] for f in files) or _("none yet; you can add them later"))],
    }
    return [{"slug": slug, "title": steps.BY_SLUG[slug].name, "rows": found} for slug, found in rows.items()]


def _record_rows(draft: Draft) -> Rows:
    record = steps.record_of(draft)
    if record is None:
        return []
    return [(_("Record number"), record.number), (_("Subject"), record.subject_name)]


def _who_rows(form: Form) -> Rows:
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


def _what_rows(form: Form) -> Rows:
    chosen = {name: choices.of(form, name)[form.cleaned_data[name]] for name in ("reason", "field", "wish")}
    values = {**form.cleaned_data, **chosen}
    order = ("reason", "field", "claim", "content", "wish")
    return [(form.fields[name].label, values[name]) for name in order if values[name]]


def what_next(case: Case, at: datetime) -> list[dict[str, Any]]:
    """The way of an objection from today, with the date of the first decision and the limits of the rest."""
    accept = case.clocks.filter(name="accept").exclude(status=Clock.Status.STOPPED).first()
    by = _("at the latest %(date)s") % {"date": cn_date(accept.due_at)} if accept else ""
    checks = [line for line in words.limits_of(case.kind, at) if line.name in CHECKING]
    limits = "\n".join(_("%(title)s: %(words)s") % {"title": c.title, "words": c.words} for c in checks)
    return [
        {"state": "ok", "title": _("Sent"), "at": case.opened_at, "text": _("Your objection has reached us.")},
        {
            "state": "now",
            "title": _("We decide whether to accept it"),
            "at_text": by,
            "text": _("If something is missing, we ask for it once, all together."),
        },
        {
            "number": 3,
            "title": _("The record is marked as in dispute"),
            "text": _("As soon as it is accepted. Every reader sees the mark, and no new sanction may be built on it."),
        },
        {"number": 4, "title": _("We check, and ask the unit that provided it"), "text": limits},
        {
            "number": 5,
            "title": _("You get the result"),
            "text": _("As a letter you can read here. If you disagree, you may ask for a review once."),
        },
    ]
