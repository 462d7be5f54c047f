"""People acting through the door at a moment that moves only when told. Demo cases and tests are played on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from casework import actions, registry
from casework.models import Assignment, Case, Membership, Proposal, Role, Unit, User
from casework.permissions import Actor


@dataclass
class Stage:
    """`at` is now; people are found by user name, or by role and unit."""

    at: datetime
    people: dict[str, User] = field(default_factory=dict)

    def person(self, username: str) -> User:
        """An account by its user name."""
        if username not in self.people:
            self.people[username] = User.objects.get(username=username)
        return self.people[username]

    def actor(self, username: str) -> Actor:
        """A person with the roles of the day."""
        return Actor.person(self.person(username), timezone.localdate(self.at))

    def member(self, unit: Unit, role: str = Role.HANDLER) -> str:
        """The user name of the first person who holds the role in the unit."""
        held = Membership.objects.filter(unit=unit, role=role, valid_to=None).select_related("user").order_by("pk")
        return held[0].user.username

    def later(self, **delta: float) -> None:
        """Let time pass."""
        self.at += timedelta(**delta)

    def get(self, case: Case) -> Any:
        """The case as it is in the database now, as the proxy of its kind."""
        return registry.get(case.kind).model._default_manager.get(pk=case.pk)

    def submit(self, case: Case, move: str, who: str, **data: Any) -> Any:
        """Perform or propose a move as a person of staff."""
        return actions.submit(case.number, move, by=self.actor(who), at=self.at, data=data)

    def as_filer(self, case: Case, move: str, **data: Any) -> Any:
        """A move of the filer."""
        return actions.submit(case.number, move, by=Actor.filer(case), at=self.at, data=data)

    def approve(self, proposal: Proposal, who: str) -> Proposal:
        """Approve a proposal."""
        return actions.decide(proposal.pk, by=self.actor(who), at=self.at, approve=True)

    def ask(self, case: Case, unit: str, who: str, question: str = "请核查罚款金额。") -> Assignment:
        """Ask a unit."""
        chosen = Unit.objects.get(name=unit, valid_to=None)
        data = {"own_check": "本单位录入与推送数据一致。"}
        return actions.ask_unit(case.number, unit=chosen, question=question, by=self.actor(who), at=self.at, data=data)

    def answer(self, assignment: Assignment, who: str, finding: str, text: str) -> Assignment:
        """Answer for a unit."""
        return actions.answer(assignment.pk, finding=finding, text=text, by=self.actor(who), at=self.at)
