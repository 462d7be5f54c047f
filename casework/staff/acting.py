"""One way to show a form, do what it asks through the door, and say what the door refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from casework.errors import Conflict, InvalidData
from casework.models import Case
from casework.staff.moves import add_errors
from casework.staff.pages import case_url, done
from casework.staff.request import StaffRequest


def act(
    request: StaffRequest,
    template: str,
    case: Case,
    form: Form,
    do: Callable[[dict[str, Any]], object],
    words: str,
    otherwise: str = "",
    **context: Any,
) -> HttpResponse:
    """Show the form; when it was sent and is right, call `do` with its data and go on to the case, or `otherwise`.

    What the door refuses stands beside its field or on top; what was typed stays.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                do(form.cleaned_data)
            except InvalidData as error:
                add_errors(form, error)
            except Conflict as error:
                context["trouble"], status = error, error.status
            else:
                return done(request, words, otherwise or case_url(case))
    return render(request, template, {"case": case, "form": form, **context}, status=status)
