"""Who calls: the person or system behind a bearer token, as the same Actor the screens use."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from casework.api.tokens import find_user
from casework.permissions import Actor


class ApiRequest(HttpRequest):
    """A request whose caller is known."""

    auth: Actor


class Token(HttpBearer):
    """`Authorization: Bearer <token>`; tokens are made by `manage.py create_token USERNAME`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The caller with today's roles, or nobody."""
        now = timezone.now()
        user = find_user(token.strip(), at=now)
        return Actor.person(user, timezone.localdate(now)) if user else None
