"""The load (工作量): who has how much in hand and for how long, and handing it to somebody else."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import care, queries, workload
from casework.errors import NotAllowed, NotFound
from casework.keyset import page_of
from casework.models import Role, Unit, User
from casework.queries import BY_RISK
from casework.staff.context import working_calendar
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.rows import row_of
from casework.staff.work import with_query


@staff_page()
def load(request: StaffRequest) -> HttpResponse:
    """The units that this person oversees, and the people of one of them."""
    units, chosen = overseen(request), _number(request, "unit")
    unit = next((one for one in units if one.pk == chosen), units[0] if len(units) == 1 else None)
    calendar = working_calendar(request)
    context = {
        "units": workload.by_unit(request.actor, units, calendar, request.now) if unit is None else [],
        "unit": unit,
        "several": len(units) > 1,
        "people": workload.by_person(request.actor, unit, calendar, request.now) if unit else [],
    }
    return render(request, "staff/load.html", context)


@staff_page()
def tasks(request: StaffRequest) -> HttpResponse:
    """What one person of a unit has in hand, or what nobody there has taken; a supervisor hands it on from here."""
    unit = next((one for one in overseen(request) if one.pk == _number(request, "unit")), None)
    number = _number(request, "person")
    person = User.objects.filter(pk=number).first() if number else None
    if unit is None or (number and person is None):
        raise NotFound(_("There is no such person in your units."))
    held = workload.open_work(request.actor).filter(unit=unit, owner=person)
    found = queries.for_rows(held).annotate(came=workload.came())
    page, calendar = page_of(found, BY_RISK, request.GET.get("cursor", "")), working_calendar(request)
    today, query = timezone.localdate(request.now), {"unit": unit.pk, "person": number}
    context: dict[str, Any] = {
        "unit": unit,
        "person": person,
        "rows": [
            {
                "row": row_of(task, request.actor, request.now, calendar),
                "waited": max(0, calendar.workdays_between(timezone.localdate(task.came), today)),
            }
            for task in page.rows
        ],
        "may_hand_over": request.actor.holds(unit.pk, Role.SUPERVISOR),
        "back": with_query("staff:load", {"unit": unit.pk}),
        "before": with_query("staff:load_tasks", query | {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:load_tasks", query | {"cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/load_tasks.html", context)


def overseen(request: StaffRequest) -> list[Unit]:
    """The units whose people this person oversees. Raises NotAllowed when there is none."""
    units = list(Unit.objects.filter(pk__in=care.overseen_by(request.actor)).order_by("pk"))
    if not units:
        raise NotAllowed(_("Only supervisors and leaders see the load of a unit."))
    return units


def _number(request: StaffRequest, name: str) -> int:
    """A number in the address; 0 when there is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
