"""Proposals to bodies outside as lines: of the list, and of the page of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from casework import care
from casework.models import Case, Event, Measure, Recommendation
from casework.permissions import Actor
from casework.rules.calendars import Calendar

CHIPS = {"waiting": "chip-amber", "approved": "chip-green", "declined": ""}


def of_case(case: Case, events: list[Event], actor: Actor, calendar: Calendar, at: datetime) -> list[dict[str, Any]]:
    """The proposals of a case for its page, the newest first; only its lead and the leaders above see them."""
    if not any(event.verb == "recommended" for event in events):
        return []
    return [row(one, calendar, at) for one in care.recommendations_of(case, actor)]


def row(one: Recommendation, calendar: Calendar, at: datetime) -> dict[str, Any]:
    """A proposal as a line."""
    made, today = timezone.localdate(one.made_at), timezone.localdate(at)
    return {
        "one": one,
        "measure": measure_name(one.measure),
        "chip": CHIPS[one.status],
        "waited": calendar.workdays_between(made, today),
    }


def measure_name(measure: Measure) -> str:
    """The measure in the reader's language."""
    return measure.en if (get_language() or "").startswith("en") else measure.zh
