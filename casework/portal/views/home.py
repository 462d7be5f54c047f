"""The front page: what can be done here, where else, how long it takes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.portal import choices, questionnaires, words
from casework.portal.forms import SearchForm


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    at = timezone.now()
    context = {
        "filings": [(pages, words.limits_of(pages, at)) for pages in questionnaires.ALL.values()],
        "elsewhere": choices.elsewhere(),
        "search": SearchForm(),
    }
    return render(request, "portal/home.html", context)
