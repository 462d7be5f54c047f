"""The request as the views of this project know it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from casework.permissions import Actor


class Request(HttpRequest):
    """An HttpRequest with who acts and when, set by casework.staff.middleware.ActorMiddleware."""

    actor: Actor
    now: datetime
