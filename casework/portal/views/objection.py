"""The steps of an objection: begin, record, who, what, evidence, check and send."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casework.errors import ActionError, InvalidData
from casework.models import Draft
from casework.portal import drafts, evidence, filer, handin, record, steps, summary, throttle, words
from casework.portal.fields import plain
from casework.portal.forms import SearchForm

KIND = "objection"
NEW_DRAFTS = (30, 3600)  # of one address, in so many seconds
TRIES = (10, 3600)  # at the number of a record that is not published


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """What is needed and the privacy notice; pressing “start” makes the draft."""
    at = timezone.now()
    wanted = plain(getattr(request, request.method or "GET").get("record", ""))[:32]
    if request.method == "POST":
        if throttle.exceeded(request, "draft", *NEW_DRAFTS):
            return _too_many(request)
        draft = drafts.start(request, KIND, at)
        if wanted:
            drafts.save(draft, "record", {"number": wanted}, at)
        return _to(draft, "who" if wanted else "record")
    chosen = record.published(wanted)
    context = {"record": chosen, "limits": words.limits_of(KIND, at), "keep_days": drafts.KEEP.days}
    return render(request, "portal/objection/begin.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, key: UUID, slug: str) -> HttpResponse:
    """One step: GET shows it with what was typed before, POST keeps what is typed and goes on."""
    if slug not in steps.BY_SLUG:
        raise Http404
    at = timezone.now()
    draft = drafts.mine(request, key, at)
    if draft.case_id is not None:
        return redirect("portal:objection_done", key=key)
    if slug == "check":
        return _check(request, draft)
    if request.method == "POST":
        return _evidence(request, draft) if slug == "evidence" else _answer(request, draft, slug)
    typed = drafts.answers(draft, slug)
    form = steps.form_for(draft, slug, at, data=typed if "fix" in request.GET else None, initial=typed)
    return _page(request, draft, slug, form)


def _answer(request: HttpRequest, draft: Draft, slug: str) -> HttpResponse:
    """Keep what was typed, right or wrong; go back, or on when it is right."""
    at = timezone.now()
    form = steps.form_for(draft, slug, at, data=request.POST)
    drafts.save(draft, slug, {name: request.POST.get(name, "") for name in form.fields}, at)
    if "back" in request.POST:
        return _to(draft, steps.neighbour(slug, -1))
    if slug == "who" and _guessing(request, draft):
        return _too_many(request)
    if form.is_valid():
        return _to(draft, "check" if "return" in request.POST else steps.neighbour(slug, +1))
    return _page(request, draft, slug, form)


def _evidence(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Add or delete files; going on adds the chosen ones too."""
    if request.POST.get("delete", "").isdigit():
        drafts.remove_file(draft, int(request.POST["delete"]))
        return _to(draft, "evidence")
    form = evidence.FilesForm(request.POST, request.FILES)
    if form.is_valid():
        for problem in evidence.add(draft, form.cleaned_data["uploads"], timezone.now()):
            form.add_error("uploads", problem)
    if form.errors:
        return _page(request, draft, "evidence", form)
    if "back" in request.POST:
        return _to(draft, "what")
    return _to(draft, "evidence" if "upload" in request.POST else "check")


def _check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Show everything once more; POST sends it."""
    at = timezone.now()
    forms = steps.checked(draft, at)
    problem = steps.first_problem(forms)
    if problem:
        messages.warning(request, _("Something is still missing here. Everything else is saved."))
        return redirect(f"{_url(draft, problem)}?fix=1")
    if request.method == "POST":
        return _send(request, draft, forms)
    return _page(request, draft, "check", None, forms=forms)


def _send(request: HttpRequest, draft: Draft, forms: Any) -> HttpResponse:
    if "back" in request.POST:
        return _to(draft, "evidence")
    try:
        opened = handin.send(draft, forms, timezone.now())
    except InvalidData as error:
        problems = [text for texts in error.errors.values() for text in texts] or [str(error)]
        return _page(request, draft, "check", None, forms=forms, problems=problems)
    except ActionError as error:
        return _page(request, draft, "check", None, forms=forms, problems=[str(error)])
    filer.admit(request, opened.case)
    return redirect("portal:objection_done", key=draft.key)


@never_cache
@require_safe
def done(request: HttpRequest, key: UUID) -> HttpResponse:
    """The receipt: number, receipt code while it may still be shown, and what happens next with dates."""
    at = timezone.now()
    draft = drafts.mine(request, key, at)
    if draft.case is None:
        return _to(draft, draft.step or "record")
    context = {"case": draft.case, "code": drafts.receipt_code(draft, at), "next": summary.what_next(draft.case, at)}
    return render(request, "portal/objection/done.html", context)


def _page(request: HttpRequest, draft: Draft, slug: str, form: Any, **extra: Any) -> HttpResponse:
    context = {
        "draft": draft,
        "form": form,
        "slug": slug,
        "steps": [{"name": s.name, "url": _url(draft, s.slug)} for s in steps.STEPS],
        "current": steps.position(slug),
        "next": steps.STEPS[steps.position(slug)].name if slug != "check" else "",
        "record": steps.record_of(draft),
        "resume_url": request.build_absolute_uri(reverse("portal:resume", args=[draft.data["token"]])),
        "files": evidence.rows(drafts.files(draft), deletable=slug == "evidence"),
        **extra,
    }
    if slug == "record":
        context |= _search(request)
    if slug == "check":
        context["groups"] = summary.groups(draft, extra["forms"], context["files"])
    return render(request, f"portal/objection/{slug}.html", context)


def _search(request: HttpRequest) -> dict[str, Any]:
    search = SearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    return {"search": search, "searched": text, "found": record.offered(text)}


def _guessing(request: HttpRequest, draft: Draft) -> bool:
    """Whether this address tries numbers of records that are not published too often."""
    found = steps.record_of(draft)
    hidden = found is None or found.status != found.Status.PUBLISHED
    return hidden and throttle.exceeded(request, "record", *TRIES)


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/too_many.html", status=429)


def _url(draft: Draft, slug: str) -> str:
    return reverse("portal:objection_step", args=[draft.key, slug])


def _to(draft: Draft, slug: str) -> HttpResponse:
    return redirect(_url(draft, slug))
