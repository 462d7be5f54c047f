"""The front page: what can be done here, where else, how long it takes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.portal import words
from casework.portal.forms import SearchForm, TrackForm


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    limits = words.limits_of("objection", timezone.now())
    return render(request, "portal/home.html", {"limits": limits, "search": SearchForm(), "track": TrackForm()})
