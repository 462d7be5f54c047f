"""Addresses of the API. Whatever is not one of them, or comes by another method, is answered as JSON too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from casework.api import description
from casework.api.errors import not_found, wrong_method
from casework.api.service import api

app_name = "api"
View = Callable[..., HttpResponse]


def speaking(view: View) -> View:
    """The view, with its plain 405 turned into an error of the API."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return wrong_method(response["Allow"]) if response.status_code == 405 else response

    return csrf_exempt(answer)


operations = api.urls[0]
for pattern in operations:
    pattern.callback = speaking(pattern.callback)

urlpatterns = [
    path("openapi.json", speaking(description.openapi), name="openapi"),
    path("docs", speaking(description.docs), name="docs"),
    *(pattern for pattern in operations if pattern.name != "api-root"),
    path("", csrf_exempt(not_found), name="root"),
    re_path(r"^[\s\S]+$", csrf_exempt(not_found)),  # path:rest would let an address with a line feed through
]
