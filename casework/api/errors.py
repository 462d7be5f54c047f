"""Everything that goes wrong, as `{code, message}` in the caller's language; 422 adds `errors` per field."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from casework.api.field_errors import by_field
from casework.api.wire import respond
from casework.errors import ActionError, InvalidData, NotFound

logger = logging.getLogger(__name__)


def problem(status: int, code: str, message: object, errors: dict[str, list[str]] | None = None) -> HttpResponse:
    """One error on its way out."""
    document: dict[str, Any] = {"code": code, "message": str(message)}
    if errors is not None:
        document["errors"] = errors
    return respond(document, status)


def refused(request: HttpRequest, error: ActionError) -> HttpResponse:
    """The door said no."""
    errors = None
    if isinstance(error, InvalidData):
        errors = {field: [str(words) for words in found] for field, found in error.errors.items()}
    return problem(error.status, error.code, error.message, errors)


def unusable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The request does not have the shape the API asks for. A wrong address is an address of nothing."""
    if any(found["loc"][0] == "path" for found in error.errors):
        return refused(request, NotFound())
    return problem(422, InvalidData.code, InvalidData.default, by_field(error.errors))


def not_spoken(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Errors that the library raises itself: who are you, and what did you mean."""
    if error.status_code == 401:
        response = problem(401, "unauthenticated", _("Send a valid token: Authorization: Bearer …"))
        response["WWW-Authenticate"] = "Bearer"
        return response
    words = _("The request cannot be read. Send JSON in UTF-8 without control characters.")
    return problem(error.status_code, "malformed", words)


def not_found(request: HttpRequest, error: Exception | None = None, **kwargs: Any) -> HttpResponse:
    """No such address."""
    return problem(404, "not_found", _("There is nothing at this address."))


def wrong_method(allowed: str) -> HttpResponse:
    """The address exists, but not for this method."""
    response = problem(405, "method_not_allowed", _("This address accepts: %(methods)s.") % {"methods": allowed})
    response["Allow"] = allowed
    return response


def suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    """Too big, or otherwise not meant well."""
    if isinstance(error, RequestDataTooBig):
        return problem(413, "too_large", _("The request is too large."))
    return problem(400, "malformed", _("The request cannot be understood."))


def our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """A mistake of ours: written to the log, told without details."""
    logger.exception("the API failed", exc_info=error)
    return problem(500, "internal", _("Something went wrong. Please try again later."))


def install(api: NinjaAPI) -> None:
    """Make the API answer all its errors this way."""
    api.add_exception_handler(ActionError, refused)
    api.add_exception_handler(ValidationError, unusable)
    api.add_exception_handler(HttpError, not_spoken)
    api.add_exception_handler(Http404, not_found)
    api.add_exception_handler(SuspiciousOperation, suspicious)
    api.add_exception_handler(Exception, our_fault)
