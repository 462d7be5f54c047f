"""Choices that come from the pack or from the model, in the reader's language."""

from __future__ import annotations

from django.forms import Form
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.models import Reason, RecordVersion

# What of a record may be wrong: columns of its versions, and two more.
CONTESTED = ("title", "facts", "amount", "severity", "decided_on", "determined_on", "basis")


def reasons(group: str) -> list[Reason]:
    """The reasons of a group of the pack, in the pack's order."""
    return list(Reason.objects.filter(group=group).order_by("position", "pk"))


def words(row: Reason) -> str:
    """A reason in the reader's language."""
    return row.en if (get_language() or "").startswith("en") else row.zh


def advice(row: Reason) -> str:
    """What the pack says beside a reason."""
    return row.advice_en if (get_language() or "").startswith("en") else row.advice_zh


def contested_fields() -> list[tuple[str, str]]:
    """What of a record an objection may be about."""
    columns = [(name, _column_name(name)) for name in CONTESTED]
    return [("subject", _("whose record it is")), *columns, ("whole", _("the whole record"))]


def _column_name(name: str) -> str:
    return str(getattr(RecordVersion._meta.get_field(name), "verbose_name", name))


def of(form: Form, name: str) -> dict[str, str]:
    """The choices of a form's field, from value to words."""
    return dict(getattr(form.fields[name], "choices", ()))


def wishes() -> list[tuple[str, str]]:
    """What an objector may ask for."""
    return [
        ("correct", _("Correct it")),
        ("revoke", _("Revoke it")),
        ("other", _("Something else, as I describe")),
    ]


def reason_rows(label: str, group: str, code: str) -> list[tuple[str, str]]:
    """A reason of the pack under its label, and what the person can do next; what is no reason of it stands as it is."""
    row = Reason.objects.filter(group=group, code=code).first() if code else None
    if row is None:
        return [(label, code)]
    steps = advice(row) if group.endswith("refusal") else ""
    return [(label, words(row)), (_("What you can do"), steps)]


def elsewhere() -> list[tuple[str, str]]:
    """What is handled elsewhere, and where."""
    return [(words(row), advice(row)) for row in reasons("elsewhere")]
