"""Coming back to a draft: by the saved link, on this device or another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casework import throttle
from casework.portal import drafts, questionnaires, steps
from casework.portal.forms import ResumeForm

TRIES = (20, 900)  # of one address, in so many seconds
View = Callable[..., HttpResponse]


@never_cache
@require_safe
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Open the draft of a link and go on where it was left."""
    if throttle.exceeded(request, "resume", *TRIES):
        return render(request, "portal/too_many.html", status=429)
    draft = drafts.by_token(token, timezone.now())
    drafts.admit(request, draft)
    if draft.case_id is not None:
        return redirect(steps.done_url(draft))
    return redirect(steps.url(draft, steps.where_left(questionnaires.of(draft), draft)))


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A form to paste the link or code into."""
    form = ResumeForm(request.POST or None)
    if form.is_valid():
        return redirect("portal:resume", token=form.cleaned_data["code"])
    return render(request, "portal/filing/resume.html", {"form": form})


def gone(view: View) -> View:
    """Wrap a view of drafts: what cannot be opened gets a page that says what to do."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except drafts.NoDraft as error:
            expired = isinstance(error, drafts.DraftExpired)
            context = {
                "expired": expired,
                "form": ResumeForm(),
                "keep_days": drafts.KEEP.days,
                "all": questionnaires.ALL.values(),
            }
            return render(request, "portal/filing/gone.html", context, status=410 if expired else 404)

    return wrapped
