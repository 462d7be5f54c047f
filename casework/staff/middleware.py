"""Sets who acts and when on every request: the one place where a page reads the clock."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from casework.permissions import Actor


class ActorMiddleware:
    """request.now is the moment of the request; request.actor the person with the roles of that day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        request.now = now  # type: ignore[attr-defined]  # added for the views
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]  # likewise
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person, or nobody."""
    if not request.user.is_authenticated:
        return Actor()
    return Actor.person(request.user, timezone.localdate(request.now))  # type: ignore[attr-defined]  # set above
