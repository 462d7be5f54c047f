"""Published credit records: search, and one record with its history as of today or of a day."""

from __future__ import annotations

from datetime import date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from casework.keyset import Order, page_of
from casework.models import CreditRecord, RecordVersion
from casework.portal.forms import DayForm, SearchForm
from casework.portal.record import CURRENT, fitting

NEWEST = Order(descending=True)


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
    """One record: what it says, or said on a day, whether it is in dispute, and its versions."""
    record = CreditRecord.objects.select_related("source_unit").filter(number=number).first()
    if record is None or record.status not in (CreditRecord.Status.PUBLISHED, CreditRecord.Status.REVOKED):
        raise Http404
    versions = list(record.versions.order_by("-number"))
    if record.status == CreditRecord.Status.REVOKED:
        return render(request, "portal/records/revoked.html", {"record": record, "version": versions[0]})
    day = _day(request)
    moment = _end_of(day) if day else timezone.now()
    context = {
        "record": record,
        "version": _version_at(versions, moment),
        "versions": versions,
        "day": day,
        "mark": _mark_at(record, moment),
        "marked_now": record.marks.filter(removed_at__isnull=True).exists(),
    }
    return render(request, "portal/records/detail.html", context)


def _day(request: HttpRequest) -> date | None:
    """The day asked for, if it is a day before today."""
    form = DayForm(request.GET)
    day = form.cleaned_data["on"] if form.is_valid() else None
    return day if day and day < timezone.localdate() else None


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def _version_at(versions: list[RecordVersion], moment: datetime) -> RecordVersion | None:
    return next((v for v in versions if v.from_at <= moment and (v.to_at is None or v.to_at > moment)), None)


def _mark_at(record: CreditRecord, moment: datetime) -> bool:
    standing = record.marks.filter(placed_at__lte=moment)
    return bool(standing.exclude(removed_at__lte=moment).exists())


def _page_url(text: str, cursor: str) -> str:
    parts = {"q": text, "cursor": cursor}
    return f"{reverse('portal:records')}?{urlencode({k: v for k, v in parts.items() if v})}" if cursor else ""
