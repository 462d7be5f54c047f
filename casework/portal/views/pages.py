"""Standing pages and the size switch: privacy, accessibility, source code."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from casework.portal import drafts, source

SIZE_COOKIE = "size"
YEAR = 365 * 24 * 3600


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """告知书: what is done with personal data (Personal Information Protection Law, arts. 13, 17, 34, 35)."""
    return render(request, "portal/privacy.html", {"keep_days": drafts.KEEP.days})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site does for people who see, hear or move differently, and whom to tell of a barrier."""
    return render(request, "portal/accessibility.html")


@require_safe
def source_page(request: HttpRequest) -> HttpResponse:
    """How to get the source code of the version that runs here (AGPL, section 13)."""
    return render(request, "portal/source.html")


@require_safe
def source_archive(request: HttpRequest) -> FileResponse:
    """The source code itself."""
    return FileResponse(source.archive(settings.BASE_DIR), as_attachment=True, filename="casework-source.tar.gz")


@require_POST
def size(request: HttpRequest) -> HttpResponse:
    """Switch large text on or off and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = redirect(target)
    if request.POST.get("size") == "large":
        response.set_cookie(SIZE_COOKIE, "large", max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(SIZE_COOKIE, samesite="Lax")
    return response
