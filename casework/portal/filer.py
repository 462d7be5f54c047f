"""The filer of a case: known by number and receipt code, remembered for this browser session."""

from __future__ import annotations

from django.http import HttpRequest

from casework import registry
from casework.models import Case

CASES = "filer_cases"  # session: number -> id of the cases this browser has opened


def admit(request: HttpRequest, case: Case) -> None:
    """Let this browser read the case. The session gets a new key, so that an older one cannot be used."""
    request.session.cycle_key()
    request.session[CASES] = {**request.session.get(CASES, {}), case.number: case.pk}


def leave(request: HttpRequest) -> None:
    """Forget all cases: for shared computers."""
    request.session.pop(CASES, None)


def case_of(request: HttpRequest, number: str) -> Case | None:
    """The case as the proxy of its kind, if this browser has opened it."""
    pk = request.session.get(CASES, {}).get(number)
    kind = Case.objects.filter(pk=pk).values_list("kind", flat=True).first() if pk else None
    if kind is None:
        return None
    model = registry.get(kind).model
    return model._default_manager.select_related("lead_unit", "review_unit", "record", "receipt").get(pk=pk)
