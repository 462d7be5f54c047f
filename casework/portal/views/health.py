"""For the machine next door: does the process live, and is everything it needs there?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.models import CalendarYear, Heartbeat
from notifications.models import Message

BEAT, WORKER = "beat", "worker-"  # the names under which config/signs.py leaves signs of life
SILENCE = timedelta(minutes=2)  # without one
LAG = timedelta(minutes=15)  # a message that should have gone out


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, queue lag, worker, beat and calendar year; 503 when one of them is not in order."""
    checks = _checks(timezone.now())
    ready = all(checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def _checks(at: datetime) -> dict[str, bool]:
    try:
        return {"database": True, "queue": _queue(at), **_signs(at), "calendar": _calendar(at)}
    except DatabaseError:
        return {"database": False}


def _queue(at: datetime) -> bool:
    return not Message.objects.filter(status=Message.Status.QUEUED, next_try__lt=at - LAG).exists()


def _signs(at: datetime) -> dict[str, bool]:
    """Whether beat and any worker have been heard of."""
    heard = list(Heartbeat.objects.filter(at__gt=at - SILENCE).values_list("name", flat=True))
    return {"worker": any(name.startswith(WORKER) for name in heard), "beat": BEAT in heard}


def _calendar(at: datetime) -> bool:
    """The year's official working days are loaded; without them dates are provisional."""
    year = timezone.localdate(at).year
    return CalendarYear.objects.filter(year=year, status=CalendarYear.Status.OFFICIAL).exists()
