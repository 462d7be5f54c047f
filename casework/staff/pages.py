"""What every staff page shares: signing in, loading what one may see, and turning the door's refusals into pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casework import registry
from casework.errors import ActionError, NotFound
from casework.filing import normal_number
from casework.models import Case
from casework.staff.request import StaffRequest

View = Callable[..., HttpResponseBase]
SHOWN_WITH_CASE = ("lead_unit", "review_unit", "registry_unit", "respondent", "street", "record__source_unit")


def staff_page(*methods: str) -> Callable[[View], View]:
    """A page for signed-in staff that answers these methods (GET when none is named) and is never kept by a browser."""

    def wrap(view: View) -> View:
        allowed = ["GET", "HEAD", *methods] if "GET" in methods or not methods else list(methods)
        return require_http_methods(allowed)(never_cache(login_required(door_errors(view))))

    return wrap


def door_errors(view: View) -> View:
    """Show what the door refuses (403, 404, 409, 422) as a page with its reason and a way on."""

    @wraps(view)
    def page(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ActionError as error:
            return refused(request, error, kwargs.get("number", ""))

    return page


def refused(request: StaffRequest, error: ActionError, number: str = "") -> HttpResponse:
    """The page that says why something was not done, that nothing was changed, and where to go on."""
    case = reverse("staff:case", args=[number]) if number and error.status != HTTPStatus.NOT_FOUND else ""
    context = {
        "error": error,
        "status": error.status,
        "case_url": case,
        "back": back_to(request, case or reverse("staff:home")),
    }
    return render(request, "staff/refused.html", context, status=error.status)


def back_to(request: StaffRequest, otherwise: str) -> str:
    """The address of this site that the form asked to return to, or the other one."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else otherwise


def done(request: StaffRequest, words: str, otherwise: str) -> HttpResponseRedirect:
    """Go on after something was done, with a message that says so."""
    messages.success(request, words)
    return redirect(back_to(request, otherwise))


def load_case(request: StaffRequest, number: str) -> Case:
    """The case as the proxy of its kind, or NotFound when this person may not know of it."""
    number = normal_number(number)
    kind = next((kind for kind in registry.all_kinds() if f"{kind.word}〔" in number), None)
    if kind is None:
        raise NotFound()
    cases = kind.model._default_manager.visible_to(request.actor).filter(kind=kind.code, number=number)
    case = cases.select_related(*SHOWN_WITH_CASE, kind.code).first()
    if case is None:
        raise NotFound()
    return case


def case_url(case: Case) -> str:
    """The address of the page of a case."""
    return reverse("staff:case", args=[case.number])
