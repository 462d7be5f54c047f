"""The originals of bulk data: one case for each place where cases usually stand, brought there through the door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from casework import actions
from casework.filing import Filing, PartyInput
from casework.models import Assignment, Case, CreditRecord, Membership, Proposal, Role, Unit
from casework.permissions import Actor

PAUSE = timedelta(hours=2)
Step = tuple[str, dict[str, Any]]
ACCEPT: Step = ("accept", {})
OWN_ERROR: Step = ("own_check", {"own_check": "经查，本平台录入有误。"})
ASK: Step = ("ask:", {"own_check": "本平台录入与原件一致。"})
ANSWER: Step = ("answer:", {})
UPHOLD: Step = ("decide_uphold", {"explanation": "经核查，信用信息与原决定书一致。"})
SUPPLEMENT: Step = ("ask_supplement", {"items": "营业执照复印件、处罚决定书复印件。", "days": 5})


@dataclass(frozen=True)
class Walk:
    """How a case gets somewhere, how many of a hundred stand there, and for how many days back they were filed."""

    name: str
    share: int
    oldest: int
    steps: tuple[Step, ...] = ()


WALKS = {
    "objection": (
        Walk("submitted", 25, 8),
        Walk("supplementing", 5, 10, (SUPPLEMENT,)),
        Walk("approval", 8, 8, (("propose:accept", {}),)),
        Walk("verifying", 12, 15, (ACCEPT,)),
        Walk("consulting", 20, 30, (ACCEPT, ASK)),
        Walk("deciding", 10, 30, (ACCEPT, ASK, ANSWER)),
        Walk("closed", 20, 300, (ACCEPT, OWN_ERROR, UPHOLD, ("execute", {}), ("acknowledge:", {}))),
    )
}


class NobodyThere(Exception):
    """The units lack the people who could act. The message says who."""


@dataclass
class Walker:
    """Walks one case. `at` moves on by itself with every step."""

    kind: str
    at: datetime
    case: Case = field(init=False)

    def walk(self, walk: Walk, record: CreditRecord) -> Case:
        """File a case about the record and take all steps."""
        filer = PartyInput("enterprise", record.subject_name, record.subject_code, "13800000000")
        details = {"reason": "wrong_facts", "field": "facts", "claim": "事实与决定书不符", "wish": "更正"}
        content = f"{record.subject_name}认为{record.number}号信息所载事实有误，请予核查。"
        given = Filing(content=content, filer=filer, record=record, details=details)
        self.case = actions.open_case(self.kind, given, by=Actor(), at=self.at).case
        for name, data in walk.steps:
            self.at += PAUSE
            self._step(name, data)
        return self.case

    def _step(self, name: str, data: dict[str, Any]) -> None:
        act, _, what = name.partition(":")
        if _:
            getattr(self, f"_{act}")(what, data)
            return
        handler = self._person(self.case.lead_unit_id, Role.HANDLER)
        done = actions.submit(self.case.number, name, by=handler, at=self.at, data=data)
        if isinstance(done, Proposal):
            self.at += PAUSE
            supervisor = self._person(self.case.lead_unit_id, Role.SUPERVISOR)
            actions.decide(done.pk, by=supervisor, at=self.at, approve=True)

    def _propose(self, move: str, data: dict[str, Any]) -> None:
        handler = self._person(self.case.lead_unit_id, Role.HANDLER)
        actions.propose(self.case.number, move, by=handler, at=self.at, data=data)

    def _ask(self, _what: str, data: dict[str, Any]) -> None:
        handler = self._person(self.case.lead_unit_id, Role.HANDLER)
        unit = self._other_unit()
        actions.ask_unit(
            self.case.number, unit=unit, question="请核对原始决定书并答复。", by=handler, at=self.at, data=data
        )

    def _answer(self, _what: str, _data: dict[str, Any]) -> None:
        for asked in Assignment.objects.filter(case_id=self.case.pk, status=Assignment.Status.OPEN):
            handler = self._person(asked.unit_id, Role.HANDLER)
            actions.answer(asked.pk, finding="correct", text="经核对，与原决定书一致。", by=handler, at=self.at)

    def _acknowledge(self, _what: str, _data: dict[str, Any]) -> None:
        handler = self._person(self.case.lead_unit_id, Role.HANDLER)
        waiting = self.case.deliveries.filter(acknowledged_at__isnull=True)
        for code in sorted(set(waiting.values_list("subscriber__code", flat=True))):
            data = {"subscriber": code, "reference": f"HZ-{code}"}
            actions.perform(self.case.number, "acknowledge", by=handler, at=self.at, data=data)

    def _person(self, unit_id: int, role: str) -> Actor:
        held = Membership.objects.filter(unit_id=unit_id, role=role, user__is_active=True).select_related("user")
        first = held.order_by("pk").first()
        if first is None:
            raise NobodyThere(f"{Unit.objects.get(pk=unit_id)} has no {role}")
        return Actor.person(first.user, timezone.localdate(self.at))

    def _other_unit(self) -> Unit:
        handlers = Membership.objects.filter(role=Role.HANDLER, user__is_active=True, unit__outside=False)
        found = handlers.exclude(unit_id=self.case.lead_unit_id).select_related("unit").order_by("pk").first()
        if found is None:
            raise NobodyThere("no other unit has a handler")
        return found.unit
