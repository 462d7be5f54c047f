"""What filers do in their matter: answer, add files, rate, ask for it to be handled again or reviewed, withdraw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casework import actions, casefile
from casework.errors import ActionError, InvalidData, Stale
from casework.models import Case, Role
from casework.permissions import Actor
from casework.portal import evidence, filer
from casework.portal.views.track import ask_code

WITH_FILES = ("supplement", "ask_reopen", "ask_review")  # moves at which the filer may hand in files


@never_cache
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """One thing the filer may do: answer a request for material, withdraw, ask for a review."""
    case = filer.case_of(request, number)
    if case is None:
        return ask_code(number)
    at = timezone.now()
    me = Actor.filer(case)
    option = next((o for o in casefile.options(case, me, at) if o.move.name == move and Role.FILER in o.move.by), None)
    if option is None:
        raise Http404
    if request.method == "GET" and not option.allowed:
        messages.warning(request, option.why)
        return redirect("portal:track_case", number=case.number)
    form = _form(request, option, case, me, at)
    uploads = evidence.FilesForm(request.POST or None, request.FILES or None) if move in WITH_FILES else None
    if request.method == "POST" and _submitted(request, case, option, form, uploads):
        messages.success(request, _("Done. You can follow here what happens next."))
        return redirect("portal:track_case", number=case.number)
    case = filer.case_of(request, number) or case  # as it is now: files may have been added
    context = {
        "case": case,
        "option": option,
        "form": form,
        "uploads": uploads,
        "files": evidence.of_filer(case),
        "asked": _asked_for(case, move),
    }
    return render(request, "portal/track/act.html", context)


def _form(request: HttpRequest, option: Any, case: Case, me: Actor, at: datetime) -> Form:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if option.form is None:
        return Form(data)
    form: Form = option.form(data, files, case=case, actor=me, at=at)
    return form


def _submitted(request: HttpRequest, case: Case, option: Any, form: Form, uploads: Form | None) -> bool:
    """Do it. What the door says becomes words beside the fields; nothing typed is lost."""
    if not form.is_valid():
        return False
    me, now = Actor.filer(case), timezone.now()
    if request.POST.get("version") != str(case.version):
        form.add_error(None, str(Stale()))
        return False
    if uploads is not None and not _added(case, uploads, now):
        return False
    fresh = filer.case_of(request, case.number) or case
    try:
        actions.submit(case.number, option.move.name, by=me, at=now, version=fresh.version, data=request.POST.dict())
    except InvalidData as error:
        for name, texts in error.errors.items():
            form.add_error(name if name in form.fields else None, texts)
        return False
    except ActionError as error:
        form.add_error(None, str(error))
        return False
    return True


def _added(case: Case, uploads: Form, at: datetime) -> bool:
    """Add the chosen files to the case; False when one of them cannot be used."""
    if uploads.is_valid():
        for problem in evidence.add_to_case(case, uploads.cleaned_data["uploads"], at):
            uploads.add_error("uploads", problem)
    return not uploads.errors


def _asked_for(case: Case, move: str) -> str:
    """What is missing, when that is what the filer answers to."""
    details = getattr(case, case.kind, None)
    return getattr(details, "supplement_items", "") if move == "supplement" else ""


@never_cache
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, number: str) -> HttpResponse:
    """Add files to a matter that is under way, at any time."""
    case = filer.case_of(request, number)
    if case is None:
        return ask_code(number)
    if case.closed_at is not None:
        messages.warning(request, _("The matter is closed; nothing can be added to it."))
        return redirect("portal:track_case", number=case.number)
    form = evidence.FilesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    form.fields["uploads"].required = True
    if request.method == "POST" and _added(case, form, timezone.now()):
        messages.success(request, _("The files have been added."))
        return redirect("portal:track_case", number=case.number)
    context = {"case": case, "form": form, "files": evidence.of_filer(filer.case_of(request, number) or case)}
    return render(request, "portal/track/files.html", context)
