"""Rehearsing a change (试算): what it would move on the open cases of today. Computed, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from casework import clocks, routing
from casework.models import CalendarYear, Case, Clock, DeadlineRule, RuleChange
from casework.rule_messages import rule_words
from casework.rule_versions import What, built, versions
from casework.rules.calendars import Calendar
from casework.rules.errors import RuleError
from casework.rules.routing import RoutingTable, route

MOST = 5000  # clocks or cases that one page looks at; those that run out first


@dataclass(frozen=True)
class Basis:
    """By what clocks are computed anew: the calendar, and the version they would run by if that changes."""

    calendar: Calendar
    rule: DeadlineRule | None = None


@dataclass(frozen=True)
class Line:
    """One clock: from when to when; or why it stays."""

    clock: Clock
    before: datetime
    after: datetime
    breach: bool = False
    why: str = ""


@dataclass(frozen=True)
class Rehearsal:
    """What the change would do. `settled`: the date stays, the version or its being provisional does not."""

    looked_at: int
    moved: list[Line]
    settled: int
    kept: list[Line]
    more: bool

    @property
    def breaches(self) -> int:
        """How many clocks would be overdue that are not now."""
        return sum(line.breach for line in self.moved)


@dataclass(frozen=True)
class Led:
    """An open case that another unit would lead if it were filed after the change; None: nobody could."""

    case: Case
    before: str
    after: str | None


def basis_of(change: RuleChange) -> Basis:
    """What the clocks are computed by, whether the version is written already or only drafted."""
    if change.what == What.YEAR:
        return Basis(clocks.calendar(built(change, change.version)))
    written = versions(change.what, change.code).filter(version=change.version).first()
    return Basis(clocks.calendar(), written or built(change, change.version))


def concerned(change: RuleChange) -> QuerySet[Clock]:
    """The live clocks that a change reaches, those that it has moved already included for a calendar year."""
    if change.what == What.YEAR:
        before = versions(change.what, change.code).filter(version=change.base_version)
        return reaching_into([built(change, change.version), *before])
    live = Clock.objects.filter(status__in=clocks.LIVE)
    if change.what == What.RULE:
        return live.filter(rule__code=change.code, rule__version__lt=change.version)
    return live.none()


def reaching_into(years: Iterable[CalendarYear]) -> QuerySet[Clock]:
    """The live clocks with a day that one of these versions of a year may count otherwise than another."""
    days: set[date] = set()
    for row in years:
        days.update((date(row.year, 1, 1), date(row.year, 12, 31)), row.off, row.makeup)
    begin, end = _begin(min(days)), _begin(max(days))
    runs_on = Q(due_at__gte=begin) | Q(next_rung_at__gte=begin)  # rungs are counted in days after the last one
    return Clock.objects.filter(runs_on, status__in=clocks.LIVE, started_at__lte=end)


def rehearse(change: RuleChange, at: datetime) -> Rehearsal:
    """Every clock that the change reaches, computed by it. A version that leaves open cases alone moves none."""
    if change.what == What.RULE and not change.applies_to_open:
        return Rehearsal(0, [], 0, [], more=False)
    basis, moment = basis_of(change), max(at, _begin(change.valid_from))
    rows = with_events(concerned(change)).order_by("due_at", "pk")[: MOST + 1]
    lines = [line(clock, basis, moment) for clock in rows]
    shown = lines[:MOST]
    moved = [each for each in shown if not each.why and each.after != each.before]
    kept = [each for each in shown if each.why]
    return Rehearsal(
        looked_at=len(shown),
        moved=sorted(moved, key=lambda each: (not each.breach, each.after, each.clock.pk)),
        settled=len(shown) - len(moved) - len(kept),
        kept=kept,
        more=len(lines) > MOST,
    )


def with_events(rows: QuerySet[Clock]) -> QuerySet[Clock]:
    """Clocks with all that they are computed from, in a fixed number of queries."""
    light = rows.select_related("case").defer("case__content", "case__route", "case__search")
    return light.prefetch_related("events", "rule")  # one object a rule: its specification is read once


def line(clock: Clock, basis: Basis, moment: datetime) -> Line:
    """One clock as the basis gives it. What its new version does not allow leaves it as it is."""
    before, running = clock.due_at, clock.status == Clock.Status.RUNNING
    clock.rule = basis.rule or clock.rule
    try:
        due = clocks.recompute(clock, basis.calendar)
    except RuleError as error:
        return Line(clock, before, before, why=rule_words(error))
    return Line(clock, before, due.at, breach=running and due.at < moment <= before)


def led_otherwise(change: RuleChange) -> tuple[list[Led], bool]:
    """Open cases that a clause, or the reserve list, would lead to another unit; and whether there are more.

    No case is moved by this: whoever leads it goes on.
    """
    before = routing.table(change.valid_from)
    after = _with_draft(before, change)
    cases: Any = Case.objects.open().select_related("lead_unit").exclude(route__reasons__contains=["lead_given"])
    if change.what == What.CLAUSE:
        cases = cases.filter(route__clause=change.code)
    else:
        cases = cases.filter(route__reasons__contains=["reserve_lead"])
    rows = list(cases.order_by("pk")[: MOST + 1])
    leads = [(case, *(_lead(case, table, change.valid_from) for table in (before, after))) for case in rows[:MOST]]
    found = [Led(case, str(case.lead_unit), new) for case, old, new in leads if new not in (old, str(case.lead_unit))]
    return found, len(rows) > MOST


def _lead(case: Case, table: RoutingTable, on: date) -> str | None:
    """Who leads by a table, from the inputs that the decision of the case kept; None when nobody can."""
    given = case.route.get("inputs", {})
    named = {name: given.get(name) for name in ("kind", "respondent", "street", "person")}
    try:
        found = route(table, area=case.route["clause"], recused=given.get("recused") or (), on=on, **named)
    except RuleError:
        return None
    return found.lead


def _with_draft(table: RoutingTable, change: RuleChange) -> RoutingTable:
    """The clause table with the drafted row in it."""
    row = built(change, change.version)
    if change.what == What.RESERVE:
        return replace(table, reserve=tuple(row.units))
    return replace(table, clauses={**table.clauses, change.code: routing.as_clause(row)})


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
