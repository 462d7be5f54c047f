"""The register of credit records as staff sees it: with the dispute mark, the versions and the cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import measure_rows, queries, regime_words, regimes, registry
from casework.errors import NotFound
from casework.held import held
from casework.keyset import Order, page_of
from casework.models import Case, CreditRecord, RecordStatus, RecordVersion
from casework.register import people, windows
from casework.staff.case_page import record_now
from casework.staff.pages import staff_page
from casework.staff.record_pages import changing, entering
from casework.staff.request import StaffRequest
from casework.staff.rows import filer_name
from casework.staff.work import search_text, with_query

NEWEST = Order(descending=True)
TOLD = 20


@staff_page()
@held()
def records(request: StaffRequest) -> HttpResponse:
    """The records, newest first."""
    text, status = search_text(request), request.GET.get("status", "")
    found = queries.records(request.actor, text=text)
    if status in RecordStatus.values:
        found = found.filter(status=status)
    page = page_of(found, NEWEST, request.GET.get("cursor", ""))
    asked = {"q": text, "status": status}
    context = {
        "q": text,
        "status": status,
        "statuses": RecordStatus.choices,
        "may_enter": entering.may_enter(request.actor),
        "may_register": people.may_register(request.actor),
        "rows": [{"record": r, "subject": filer_name(r.subject_name, r.subject_type)} for r in page.rows],
        "before": with_query("staff:records", asked | {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:records", asked | {"cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/records.html", context)


@staff_page()
@held()
def record(request: StaffRequest, number: str) -> HttpResponse:
    """One record: what it says, what it said before, whether it is in dispute, and who was told."""
    found: CreditRecord | None = queries.records(request.actor).filter(number=number.replace("\0", "")).first()
    if found is None:
        raise NotFound(_("There is no such record, or you may not see it."))
    seen = Case.objects.visible_to(request.actor).filter(record=found).order_by("-opened_at", "-pk")[:20]
    shown = record_now(found)
    current: RecordVersion | None = shown["now"]
    context = {
        **(_window(found, current) if current else {}),
        "acts": changing.possible(request.actor, found, request),
        "may_amend": found.status == RecordStatus.COLLECTED and people.may_collect(request.actor, found.source_unit_id),
        "may_verify": found.status == RecordStatus.COLLECTED and people.may_register(request.actor),
        "changes": list(found.changes.select_related("drafted_by", "decided_by").order_by("-pk")[:20]),
        "row": found,
        "record": found,
        "shown": shown,
        "now": shown["now"],
        "cases": [{"case": case, "state": registry.get(case.kind).state_label(case.state)} for case in seen],
        "built": measure_rows.of_record(found, request.actor, timezone.localdate(request.now)),
        "papers": list(found.papers.order_by("-issued_at", "-pk")),
        "deliveries": _told(found, request.now),
    }
    return render(request, "staff/record.html", context)


def _told(record: CreditRecord, at: datetime) -> list[Any]:
    """The latest changes that subscribers were told of."""
    late = Q(acknowledged_at=None, due_at__lt=at)
    return list(record.deliveries.select_related("subscriber").annotate(late=late).order_by("-pk")[:TOLD])


def _window(found: CreditRecord, current: RecordVersion) -> dict[str, Any]:
    """Until when it may be public and from when it can be repaired, with the reasoning."""
    window = windows.window_of(found, current)
    return {
        "window": window,
        "steps": [regime_words.step(step) for step in window.why],
        "publish": regime_words.PUBLISH[window.publish](),
        "regime": regime_words.title(regimes.get(found.rule_version)),
    }
