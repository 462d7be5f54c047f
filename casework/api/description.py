"""The API described: openapi.json for machines, a page for people. Both in the language of the reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from casework.api.service import api
from casework.api.wire import respond

MEANINGS = {
    200: gettext_noop("Done."),
    201: gettext_noop("Made."),
    202: gettext_noop("Proposed; somebody else approves it."),
    400: gettext_noop("The request cannot be read."),
    401: gettext_noop("The token is missing, wrong or expired, or its account is switched off."),
    403: gettext_noop("The caller may not do this; the message says who may."),
    404: gettext_noop("It does not exist, or the caller may not know of it."),
    409: gettext_noop("Not now: the state, a stale version, or somebody was first."),
    413: gettext_noop("The request is too large."),
    422: gettext_noop("What was sent cannot be used; errors says which fields."),
    429: gettext_noop("Too many tries in a short time."),
}
WORDS = ("summary", "description")


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return respond(schema())


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """A page for the people who connect another system."""
    document = schema()
    return render(request, "api/docs.html", {"info": document["info"], "groups": grouped(document)})


def schema() -> dict[str, Any]:
    """The OpenAPI document in the active language."""
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=reverse("api:root")))
    for shape in document["components"]["schemas"].values():
        shape.pop("description", None)  # the docstring: for readers of the code
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["tags"] = [_(tag) for tag in operation["tags"]]
            for status, answer in operation["responses"].items():
                answer["description"] = MEANINGS[int(status)]
    _speak(document["paths"])
    _speak(document["components"])
    document["info"] |= {key: _(document["info"][key]) for key in ("title", "description")}
    return document


def grouped(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations by their subject, as the page shows them."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            shown = {
                "id": operation["operationId"],
                "method": method.upper(),
                "address": address,
                "summary": operation["summary"],
                "description": operation.get("description", ""),
                "fields": [*_parameters(operation), *_body(operation, document)],
                "answers": [(status, answer["description"]) for status, answer in operation["responses"].items()],
            }
            groups.setdefault(operation["tags"][0], []).append(shown)
    return groups


def _speak(part: Any) -> None:
    """Translate the words of a part, and drop the titles that only repeat the names of fields."""
    if isinstance(part, list):
        for item in part:
            _speak(item)
    elif isinstance(part, dict):
        if isinstance(part.get("title"), str):
            del part["title"]
        for key, value in part.items():
            if key in WORDS and isinstance(value, str):
                part[key] = _(value)
            else:
                _speak(value)


def _parameters(operation: dict[str, Any]) -> list[dict[str, Any]]:
    places = {"path": _("address"), "query": _("query"), "header": _("header")}
    return [
        _field(given["name"], places[given["in"]], given["schema"], required=given["required"])
        for given in operation["parameters"]
    ]


def _body(operation: dict[str, Any], document: dict[str, Any]) -> list[dict[str, Any]]:
    if "requestBody" not in operation:
        return []
    return _properties(operation["requestBody"]["content"]["application/json"]["schema"], document, "")


def _properties(shape: dict[str, Any], document: dict[str, Any], prefix: str) -> list[dict[str, Any]]:
    """The fields of an object, those of objects in it by their dotted names."""
    shape = _resolved(shape, document)
    found = []
    for name, field in shape.get("properties", {}).items():
        required = name in shape.get("required", [])
        inner = _resolved(field, document)
        found.append(_field(prefix + name, _("body"), inner | field, required=required))
        found += _properties(inner, document, f"{prefix}{name}.")
    return found


def _resolved(shape: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The shape behind a reference; of alternatives, the one that is not null."""
    for option in (*shape.get("anyOf", ()), *shape.get("allOf", ())):
        if option.get("type") != "null":
            return _resolved(option, document)
    name = shape.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else shape


def _field(name: str, place: str, shape: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {
        "name": name,
        "place": place,
        "required": required,
        "choices": [choice for choice in shape.get("enum", []) if choice != ""],
        "longest": shape.get("maxLength"),
        "words": shape.get("description", ""),
    }
