"""Following one's own matter by number and receipt code, and acting in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import actions, casefile, documents, registry
from casework.errors import ActionError, InvalidData, Stale
from casework.filing import find_case
from casework.models import Case, Document, Role
from casework.permissions import Actor
from casework.portal import evidence, filer, questionnaires, throttle
from casework.portal.forms import TrackForm

TRIES = (20, 900)  # wrong codes of one address, in so many seconds
WITH_FILES = ("supplement", "ask_review")  # moves at which the filer may hand in files


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for number and code. An unknown number and a wrong code get the same answer after the same work."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        if throttle.exceeded(request, "track", *TRIES):
            return render(request, "portal/too_many.html", status=429)
        case = find_case(form.cleaned_data["number"], form.cleaned_data["code"])
        if case is not None:
            throttle.forget(request, "track")
            filer.admit(request, case)
            return redirect("portal:track_case", number=case.number)
        form.add_error(None, _("Number and code do not fit together. Please compare both with your receipt."))
    opened = sorted(request.session.get(filer.CASES, {}))
    return render(request, "portal/track/enter.html", {"form": form, "opened": opened})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the cases opened in this browser."""
    filer.leave(request)
    return redirect("portal:track")


@never_cache
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Where the matter stands, what comes next and when, what was said, what can be done."""
    case = filer.case_of(request, number)
    if case is None:
        return _ask_code(number)
    at = timezone.now()
    me = Actor.filer(case)
    status = casefile.track(case, at)
    context = {
        "case": case,
        "kind": registry.get(case.kind),
        "status": status,
        "result": questionnaires.ALL[case.kind].outcome(case),
        "days": casefile.explain(status.expected.clock, at) if status.expected else [],
        "thread": casefile.timeline(case, me),
        "options": [o for o in casefile.options(case, me, at) if o.allowed and Role.FILER in o.move.by],
        "papers": list(case.documents.filter(for_filer=True).order_by("-issued_at", "-pk")),
        "files": _files(case),
    }
    return render(request, "portal/track/show.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """One thing the filer may do: answer a request for material, withdraw, ask for a review."""
    case = filer.case_of(request, number)
    if case is None:
        return _ask_code(number)
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
        "files": _files(case),
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


def _files(case: Case) -> list[dict[str, Any]]:
    return evidence.rows(list(case.evidence.filter(source="filer").order_by("pk")), deletable=False)


@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter to the filer, as it was issued."""
    mine = request.session.get(filer.CASES, {}).values()
    document = Document.objects.filter(pk=pk, for_filer=True, case_id__in=mine).select_related("case").first()
    if document is None:
        raise Http404
    context = {"paper": documents.view(document), "case": document.case}
    return render(request, "portal/track/paper.html", context)


def _ask_code(number: str) -> HttpResponse:
    response: HttpResponse = redirect("portal:track")
    response["Location"] += "?" + urlencode({"number": number})
    return response
