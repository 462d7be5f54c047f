"""Routing by the rows of the pack: the clause table, and the decision that a case keeps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from casework.errors import Conflict
from casework.held import once
from casework.models import Area, Case, Clause, JointLead, Pack, ReserveList, Unit
from casework.permissions import excluded_units
from casework.rules import routing
from casework.rules.routing import Route, RoutingTable, Street

LOOK_BACK = timedelta(days=365)
MOST = 8


@once
def table(on: date) -> RoutingTable:
    """The clause table in force on a day, with areas, streets and the reserve list of leads."""
    pack = Pack.objects.order_by("pk").first()
    newest = {row.code: row for row in Clause.objects.order_by("version", "pk") if row.in_force(on)}
    lists = ReserveList.objects.filter(code=pack.code).order_by("version") if pack else ()
    reserve = [row.units for row in lists if row.in_force(on)]
    units = Unit.objects.all()
    return RoutingTable(
        clauses={code: as_clause(row) for code, row in newest.items()},
        areas=dict(Area.objects.values_list("code", "clause")),
        reserve=tuple(reserve[-1]) if reserve else (),
        outside_bodies=frozenset(u.name for u in units if u.outside),
        streets=tuple(Street(u.name, u.valid_from, u.valid_to) for u in units if u.kind == Unit.Kind.STREET),
        rule_id=f"{pack.code}/clauses" if pack else "clauses",
        version=str(max((row.version for row in newest.values()), default=1)),
    )


def as_clause(row: Clause) -> routing.Clause:
    """The row as the value that casework.rules routes with."""
    return routing.Clause(
        id=row.code,
        title=row.title,
        leads=tuple(row.leads),
        lead_class=row.lead_class,
        cooperating=tuple(row.cooperating),
        open_class=row.open_class,
        kinds=row.kinds or None,
        version=str(row.version),
    )


def decision(route: Route, inputs: dict[str, Any]) -> dict[str, Any]:
    """What a case keeps of its routing: rule, version, clause, inputs, who was excluded and why."""
    return {
        "rule": route.rule,
        "version": route.version,
        "clause": route.clause,
        "lead": route.lead,
        "joint_leads": list(route.joint_leads),
        "cooperating": list(route.cooperating),
        "open_class": route.open_class,
        "excluded": [{"unit": unit, "why": why} for unit, why in route.excluded],
        "reasons": list(route.reasons),
        "outside": list(route.outside),
        "inputs": inputs,
    }


@dataclass(frozen=True)
class Question:
    """What is asked of the clause table; units by their short names."""

    area: str
    kind: str | None = None
    respondent: str | None = None
    street: str | None = None
    person: str | None = None
    recused: tuple[str, ...] = ()

    @property
    def inputs(self) -> dict[str, Any]:
        """What a decision keeps of the question."""
        kept = asdict(self)
        return kept if self.recused else {name: value for name, value in kept.items() if name != "recused"}


def answer(question: Question, on: date) -> tuple[Route, dict[str, Any]]:
    """The route by the table of a day, and the decision to keep: one answer for filing, screen and command.

    Raises a RuleError.
    """
    rows = table(on)
    found = routing.route(rows, on=on, **asdict(question))
    return found, {**decision(found, question.inputs), "title": rows.clauses[found.clause].title}


def suggestions(area: str, at: datetime) -> list[tuple[Unit, int, int]]:
    """Units that were asked in cases of an area in the last year, with how often and how often they answered.

    For open classes (各相关单位): a suggestion from experience, never a rule.
    """
    past = Q(assignments__case__area=area, assignments__asked_at__gte=at - LOOK_BACK)
    answered = past & Q(assignments__status="answered")
    rows = Unit.objects.filter(valid_to=None).annotate(
        asked=Count("assignments", filter=past), answered=Count("assignments", filter=answered)
    )
    return [(row, row.asked, row.answered) for row in rows.filter(asked__gt=0).order_by("-asked", "pk")[:MOST]]


def anew(case: Case, on: date) -> tuple[Route, dict[str, Any]]:
    """How the case is routed on a day, with whoever was ordered to keep out left aside; and the decision to keep."""
    out = Unit.objects.filter(pk__in=excluded_units(case) - {case.respondent_id}).values_list("name", flat=True)
    before = case.route.get("inputs", {})
    question = Question(
        case.area,
        case.kind,
        respondent=before.get("respondent"),
        street=case.street.name if case.street else None,
        person=before.get("person"),
        recused=tuple(out),
    )
    return answer(question, on)


@once
def unit(name: str) -> Unit:
    """The current unit of this short name. Raises Unit.DoesNotExist."""
    return Unit.objects.get(name=name, valid_to__isnull=True)


def set_joint_leads(case: Case, names: list[str]) -> None:
    """Write down who leads together with the lead of the case, in the order of the clause."""
    JointLead.objects.filter(case_id=case.pk).delete()
    for position, name in enumerate(names, start=1):
        JointLead.objects.create(case_id=case.pk, unit=unit(name), position=position)


@once
def registry_unit(on: date, excluded: frozenset[int]) -> Unit:
    """Who registers (登记分办): the first unit of the pack's list that may."""
    pack = Pack.objects.order_by("pk").first()
    for name in pack.registry if pack else ():
        candidate = unit(name)
        if candidate.pk not in excluded:
            return candidate
    raise Conflict(_("No unit is free to register this. The district has to name one."))


def review_unit(on: date, excluded: frozenset[int], asked: frozenset[int] = frozenset()) -> Unit:
    """Who reviews: the first unit of the reserve list that has no part in the case (复核由未参与单位办理).

    When all of them were asked, the first that was: then those of its people who took no part.
    """
    free = [candidate for name in table(on).reserve if (candidate := unit(name)).pk not in excluded]
    if not free:
        raise Conflict(_("No unit is free to review this. The district has to name one."))
    return min(free, key=lambda candidate: candidate.pk in asked)
