"""The pages of a questionnaire: begin, its steps one by one, check and send, receipt."""

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

from casework import receipts, throttle
from casework.errors import ActionError, InvalidData
from casework.models import Draft
from casework.portal import drafts, evidence, filer, handin, questionnaires, steps, summary, words
from casework.portal.fields import plain
from casework.portal.questionnaire import CHECK, EVIDENCE, Forms, Questionnaire, Step

NEW_DRAFTS = (30, 3600)  # of one address, in so many seconds
RETURN = "return"  # in the address: somebody came from the last page to change an answer
LONGEST_WISH = 32  # characters of what the address asks for


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """What is needed and the privacy notice; pressing “start” makes the draft."""
    at, pages = timezone.now(), questionnaires.ALL[kind]
    wanted = plain(getattr(request, request.method or "GET").get("record", ""))[:LONGEST_WISH]
    if request.method == "POST":
        if throttle.exceeded(request, "draft", *NEW_DRAFTS):
            return _too_many(request)
        draft = drafts.start(request, kind, at)
        given = pages.prefill(wanted)
        for slug, typed in given.items():
            drafts.save(draft, slug, typed, at)
        return redirect(steps.url(draft, steps.asked(pages, draft)[len(given)].slug))
    context = {"pages": pages, "limits": words.limits_of(pages, at), "keep_days": drafts.KEEP.days}
    return render(request, f"portal/{kind}/begin.html", context | pages.begin(wanted))


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, kind: str, key: UUID, slug: str) -> HttpResponse:
    """One step: GET shows it with what was typed before, POST keeps what is typed and goes on."""
    at, pages = timezone.now(), questionnaires.ALL[kind]
    here = pages.step(slug)
    if here is None:
        raise Http404
    draft = drafts.mine(request, key, kind, at)
    if draft.case_id is not None:
        return redirect(steps.done_url(draft))
    if not here.asked(draft):  # another answer before made it superfluous
        return redirect(steps.url(draft, steps.where_left(pages, draft)))
    return Answering(request, pages, draft, here).respond()


class Answering:
    """One request to a step of a draft."""

    def __init__(self, request: HttpRequest, pages: Questionnaire, draft: Draft, here: Step) -> None:
        self.request, self.pages, self.draft, self.here = request, pages, draft, here

    def respond(self) -> HttpResponse:
        """Show the step, or keep what was typed and lead on."""
        if self.here == CHECK:
            return self._check()
        if self.request.method == "POST":
            return self._evidence() if self.here == EVIDENCE else self._answer()
        typed = drafts.answers(self.draft, self.here.slug)
        data = typed if "fix" in self.request.GET else None
        return self._page(steps.form_for(self.here, self.draft, timezone.now(), data=data, initial=typed))

    def _answer(self) -> HttpResponse:
        """Keep what was typed, right or wrong; go back, or on when it is right."""
        at, posted = timezone.now(), self.request.POST
        form = steps.form_for(self.here, self.draft, at, data=posted)
        drafts.save(self.draft, self.here.slug, {name: posted.get(name, "") for name in form.fields}, at)
        if "back" in posted:
            return self._to_neighbour(-1)
        if self.pages.slowed(self.request, self.draft, self.here.slug):
            return _too_many(self.request)
        return self._onward() if form.is_valid() else self._page(form)

    def _evidence(self) -> HttpResponse:
        """Add or delete files; going on adds the chosen ones too."""
        posted = self.request.POST
        if posted.get("delete", "").isdigit():
            drafts.remove_file(self.draft, int(posted["delete"]))
            return self._to(EVIDENCE.slug)
        form = evidence.FilesForm(posted, self.request.FILES)
        if form.is_valid():
            for problem in evidence.add(self.draft, form.cleaned_data["uploads"], timezone.now()):
                form.add_error("uploads", problem)
        if form.errors:
            return self._page(form)
        if "back" in posted:
            return self._to_neighbour(-1)
        return self._to(EVIDENCE.slug) if "upload" in posted else self._onward()

    def _check(self) -> HttpResponse:
        """Show everything once more; POST sends it."""
        forms = steps.checked(self.pages, self.draft, timezone.now())
        problem = steps.first_problem(forms)
        if problem:
            messages.warning(self.request, _("Something is still missing here. Everything else is saved."))
            return redirect(f"{steps.url(self.draft, problem)}?fix=1")
        if self.request.method != "POST":
            return self._page(None, forms=forms)
        return self._to_neighbour(-1) if "back" in self.request.POST else self._send(forms)

    def _send(self, forms: Forms) -> HttpResponse:
        try:
            opened = handin.send(self.pages, self.draft, forms, timezone.now())
        except InvalidData as error:
            problems = [text for texts in error.errors.values() for text in texts] or [str(error)]
            return self._page(None, forms=forms, problems=problems)
        except ActionError as error:
            return self._page(None, forms=forms, problems=[str(error)])
        filer.admit(self.request, opened.case)
        return redirect(steps.done_url(self.draft))

    def _page(self, form: Any, **extra: Any) -> HttpResponse:
        pages, draft, slug = self.pages, self.draft, self.here.slug
        asked = steps.asked(pages, draft)
        current = steps.position(pages, draft, slug)
        context = {
            "pages": pages,
            "draft": draft,
            "form": form,
            "slug": slug,
            "step": self.here,
            "steps": [{"name": s.name, "url": steps.url(draft, s.slug)} for s in asked],
            "current": current,
            "next": self._next(asked[current:]),
            "resume_url": self.request.build_absolute_uri(reverse("portal:resume", args=[draft.data["token"]])),
            "files": evidence.rows(drafts.files(draft), deletable=self.here == EVIDENCE),
            **pages.page(self.request, draft, slug),
            **extra,
        }
        if self.here == CHECK:
            context["groups"] = summary.groups(pages, draft, extra["forms"], context["files"])
        own = [f"portal/{pages.kind}/{slug}.html", f"portal/filing/{slug}.html", "portal/filing/step.html"]
        return render(self.request, own, context)  # type: ignore[arg-type]  # the first that exists

    def _next(self, following: list[Step]) -> Any:
        """The name of the page that comes after this one."""
        if RETURN in self.request.GET:
            return CHECK.name
        return following[0].name if following else ""

    def _onward(self) -> HttpResponse:
        """To the next step; who only changed an answer goes back to the last page."""
        return self._to(CHECK.slug) if RETURN in self.request.GET else self._to_neighbour(+1)

    def _to(self, slug: str) -> HttpResponse:
        return redirect(steps.url(self.draft, slug))

    def _to_neighbour(self, offset: int) -> HttpResponse:
        return self._to(steps.neighbour(self.pages, self.draft, self.here.slug, offset))


@never_cache
@require_safe
def done(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """The receipt: number, receipt code while it may still be shown, and what happens next with dates."""
    at, pages = timezone.now(), questionnaires.ALL[kind]
    draft = drafts.mine(request, key, kind, at)
    if draft.case is None:
        return redirect(steps.url(draft, steps.where_left(pages, draft)))
    code = drafts.receipt_code(draft, at)
    receipt = receipts.facts(draft.case.receipt)
    context = {"pages": pages, "case": draft.case, "code": code, "next": pages.what_next(draft.case, at)}
    context |= {"receipt": receipt, "paper": draft.case.documents.filter(code=receipt["code"]).first()}
    return render(request, [f"portal/{kind}/done.html", "portal/filing/done.html"], context)  # type: ignore[arg-type]  # the first that exists


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/too_many.html", status=429)
