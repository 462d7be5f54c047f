"""The watch list (关注清单): cases that stand still, time limits about to breach, and those in breach."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from casework import care, casefile, registry
from casework.keyset import page_of
from casework.models import Case, Clock, DeadlineRule, Unit
from casework.permissions import unit_of
from casework.queries import light_of
from casework.rules.calendars import Calendar
from casework.staff.context import working_calendar
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.rows import due_words, masked_title, time_left
from casework.staff.work import with_query

STALLED, AMBER, RED = "stalled", "amber", "red"


@staff_page()
def watch(request: StaffRequest) -> HttpResponse:
    """One of the three lists, for the units of this person."""
    tab = request.GET.get("tab", AMBER)
    tab = tab if tab in (STALLED, AMBER, RED) else AMBER
    rule, calendar = care.stalled_rule(request.now), working_calendar(request)
    if tab == STALLED:
        found: Any = care.stalled(request.actor, rule, calendar, request.now)
        page = page_of(found, care.LONGEST_UNTOUCHED, request.GET.get("cursor", ""))
        rows = [_stalled_row(case, calendar, request.now) for case in page.rows]
    else:
        page = page_of(care.at_risk(request.actor, tab, request.now), care.MOST_URGENT, request.GET.get("cursor", ""))
        rows = [_clock_row(clock, calendar, request.now) for clock in page.rows]
    context = {
        "tab": tab,
        "rows": rows,
        "rule": rule,
        "limit": _limit(rule),
        "before": with_query("staff:watch", {"tab": tab, "cursor": page.before}) if page.before else "",
        "after": with_query("staff:watch", {"tab": tab, "cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/watch.html", context)


def _limit(rule: DeadlineRule) -> int:
    """The number of days of the rule, for the words above the list."""
    return int((rule.spec.get("limit") or {"value": 0})["value"])


def _stalled_row(case: Any, calendar: Calendar, at: datetime) -> dict[str, Any]:
    touched, today = timezone.localdate(case.touched_at), timezone.localdate(at)
    return _row(case, case) | {
        "light": light_of(case.due_at, case.amber_at, at),
        "words": time_left(case.due_at, at, calendar),
        "due": due_words(case.due_at),
        "what": case.holder or "",
        "idle": calendar.workdays_between(touched, today),
        "touched_at": case.touched_at,
        "unit": case.lead_unit,
    }


def _clock_row(clock: Any, calendar: Calendar, at: datetime) -> dict[str, Any]:
    return _row(clock.case, clock) | {
        "light": casefile.lamp(clock.due_at, clock.amber_at, at),
        "words": time_left(clock.due_at, at, calendar),
        "due": due_words(clock.due_at),
        "what": str(registry.get(clock.case.kind).clocks[clock.name].label),
        "unit": _whose(clock),
    }


def _row(case: Case, annotated: Any) -> dict[str, Any]:
    """What both kinds of rows show of the case."""
    kind = registry.get(case.kind)
    return {
        "number": case.number,
        "title": masked_title(case.title, annotated.filer_name, annotated.filer_type),
        "kind": kind.label,
        "state": kind.state_label(case.state),
    }


def _whose(clock: Clock) -> Unit | None:
    """The unit whose duty it is."""
    if clock.assignment is not None:
        return clock.assignment.unit
    return unit_of(clock.case, clock.duty)
