"""Verifying a paper (核验): by its code, by the address in its QR code, or by the file itself. No content is ever shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casework import signatures, throttle
from casework.papers import verifying
from casework.papers.verifying import Answer
from casework.portal.forms import VerifyCodeForm, VerifyFileForm

CODES = (60, 900)  # of one address, in so many seconds
FILES = (20, 900)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, typed: str = "") -> HttpResponse:
    """The page with its two fields, and the answer above them."""
    if request.method == "POST":
        return _file(request)
    asked = typed or request.GET.get("code", "")
    if "code" not in request.GET and not typed:
        return _page(request)
    form = VerifyCodeForm({"code": asked})
    if not form.is_valid():
        return _page(request, code=form)
    if throttle.exceeded(request, "verify", *CODES):
        return render(request, "portal/too_many.html", status=429)
    return _page(request, answer=verifying.by_code(form.cleaned_data["code"]), code=form)


@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """The public keys, for whoever verifies without us (docs/receipts.md)."""
    held = signatures.public_keys().items()
    found = [{"id": key_id, "algorithm": "Ed25519", "public_key": key} for key_id, key in held]
    return JsonResponse({"keys": found})


def _file(request: HttpRequest) -> HttpResponse:
    form = VerifyFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file=form)
    if throttle.exceeded(request, "verify_file", *FILES):
        return render(request, "portal/too_many.html", status=429)
    answer = verifying.by_file(form.cleaned_data["file"].read())
    if answer is None:
        form.add_error("file", _("This is neither the PDF of a paper nor the file of a receipt. Choose another file."))
        return _page(request, file=form)
    return _page(request, answer=answer, file=form)


def _page(
    request: HttpRequest,
    answer: Answer | None = None,
    code: VerifyCodeForm | None = None,
    file: VerifyFileForm | None = None,
) -> HttpResponse:
    context = {
        "answer": answer,
        "keys_url": reverse("portal:verify_keys"),
        "by_file": answer is not None and file is not None,
        "code_form": code or VerifyCodeForm(),
        "file_form": VerifyFileForm() if answer or file is None else file,
    }
    return render(request, "portal/verify.html", context)
