"""`/metrics` in the text format of Prometheus, for whoever sends METRICS_TOKEN as a bearer token.

Every figure costs the same however much lies in the tables: counts go over partial indexes of what is open, and stop
at MOST.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from casework.models import Delivery, Document, Heartbeat
from casework.portal.views.health import BEAT, SILENCE, WORKER
from notifications.models import Channel, Message

MOST = 100_000  # nothing is counted beyond
NEWEST = 1000  # papers among which those without a PDF are looked for
SWEEP = "sweep"
Status = Message.Status
OPEN = (Status.QUEUED, Status.SENDING, Status.UNCONFIRMED, Status.BOUNCED, Status.DEAD, Status.WITHHELD)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of this moment; without a token in the settings the page is not there."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse("401\n", status=401, content_type="text/plain", headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Figures:
    """What is told, asked of the database anew each time."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def collect(self) -> Iterator[Metric]:
        """All figures."""
        yield from self._messages()
        yield from self._records_and_papers()
        yield from self._processes()

    def _messages(self) -> Iterator[Metric]:
        by_status = GaugeMetricFamily("casework_messages", "Messages that have not arrived.", labels=["status"])
        for status in OPEN:
            by_status.add_metric([status], _up_to_most(Message.objects.filter(status=status)))
        yield by_status
        queued = Message.objects.filter(status=Status.QUEUED)
        waiting = GaugeMetricFamily("casework_messages_waiting", "Messages that wait.", labels=["channel"])
        found = dict(queued.values_list("channel").annotate(Count("pk")))
        for channel in Channel.values:
            waiting.add_metric([channel], found.get(channel, 0))
        yield waiting
        firsts = queued.aggregate(tried=Min("next_try"), written=Min("not_before"))
        yield self._age("casework_outbox_lag_seconds", "How long a message is overdue.", firsts["tried"] or self._at)
        yield self._age(
            "casework_outbox_oldest_seconds", "How long the oldest message waits.", firsts["written"] or self._at
        )
        written = Message.objects.aggregate(last=Max("pk"))["last"] or 0
        yield CounterMetricFamily("casework_messages_written", "Messages ever written.", value=written)

    def _records_and_papers(self) -> Iterator[Metric]:
        changes = Delivery.objects.filter(next_try__isnull=False)
        yield _gauge("casework_record_changes_waiting", "Changes of records still to be sent.", _up_to_most(changes))
        newest = Document.objects.order_by("-pk").values("pk")[:NEWEST]
        papers = Document.objects.filter(pk__in=newest, pdf=None).count()
        yield _gauge("casework_papers_without_pdf", f"Of the newest {NEWEST} papers, those not rendered.", papers)

    def _processes(self) -> Iterator[Metric]:
        heard = dict(Heartbeat.objects.values_list("name", "at"))
        alive = [name for name, at in heard.items() if name.startswith(WORKER) and at > self._at - SILENCE]
        yield _gauge("casework_workers", "Workers heard of lately.", len(alive))
        yield self._age("casework_beat_age_seconds", "Since the last sign of beat.", heard.get(BEAT))
        yield self._age("casework_sweep_age_seconds", "Since the last whole sweep of deadlines.", heard.get(SWEEP))

    def _age(self, name: str, what: str, since: datetime | None) -> Metric:
        """Seconds since a moment; 0 when it lies ahead, not a number when there was none."""
        return _gauge(name, what, max(0.0, (self._at - since).total_seconds()) if since else float("nan"))


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _up_to_most(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:MOST].count()
