"""Following one's own matter by number and receipt code: where it stands, what comes next, letters."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import actions, casefile, delivery_words, documents, receipts, registry, throttle
from casework.errors import Busy
from casework.filing import find_case
from casework.models import Document, Role
from casework.papers.files import download
from casework.papers.render import CannotPrint
from casework.permissions import Actor
from casework.portal import evidence, filer, pending, questionnaires
from casework.portal.forms import TrackForm

TRIES = (20, 900)  # wrong codes of one address, in so many seconds


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
        return ask_code(number)
    at = timezone.now()
    me, pages = Actor.filer(case), questionnaires.ALL[case.kind]
    status = casefile.track(case, at)
    context = {
        "case": case,
        "kind": registry.get(case.kind),
        "status": status,
        "result": pages.outcome(case),
        "remedy": pages.remedy(case),
        "can_add": case.closed_at is None,
        "basis": pending.basis(status.expected.rule) if status.expected else "",
        "days": casefile.explain(status.expected.clock, at) if status.expected else [],
        "thread": casefile.timeline(case, me),
        "options": [o for o in casefile.options(case, me, at) if o.allowed and Role.FILER in o.move.by],
        "papers": list(
            case.documents.filter(for_filer=True).select_related("cancellation").order_by("-issued_at", "-pk")
        ),
        "files": evidence.of_filer(case),
        "receipt": receipts.facts(case.receipt),
        "told": delivery_words.for_filer(case),
        "unnumbered": pending.without_number(case, at) if not status.expected else [],
    }
    return render(request, "portal/track/show.html", context)


@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter to the filer, as it was issued."""
    document = _paper(request, pk)
    actions.note_first_reading(document, timezone.now())
    context = {"paper": documents.view(document), "document": document, "case": document.case}
    return render(request, "portal/track/paper.html", context)


@never_cache
@require_safe
def paper_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter to the filer as the PDF that was sealed."""
    document = _paper(request, pk)
    actions.note_first_reading(document, timezone.now())
    try:
        return download(document, timezone.now())
    except (Busy, CannotPrint) as error:
        messages.error(request, str(error))
        return redirect("portal:track_paper", pk=pk)


@never_cache
@require_safe
def receipt_file(request: HttpRequest, number: str) -> HttpResponse:
    """The signed receipt as a file for machines, with what its digest was made of: for its holder alone."""
    case = filer.case_of(request, number)
    if case is None:
        return ask_code(number)
    shape = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(receipts.for_holder(case), json_dumps_params=shape)
    response["Content-Disposition"] = f'attachment; filename="{case.receipt.code}.json"'
    return response


def _paper(request: HttpRequest, pk: int) -> Document:
    mine = request.session.get(filer.CASES, {}).values()
    rows = Document.objects.filter(pk=pk, for_filer=True, case_id__in=mine)
    found = rows.select_related("case", "paper", "reading", "cancellation__replaced_by").first()
    if found is None:
        raise Http404
    return found


def ask_code(number: str) -> HttpResponse:
    """To the page that asks for the receipt code of a number."""
    response: HttpResponse = redirect("portal:track")
    response["Location"] += "?" + urlencode({"number": number})
    return response
