"""Who leads and who cooperates, by the clause table of the plan; recusal comes first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .errors import MissingStreet, NobodyLeft, UnknownArea, UnknownStreet


@dataclass(frozen=True)
class Clause:
    """One clause of the plan.

    `kinds` says how strongly the text names a kind of case (core, likely, possible ...); None when nobody has said.
    `version` is its own; without one a decision names that of the table.
    """

    id: str
    title: str
    leads: tuple[str, ...]
    lead_class: bool = False
    cooperating: tuple[str, ...] = ()
    open_class: bool = False
    kinds: Mapping[str, str] | None = None
    version: str = ""


@dataclass(frozen=True)
class Street:
    """A street office and the time in which it exists."""

    name: str
    valid_from: date | None = None
    valid_to: date | None = None

    def exists(self, on: date | None) -> bool:
        """True when the street exists on that day; without a day, when it has not ended."""
        if on is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class RoutingTable:
    """The clauses of one plan in one version, with areas (area id to clause id) and the reserve list of leads."""

    clauses: Mapping[str, Clause]
    areas: Mapping[str, str]
    reserve: tuple[str, ...]
    outside_bodies: frozenset[str]
    streets: tuple[Street, ...]
    rule_id: str
    version: str


@dataclass(frozen=True)
class Route:
    """A routing decision with what it rests on.

    excluded: (unit or person, why) with why in respondent, recused, person_named.
    reasons: codes in the order they were met: first_named, street_of_case, lead_excluded, next_joint_lead,
    reserve_lead, kind_not_named (the clause's text does not speak of this kind of case: look twice).
    outside: the bodies among the units that are asked for help but set no deadline.
    """

    clause: str
    lead: str
    joint_leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    open_class: bool
    excluded: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    outside: tuple[str, ...]
    rule: str
    version: str


def route(
    table: RoutingTable,
    *,
    area: str,
    kind: str | None = None,
    respondent: str | None = None,
    street: str | None = None,
    recused: Iterable[str] = (),
    person: str | None = None,
    on: date | None = None,
) -> Route:
    """Find the units for a case. `area` is an area id or a clause id; units go by their short names.

    The respondent, and any unit that recused itself, neither leads nor cooperates. Raises UnknownArea, MissingStreet,
    UnknownStreet or NobodyLeft.
    """
    clause = _clause(table, area)
    excluded = _excluded(respondent, recused, person)
    barred = {name for name, why in excluded if why != "person_named"}
    named = clause.leads
    if clause.lead_class:
        named = (_street(table, clause, street or respondent, is_stated=street is not None, on=on),)
    leads, reasons = _leads(table, clause, named, barred)
    if kind is not None and clause.kinds is not None and kind not in clause.kinds:
        reasons = (*reasons, "kind_not_named")
    cooperating = tuple(unit for unit in clause.cooperating if unit not in barred and unit not in leads)
    return Route(
        clause=clause.id,
        lead=leads[0],
        joint_leads=leads[1:],
        cooperating=cooperating,
        open_class=clause.open_class,
        excluded=excluded,
        reasons=reasons,
        outside=tuple(unit for unit in (*leads, *cooperating) if unit in table.outside_bodies),
        rule=table.rule_id,
        version=clause.version or table.version,
    )


def _clause(table: RoutingTable, area: str) -> Clause:
    """The clause of an area id or clause id; brackets may be full-width."""
    key = area.strip().replace("（", "(").replace("）", ")")
    clause = table.clauses.get(table.areas.get(key, key))
    if clause is None:
        raise UnknownArea(area=area)
    return clause


def _excluded(respondent: str | None, recused: Iterable[str], person: str | None) -> tuple[tuple[str, str], ...]:
    """Who may not touch the case, and why; the first reason stands."""
    reasons: dict[str, str] = {}
    if respondent:
        reasons[respondent] = "respondent"
    for unit in recused:
        reasons.setdefault(unit, "recused")
    if person:
        reasons.setdefault(person, "person_named")
    return tuple(reasons.items())


def _street(table: RoutingTable, clause: Clause, name: str | None, *, is_stated: bool, on: date | None) -> str:
    """The street that leads: the one stated, else the respondent when that is a street."""
    if name in {street.name for street in table.streets if street.exists(on)}:
        return name or ""
    if is_stated:
        raise UnknownStreet(street=name)
    raise MissingStreet(clause=clause.id)


def _leads(
    table: RoutingTable, clause: Clause, named: tuple[str, ...], barred: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The leads that are left, first the one who answers for the case; else one from the reserve list."""
    left = tuple(unit for unit in named if unit not in barred)
    usual = "street_of_case" if clause.lead_class else "first_named"
    if left == named:
        return left, (usual,)
    if left:
        return left, (usual, "lead_excluded") if left[0] == named[0] else ("lead_excluded", "next_joint_lead")
    for unit in table.reserve:
        if unit not in barred:
            return (unit,), ("lead_excluded", "reserve_lead")
    raise NobodyLeft(clause=clause.id)
