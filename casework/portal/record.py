"""Step “record”: which record the objection is about."""

from __future__ import annotations

from django import forms
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from casework.models import CreditRecord, RecordVersion
from casework.portal.fields import PlainText
from casework.visibility import RecordQuerySet

SHOWN = 8  # records offered for one search
CURRENT = Prefetch("versions", queryset=RecordVersion.objects.filter(to_at__isnull=True), to_attr="current")


class RecordForm(forms.Form):
    """The number of the record. Whether it exists is said only together with whose it is, at the next step."""

    number = PlainText(
        label=_("Record number"),
        help_text=_("On the notice you were given, or on the record's page"),
        max_length=32,
        error_messages={
            "required": _("Please choose a record, or enter its number."),
            "max_length": _("A record number is shorter. Please compare it with your notice."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def fitting(rows: RecordQuerySet, text: str) -> RecordQuerySet:
    """The rows that really contain the text; the two-character index alone also lets through mixtures of it."""
    wanted = "".join(text.split())
    if not wanted:
        return rows
    holds = Q(number__icontains=wanted) | Q(subject_name__icontains=wanted) | Q(subject_code__icontains=wanted)
    return rows.matching(text).filter(holds)


def published(number: str) -> CreditRecord | None:
    """The published record with this number."""
    return CreditRecord.objects.public().filter(number=number).first() if number else None


def numbered(number: str) -> CreditRecord | None:
    """The record with this number, published or not."""
    return CreditRecord.objects.select_related("source_unit", "subject_unit").filter(number=number).first()


def offered(text: str) -> list[CreditRecord]:
    """Published records that fit a search, newest first."""
    if not text:
        return []
    found = fitting(CreditRecord.objects.public().with_marks(), text).select_related("source_unit")
    return list(found.prefetch_related(CURRENT).order_by("-pk")[:SHOWN])
