"""Step “record”: which record a filing is about, and finding it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from casework import throttle
from casework.models import CreditRecord, Draft, RecordVersion
from casework.portal import drafts
from casework.portal.fields import PlainText
from casework.portal.forms import SearchForm
from casework.visibility import RecordQuerySet

SHOWN = 8  # records offered for one search
TRIES = (10, 3600)  # at the number of a record that is not published: of one address, in so many seconds
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


def of_draft(draft: Draft) -> CreditRecord | None:
    """The record whose number was given at the first step, published or not; None when there is none."""
    return numbered(str(drafts.answers(draft, "record").get("number", "")))


def about(draft: Draft, at: datetime) -> dict[str, Any]:
    """What the forms need that ask about the record of a draft."""
    return {"record": of_draft(draft), "at": at}


def begin(wanted: str) -> dict[str, Any]:
    """The record that was asked for in the address, where anybody may read it."""
    return {"record": published(wanted)}


def prefill(wanted: str) -> dict[str, dict[str, str]]:
    """A draft about the record that was asked for in the address."""
    return {"record": {"number": wanted}} if wanted else {}


def page(request: HttpRequest, draft: Draft, slug: str) -> dict[str, Any]:
    """The record of the draft beside every step; at the first one a search as well."""
    found = {"record": of_draft(draft)}
    return found | _search(request) if slug == "record" else found


def _search(request: HttpRequest) -> dict[str, Any]:
    search = SearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    return {"search": search, "searched": text, "found": offered(text)}


def guessing(request: HttpRequest, draft: Draft, slug: str) -> bool:
    """Whether this address tries numbers of records that are not published too often."""
    if slug != "who":
        return False
    found = of_draft(draft)
    hidden = found is None or found.status != found.Status.PUBLISHED
    return hidden and throttle.exceeded(request, "record", *TRIES)
