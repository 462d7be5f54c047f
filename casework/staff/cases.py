"""All cases I may see, and the page of one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from casework import queries, registry
from casework.keyset import page_of
from casework.models import Role
from casework.queries import NEWEST_FIRST
from casework.staff import case_page
from casework.staff.context import working_calendar
from casework.staff.pages import load_case, staff_page
from casework.staff.request import StaffRequest
from casework.staff.rows import case_rows
from casework.staff.work import search_text, with_query


@staff_page()
def cases(request: StaffRequest) -> HttpResponse:
    """The cases, newest first."""
    states = known_states()
    wanted = {"state": request.GET.get("state", ""), "q": search_text(request)}
    wanted["state"] = wanted["state"] if wanted["state"] in dict(states) else ""
    kind, _, state = wanted["state"].partition(".")
    found = queries.cases(request.actor, kind=kind, state=state, text=wanted["q"])
    page = page_of(found, NEWEST_FIRST, request.GET.get("cursor", ""))
    context = {
        "wanted": wanted,
        "registrar": request.actor.has_role(Role.REGISTRAR),
        "states": states,
        "rows": case_rows(page.rows, request.now, working_calendar(request)),
        "before": with_query("staff:cases", wanted | {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:cases", wanted | {"cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/cases.html", context)


@staff_page()
def case(request: StaffRequest, number: str) -> HttpResponse:
    """One case. Reading it is noted."""
    found = load_case(request, number)
    case_page.read(request, found)
    return render(request, "staff/case.html", case_page.build(request, found))


def known_states() -> list[tuple[str, str]]:
    """Every state of every kind, as "kind.state" with its words."""
    kinds = registry.all_kinds()
    named = len(kinds) > 1
    return [
        (f"{kind.code}.{state}", f"{kind.label}：{words}" if named else str(words))
        for kind in kinds
        for state, words in kind.states.choices
    ]
