"""Addresses that the other sides call: the reports of the gateway for text messages (docs/sms-gateway.md)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications import replies
from notifications.models import Channel
from notifications.wire import signing

LARGEST = 1024 * 1024
MOST_LINES = 1000


class Malformed(ValueError):
    """The body is not what docs/sms-gateway.md describes."""


class Told(NamedTuple):
    """What a gateway told: reports as (key, status, code), replies as (number, text)."""

    reports: list[tuple[UUID, str, str]]
    replies: list[tuple[str, str]]


@never_cache
@csrf_exempt
@require_POST
def sms_reports(request: HttpRequest) -> JsonResponse:
    """Take in what the gateway reports. The same twice changes nothing."""
    at = timezone.now()
    if not settings.SMS_GATEWAY_SECRET:
        return _refusal(404, "off")
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return _refusal(413, "size")
    try:
        signing.verify(settings.SMS_GATEWAY_SECRET, _heads(request), request.body, at)
        told = _read(request.body)
    except signing.BadSignature:
        return _refusal(401, "signature")
    except Malformed as error:
        return _refusal(400, str(error))
    return JsonResponse(_take_in(told, at))


def _take_in(told: Told, at: datetime) -> dict[str, int]:
    failed = sum(replies.reported(*report) for report in told.reports)
    stopped = sum(replies.replied(Channel.SMS, number, text, at) for number, text in told.replies)
    return {"failed": failed, "stopped": stopped}


def _heads(request: HttpRequest) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _read(body: bytes) -> Told:
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("json") from error
    reports, answers = _lines(said, "reports"), _lines(said, "replies")
    try:
        ended = [(UUID(str(one["id"])), str(one["status"]), str(one.get("code", ""))[:30]) for one in reports]
        return Told(ended, [(str(one["from"])[:30], str(one["text"])[:500]) for one in answers])
    except (KeyError, ValueError) as error:
        raise Malformed("line") from error


def _lines(said: Any, name: str) -> list[dict[str, Any]]:
    found = said.get(name, []) if isinstance(said, dict) else None
    if not isinstance(found, list) or len(found) > MOST_LINES or not all(isinstance(one, dict) for one in found):
        raise Malformed(name)
    return found


def _refusal(status: int, error: str) -> JsonResponse:
    return JsonResponse({"error": error}, status=status)
