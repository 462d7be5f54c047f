"""What a request of the staff screens carries beyond Django's: who acts, when, and what was read once for the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from casework.models import User
from casework.permissions import Actor
from casework.rules.calendars import Calendar


class StaffRequest(HttpRequest):
    """Type of a request after the middleware has run and the person has signed in."""

    actor: Actor
    now: datetime
    user: User
    staff_frame: dict[str, Any]
    working_calendar: Calendar
