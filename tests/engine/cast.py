"""The cast of the shared tests: people in every relation to a case, and scenes reached by real moves."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from casework import actions, registry, routing
from casework.checks import problems
from casework.errors import ActionError
from casework.models import Case, Membership, Proposal, Role, Unit, User
from casework.models.unit import MEMBER_ROLES
from casework.permissions import Actor, excluded_units, is_recused
from casework.registry import CaseKind, Move
from casework.sweep import sweep
from tests.engine.files import photo
from tests.world import World

FIRST_DAY = date(2024, 3, 26)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in the block is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Cast:
    """One case of a kind, the units around it, and one person for each role in each of them."""

    world: World
    kind: CaseKind
    case: Any
    units: dict[str, Unit]
    people: dict[str, Actor] = field(default_factory=dict)
    entered: dict[str, dict[str, Any]] = field(default_factory=dict)  # by move, for the present scene

    @classmethod
    def of(cls, world: World, code: str) -> Cast:
        """File a case of the kind and call everybody in."""
        case = scenes(code).open_case(world)
        cast = cls(world, registry.get(code), case, _units(case, world))
        made: dict[tuple[int, str], Actor] = {}  # a unit that plays two parts has the same people in both
        for relation, unit in cast.units.items():
            for role in MEMBER_ROLES:
                who = made.get((unit.pk, role)) or person(f"{relation}-{role}", (unit, role))
                cast.people[f"{relation} {role}"] = made[unit.pk, role] = who
        lead = (cast.units["lead"], Role.HANDLER)
        barred = Unit.objects.filter(pk__in=excluded_units(case))
        for unit in barred:
            cast.people["recused with a unit"] = person("recused-unit", (unit, Role.AUDITOR), lead)
        if "respondent" in cast.units:
            cast.people["of both sides"] = person("both-sides", (cast.units["respondent"], Role.AUDITOR), lead)
        cast.people |= {
            "recused": person("recused", lead),
            "nobody": person("nobody"),
            "filer": Actor.filer(case),
            "other filer": Actor(case_id=0),
            "anonymous": Actor(),
            "machine": Actor.machine("test"),
        }
        actions.declare_conflict(case.number, reason="亲属。", by=cast.people["recused"], at=world.at)
        return cast

    def walk(self, steps: Iterable[str | timedelta]) -> Cast:
        """Bring the case to a scene: moves by name, `answer` for all units that were asked, time that passes,
        `sweep`, `file` for a file that the respondent adds, or what the kind's own scenes call `HAPPENINGS`.
        """
        happenings = getattr(scenes(self.kind.code), "HAPPENINGS", {})
        for step in steps:
            if isinstance(step, timedelta):
                self.world.at += step
            elif step == "answer":
                self.answer()
            elif step == "sweep":
                sweep(self.world.at)
            elif step == "file":
                by = self.people["respondent handler"]
                actions.add_evidence(photo(), by=by, case=self.now(), at=self.world.at)
            elif step in happenings:
                happenings[step](self.world, self.now())
            else:
                self.agree(step)
        self.entered.clear()
        return self

    def now(self) -> Any:
        """The case as it is in the database."""
        return self.world.get(self.case)

    def doer(self, row: Move) -> Actor:
        """Somebody who may make the move."""
        if row.by == (Role.FILER,):
            return self.people["filer"]
        if row.by_system:
            return self.people["machine"]
        return self.people[f"{row.unit} {row.by[0]}"]

    def submit(self, row: Move, by: Actor) -> Case | Proposal:
        """Make or propose a move with what a person would enter."""
        if row.name not in self.entered:
            self.entered[row.name] = scenes(self.kind.code).entered(row.name, self.case)
        return actions.submit(self.case.number, row.name, by=by, at=self.world.at, data=self.entered[row.name])

    def agree(self, move: str) -> None:
        """Make a move by those who may, with its approval where it needs one."""
        self.entered.clear()
        row = self.kind.moves[move]
        done = self.submit(row, self.doer(row))
        if isinstance(done, Proposal):
            approver = self.people[f"{row.unit} {row.approval}"]
            actions.decide(done.pk, by=approver, at=self.world.at, approve=True)

    def answer(self) -> None:
        """The units that were asked answer, each what its kind finds first."""
        for assignment in self.case.assignments.filter(status="open").select_related("unit").order_by("pk"):
            finding = self.kind.findings[assignment.purpose][0][0]
            by = self.member(assignment.unit)
            actions.answer(assignment.pk, finding=finding, text="经核查，情况如下。", by=by, at=self.world.at)

    def member(self, unit: Unit) -> Actor:
        """A handler of the unit: one of the cast, or somebody called in."""
        held = (actor for actor in self.people.values() if actor.holds(unit.pk, Role.HANDLER))
        fitting = (actor for actor in held if not is_recused(actor, self.case))
        name = f"called-in-{unit.pk}"
        before = User.objects.filter(username=name).first()
        called = Actor.person(before, FIRST_DAY) if before else None
        return next(fitting, called) or person(name, (unit, Role.HANDLER))

    def refusal(self, row: Move, by: Actor) -> str:
        """The name of the refusal of an attempt, or what it came to when it was not refused."""
        try:
            done = self.submit(row, by)
        except ActionError as refused:
            return type(refused).__name__
        return f"{type(done).__name__} {done}"

    def makes(self, row: Move, by: Actor) -> bool:
        """Whether a move, made and approved where it has to be, brings the case where its row says. Taken back."""
        state = self.now().state
        with undone():
            done = self.submit(row, by)
            if isinstance(done, Proposal):
                assert self.now().state == state, "changed before it was approved"
                approver = self.people[f"{row.unit} {row.approval}"]
                actions.decide(done.pk, by=approver, at=self.world.at, approve=True)
            assert list(problems()) == []
            moved = self.case.events.filter(verb="move", move=row.name).last()
            last = self.case.events.filter(verb="move").last()
            return (moved.from_state, moved.to_state, self.now().state) == (state, row.target, last.to_state)


def scenes(code: str) -> Any:
    """The scenes that a kind's own tests declare."""
    return importlib.import_module(f"workflows.{code}.tests.scenes")


def person(username: str, *roles: tuple[Unit, str]) -> Actor:
    """A new member of staff with these roles."""
    user = User.objects.create(username=username)
    for unit, role in roles:
        Membership.objects.create(user=user, unit=unit, role=role, valid_from=FIRST_DAY)
    return Actor.person(user, FIRST_DAY)


def fingerprint(case: Case) -> tuple[str, int, str]:
    """What a refused move must leave alone."""
    return case.state, case.version, case.last_hash


def _units(case: Case, world: World) -> dict[str, Unit]:
    known = {"lead": case.lead_unit}
    known |= {"provider": case.record.source_unit} if case.record else {}
    known |= {"respondent": case.respondent} if case.respondent and not case.respondent_barred else {}
    barred = excluded_units(case) | {unit.pk for unit in known.values()}
    known["review"] = routing.review_unit(world.at.date(), barred)
    known["registry"] = case.registry_unit
    known["foreign"] = Unit.objects.exclude(pk__in=barred | {known["review"].pk}).filter(valid_to=None).latest("pk")
    return known
