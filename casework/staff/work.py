"""My work and the unit's queue: lists of tasks by legal risk."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from casework import queries, registry, workload
from casework.keyset import page_of
from casework.models.work import GuardedTaskQuerySet
from casework.queries import BY_RISK, LIGHTS, TaskFilter
from casework.staff.context import frame, working_calendar
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.rows import row_of

TABS = {"mine": queries.my_tasks, "unclaimed": queries.claimable_tasks, "waiting": queries.waiting_tasks}


@staff_page()
def home(request: StaffRequest) -> HttpResponse:
    """What is in my hands, what I could take, and what I wait for."""
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    wanted = TaskFilter(light=_light(request))
    context = {
        "tab": tab,
        "light": wanted.light,
        "counts": queries.light_counts(queries.my_tasks(request.actor), request.now),
        **task_list(request, TABS[tab](request.actor), wanted, {"tab": tab, "light": wanted.light}),
    }
    return render(request, "staff/home.html", context)


@staff_page()
def queue(request: StaffRequest) -> HttpResponse:
    """The work of my units, whoever holds it; unclaimed work can be taken."""
    wanted = queue_filter(request)
    held = {
        "kind": wanted.kind,
        "light": wanted.light,
        "unit": wanted.unit or "",
        "q": wanted.text,
        "show": "unclaimed" if wanted.unclaimed else "",
    }
    context = {
        "wanted": wanted,
        "kinds": registry.all_kinds(),
        "units": frame(request)["units"],
        "filtered": bool(wanted.kind or wanted.light or wanted.unit or wanted.text),
        "all_url": with_query("staff:queue", held | {"show": ""}),
        "unclaimed_url": with_query("staff:queue", held | {"show": "unclaimed"}),
        **task_list(request, queries.unit_tasks(request.actor), wanted, held),
    }
    return render(request, "staff/queue.html", context)


def queue_filter(request: StaffRequest) -> TaskFilter:
    """The filter in the address. What cannot be understood filters nothing."""
    unit = request.GET.get("unit", "")
    return TaskFilter(
        kind=request.GET.get("kind", "") if request.GET.get("kind") in {k.code for k in registry.all_kinds()} else "",
        light=_light(request),
        unit=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,
        text=search_text(request),
        unclaimed=request.GET.get("show") == "unclaimed",
    )


def task_list(
    request: StaffRequest, tasks: GuardedTaskQuerySet, wanted: TaskFilter, held: dict[str, Any]
) -> dict[str, Any]:
    """One page of tasks as rows, and the addresses of the pages beside it, which keep the filter."""
    found = queries.for_rows(queries.narrowed(tasks, wanted, request.now))
    away = workload.away_until(timezone.localdate(request.now), "owner", OuterRef("unit"))
    found = found.annotate(away_until=away)
    page = page_of(found, BY_RISK, request.GET.get("cursor", ""))
    calendar = working_calendar(request)
    view = request.resolver_match.view_name if request.resolver_match else "staff:home"
    return {
        "rows": [row_of(task, request.actor, request.now, calendar) for task in page.rows],
        "before": with_query(view, held | {"cursor": page.before}) if page.before else "",
        "after": with_query(view, held | {"cursor": page.after}) if page.after else "",
    }


def search_text(request: StaffRequest) -> str:
    """What was typed into the search box, fit for the index."""
    return request.GET.get("q", "").replace("\0", "").strip()[:80]


def with_query(view: str, query: dict[str, Any]) -> str:
    """The address of a page with the values that are not empty."""
    kept = {name: value for name, value in query.items() if value}
    return reverse(view, query=kept)


def _light(request: StaffRequest) -> str:
    light = request.GET.get("light", "")
    return light if light in LIGHTS else ""
