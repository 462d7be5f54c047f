"""A random walk through a kind of case: anybody may try anything at any moment; nothing ever disagrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from casework import actions, casefile, registry
from casework.errors import ActionError
from casework.models import Assignment, Case, CaseTask, Event, Membership, Proposal, Role, Unit
from casework.permissions import PARTS, Actor, unit_id_of
from casework.registry import CaseKind
from casework.sweep import sweep
from tests.engine.cast import scenes
from tests.engine.files import photo
from tests.engine.racing import clean
from tests.world import World

OFFICES = ("fagai", "caizheng", "zhujian", "zuzhibu", "zhengfuban", "sifa")
PEOPLE = (
    *(f"{o}_{role}" for o in OFFICES for role in ("handler", "supervisor")),
    "fagai_handler2",
    "zhengfuban_handler2",
    "registrar",
    "zhengfuban_registrar",
)
STRANGERS = ("leader", "auditor", "filer", "another filer", "nobody", "machine")
ASKED = ("区财政局", "区住建局", "区委组织部", "区政府办")
MOST_CASES = 3
# What happens on a day: mostly somebody does what is to be done, often somebody tries what they may not.
DAYS = Counter(
    go_on=12,
    anything=4,
    desk=3,
    evidence=1,
    time_passes=2,
    decide=1,
    take_back=1,
    ask=1,
    answer=1,
    rule=1,
    recuse=1,
    file=1,
)


class Walk(RuleBasedStateMachine):
    """One walk in one transaction that is taken back at its end. `made` and `refused` count over all walks."""

    kind: CaseKind = registry.get("objection")  # a subclass a kind
    made: Counter[str] = Counter()
    refused: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.world = World.ready()
        self.cases: list[Case] = []
        self.seen: dict[int, int] = {}
        self.steps = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.file(self.cases, Random(0))

    @rule(what=st.sampled_from(sorted(DAYS.elements())), seed=st.integers(0, 10**6))
    def step(self, what: str, seed: int) -> None:
        self.steps += 1
        dice = Random(f"{self.steps} {seed}")
        getattr(self, what)(self.world.get(dice.choice(self.cases)), dice)

    # Who and how -------------------------------------------------------------------------------------------------

    def actor(self, who: str, case: Case) -> Actor:
        strangers = {
            "filer": Actor.filer(case),
            "another filer": Actor(case_id=0),
            "nobody": Actor(),
            "machine": Actor.machine("walk"),
        }
        return strangers.get(who) or self.world.actor(who)

    def member(self, unit: Unit, role: str) -> Actor:
        return Actor.person(Membership.objects.filter(unit=unit, role=role).first().user, self.world.at.date())

    def attempt(self, name: str, act: Callable[..., Any], *what: Any, by: Actor, **how: Any) -> None:
        """Do something; being refused is all right, failing is not."""
        try:
            act(*what, by=by, at=self.world.at, **how)
        except ActionError:
            self.refused[name] += 1
        else:
            self.made[name] += 1

    def submit(self, case: Case, move: str, by: Actor) -> None:
        self.attempt(
            f"submit {move}", actions.submit, case.number, move, by=by, data=scenes(self.kind.code).entered(move, case)
        )

    # What may happen ---------------------------------------------------------------------------------------------

    def file(self, _case: Any, _dice: Random) -> None:
        if len(self.cases) < MOST_CASES:
            self.cases.append(scenes(self.kind.code).open_case(self.world))

    def anything(self, case: Case, dice: Random) -> None:
        self.submit(case, dice.choice(list(self.kind.moves)), self.actor(dice.choice((*PEOPLE, *STRANGERS)), case))

    def go_on(self, case: Case, dice: Random) -> None:
        """Somebody whose turn it is does what is to be done."""
        proposal = case.proposals.filter(status="pending").first()
        assignment = case.assignments.filter(status="open").order_by("pk").last()
        if proposal:
            self.settle(proposal, self.member(proposal.unit, Role.SUPERVISOR), dice)
        elif assignment and dice.random() < 0.6:
            self.reply(assignment, self.member(assignment.unit, Role.HANDLER), dice)
        else:
            people = [*self.at_work(case), Actor.filer(case)]
            ways = [(o.move.name, a) for a in people for o in casefile.options(case, a, self.world.at) if o.allowed]
            names = sorted({name for name, _actor in ways})
            gentle = [name for name in names if not self.ends(name)]
            if names:
                chosen = dice.choice(gentle if gentle and dice.random() < 0.95 else names)
                self.submit(case, *dice.choice([way for way in ways if way[0] == chosen]))

    def ends(self, move: str) -> bool:
        """Whether a move breaks a case off."""
        row = self.kind.moves[move]
        return row.grave and row.target in self.kind.closed_states

    def at_work(self, case: Case) -> list[Actor]:
        """The people whose part in the case lets them go on with it, a second one of each unit too."""
        units = {unit_id_of(case, part) for part in PARTS} - {None}
        roles = (Role.HANDLER, Role.REGISTRAR)
        rows = Membership.objects.filter(unit__in=units, role__in=roles).select_related("user").order_by("pk")
        return [Actor.person(row.user, self.world.at.date()) for row in rows]

    def settle(self, proposal: Proposal, by: Actor, dice: Random) -> None:
        approve = dice.random() < 0.85
        name = f"approve {proposal.move}" if approve else "return"
        self.attempt(name, actions.decide, proposal.pk, by=by, approve=approve, reason="请再核对。")

    def reply(self, one: Assignment, by: Actor, dice: Random) -> None:
        if dice.random() < 0.2:
            self.attempt("give back", actions.return_assignment, one.pk, by=by, reason="不属我单位。", belongs_to=None)
        else:
            finding = dice.choice(self.kind.findings[one.purpose])[0]
            self.attempt("answer", actions.answer, one.pk, by=by, finding=finding, text="经核查，情况如下。")

    def decide(self, case: Case, dice: Random) -> None:
        proposal = case.proposals.order_by("pk").last()
        if proposal:
            self.settle(proposal, self.actor(dice.choice((*PEOPLE, *STRANGERS)), case), dice)

    def take_back(self, case: Case, dice: Random) -> None:
        proposal = case.proposals.order_by("pk").last()
        if proposal:
            who = proposal.proposer.username if dice.random() < 0.5 else dice.choice(PEOPLE)
            self.attempt("take back", actions.take_back, proposal.pk, by=self.world.actor(who))

    def ask(self, case: Case, dice: Random) -> None:
        unit, by = Unit.objects.get(name=dice.choice(ASKED)), self.member(case.lead_unit, Role.HANDLER)
        self.attempt("ask", actions.ask_unit, case.number, unit=unit, question="请核查。", by=by)

    def answer(self, case: Case, dice: Random) -> None:
        assignments = list(case.assignments.order_by("pk"))
        if assignments:
            self.reply(dice.choice(assignments), self.actor(dice.choice((*PEOPLE, *STRANGERS)), case), dice)

    def rule(self, case: Case, dice: Random) -> None:
        """Somebody rules on what came back, mostly whoever has to."""
        returned = case.assignments.filter(ruling="pending").order_by("pk").first()
        if returned:
            task = returned.tasks.open().get()
            by = self.member(task.unit, task.role) if dice.random() < 0.8 else self.actor(dice.choice(PEOPLE), case)
            if returned.purpose == Assignment.Purpose.COUNTERSIGN:
                stands = dice.random() < 0.5
                self.attempt("settle", actions.settle_difference, returned.pk, stands=stands, reason="经研究。", by=by)
                return
            unit = dice.choice((returned.unit, None, *Unit.objects.filter(name__in=ASKED).order_by("pk")))
            self.attempt("rule", actions.rule_on_return, returned.pk, unit=unit, reason="职责所在。", by=by)

    def recuse(self, case: Case, dice: Random) -> None:
        """Somebody declares a conflict, or the registrar orders a person or a unit out, now and then."""
        if dice.random() < 0.5:
            return
        if dice.random() < 0.5:
            by = self.world.actor(dice.choice(("fagai_handler2", "zhujian_handler", "sifa_handler")))
            self.attempt("declare", actions.declare_conflict, case.number, reason="亲属。", by=by)
            return
        who = dice.choice((self.world.people["sifa_handler"], *Unit.objects.filter(name__in=ASKED).order_by("pk")))
        registrar = self.world.actor(dice.choice(("registrar", "registrar", "zhengfuban_registrar")))
        self.attempt("order out", actions.order_out, case.number, who=who, reason="利害关系。", by=registrar)

    def desk(self, case: Case, dice: Random) -> None:
        """Claim, release or hand over a task, mostly one that is open."""
        tasks = list(CaseTask.objects.filter(case=case).order_by("finished", "-pk"))[::-1]
        task = dice.choice(tasks[-2:] if dice.random() < 0.8 else tasks)
        act = dice.choice(("claim", "release", "hand over"))
        who, to = self.actor(dice.choice(PEOPLE), case), self.world.people[dice.choice(PEOPLE)]
        if task.unit and dice.random() < 0.7:
            members = Membership.objects.filter(unit=task.unit, role=task.role).order_by("pk")
            to = members.last().user if members else to
            who = self.world.actor(task.owner.username) if task.owner else self.member(task.unit, task.role)
        how = {"to": to, "reason": "请接手。"} if act == "hand over" else {}
        self.attempt(act, getattr(actions, act.replace(" ", "_")), task.pk, by=who, **how)

    def evidence(self, case: Case, dice: Random) -> None:
        lead = self.member(case.lead_unit, Role.HANDLER)
        by = dice.choice((lead, *(self.actor(who, case) for who in ("filer", "caizheng_handler", "nobody"))))
        self.attempt("evidence", actions.add_evidence, photo(), by=by, case=case)

    def time_passes(self, _case: Case, dice: Random) -> None:
        self.world.at += timedelta(hours=dice.choice((1, 9, 24, 24, 72, 24 * 20)))
        sweep(self.world.at)
        assert sweep(self.world.at) == {"reminders": 0, "rungs": 0, "expired": 0, "ended": 0, "chased": 0}

    # What always holds -------------------------------------------------------------------------------------------

    @invariant()
    def nothing_disagrees(self) -> None:
        clean()

    @invariant()
    def every_step_is_one_of_the_table(self) -> None:
        for case in self.cases:
            for row in Event.objects.filter(case=case, seq__gt=self.seen.get(case.pk, 0)).order_by("seq"):
                self.seen[case.pk], move = row.seq, self.kind.moves.get(row.move)
                if row.verb != "move":
                    assert row.from_state == row.to_state
                elif move and move.source:
                    assert row.from_state in move.source
                    assert row.to_state == move.target
            assert self.world.get(case).state == row_of(case).to_state


def row_of(case: Case) -> Event:
    """The last event of a case."""
    return Event.objects.filter(case=case).latest("seq")
