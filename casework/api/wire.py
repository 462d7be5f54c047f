"""JSON on the wire: read strictly, written so that Chinese stays readable."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # tab, line feed and return may stand in a text
CONTENT_TYPE = "application/json; charset=utf-8"


class Encoder(NinjaJSONEncoder):
    """Writes moments in the time of the district, to the second: 23:59:59 is the end of that day, not of another."""

    def default(self, o: Any) -> Any:
        """What JSON has no form for."""
        if isinstance(o, datetime):
            return timezone.localtime(o).isoformat(timespec="seconds")
        return super().default(o)


class ReadableRenderer(JSONRenderer):
    """Writes characters as themselves, not as \\u escapes."""

    encoder_class = Encoder
    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class StrictParser(Parser):
    """Refuses what JSON does not know (NaN) and what no text may hold (control characters, lone surrogates)."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The document of the request. Any error here becomes a 400."""
        document = json.loads(request.body, parse_constant=_no_constant)
        _check_storable(document)
        return document

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The parameters of the address."""
        try:
            _check_storable(dict(data.lists()))
        except ValueError as error:
            raise HttpError(400, str(error)) from error
        return super().parse_querydict(data, list_fields, request)


def respond(document: Any, status: int = 200) -> HttpResponse:
    """A JSON response made outside an operation: errors and the description of the API."""
    text = json.dumps(document, cls=Encoder, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _check_storable(value: Any) -> None:
    """Raise ValueError for a text that cannot be kept."""
    if isinstance(value, str):
        value.encode()  # a lone surrogate is a UnicodeEncodeError, which is a ValueError
        if CONTROL.search(value):
            raise ValueError("a text contains a control character")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_storable(key)
            _check_storable(item)
    elif isinstance(value, list):
        for item in value:
            _check_storable(item)
