"""Published credit records: search, and one record with its history as of today or of a day."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from casework import regime_words, regimes
from casework.keyset import Order, page_of
from casework.models import CreditRecord, RecordVersion
from casework.portal.forms import DayForm, SearchForm
from casework.portal.record import CURRENT, fitting
from casework.visibility import end_of

NEWEST = Order(descending=True)
GONE = (CreditRecord.Status.EXPIRED, CreditRecord.Status.REPAIRED, CreditRecord.Status.REVOKED)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Published records that fit the search, newest first, one page."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    rows = CreditRecord.objects.public().with_marks().select_related("source_unit").prefetch_related(CURRENT)
    page = page_of(fitting(rows, text), NEWEST, request.GET.get("cursor", ""))
    context = {
        "form": form,
        "searched": text,
        "records": page.rows,
        "newer_url": _page_url(text, page.before),
        "older_url": _page_url(text, page.after),
    }
    return render(request, "portal/records/search.html", context)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One record that is public now: what it says, or said on a day when it was public, and whether it is in dispute.

    What was public once and is no more is answered without a word of what it said.
    """
    found = CreditRecord.objects.with_marks().select_related("source_unit").filter(number=number)
    record: CreditRecord | None = found.filter(published_at__isnull=False).first()
    if record is None or record.status not in (CreditRecord.Status.PUBLISHED, *GONE):
        raise Http404
    if record.status in GONE:
        return _gone(request, record)
    versions = list(record.versions.filter(status=CreditRecord.Status.PUBLISHED).order_by("-number"))
    day = _day(request)
    moment = end_of(day) if day else timezone.now()
    context = {
        "record": record,
        "version": _version_at(versions, moment),
        "versions": versions,
        "day": day,
        "mark": _mark_at(record, moment),
        "regime": regime_words.title(regimes.get(record.rule_version)),
        "reached": record.ends_on is not None and record.ends_on < timezone.localdate(),
    }
    return render(request, "portal/records/detail.html", context)


def _gone(request: HttpRequest, record: CreditRecord) -> HttpResponse:
    """That it is no longer public and since when; why it was withdrawn is said in public (行政处罚法 art. 48)."""
    last = record.versions.get(to_at__isnull=True)
    revoked = record.status == CreditRecord.Status.REVOKED
    reason = last.note if revoked and last.case_id is None else ""
    context = {"record": record, "ended": last.from_at if revoked else record.public_until, "reason": reason}
    return render(request, "portal/records/gone.html", context)


def _day(request: HttpRequest) -> date | None:
    """The day asked for, if it is a day before today."""
    form = DayForm(request.GET)
    day = form.cleaned_data["on"] if form.is_valid() else None
    return day if day and day < timezone.localdate() else None


def _version_at(versions: list[RecordVersion], moment: datetime) -> RecordVersion | None:
    return next((v for v in versions if v.from_at <= moment and (v.to_at is None or v.to_at > moment)), None)


def _mark_at(record: CreditRecord, moment: datetime) -> bool:
    standing = record.marks.filter(placed_at__lte=moment)
    return bool(standing.exclude(removed_at__lte=moment).exists())


def _page_url(text: str, cursor: str) -> str:
    parts = {"q": text, "cursor": cursor}
    return f"{reverse('portal:records')}?{urlencode({k: v for k, v in parts.items() if v})}" if cursor else ""
