"""A complaint played by the people who have the parts in it: for demo cases, and for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.models import Assignment, Case, Role, Unit
from workflows.base.stage import Stage
from workflows.complaint.triage_forms import has_no_number

ORDER = {"facts": "合同价款逾期未付。", "loss": "48万元", "demands": "付清价款。\n说明原因。", "severity": "ordinary"}
TEXT = "经核查，反映的情况属实。"
STATED = {"handle": ("days", 20), "ask_review": ("window", 10)}  # working days, where no rule has a number


def unit(name: str) -> Unit:
    """A unit by its short name."""
    return Unit.objects.get(name=name, valid_to=None)


@dataclass
class Play:
    """One complaint on a stage. Every step is made by who may make it, and approved where it has to be."""

    stage: Stage
    case: Case
    approval_takes: timedelta = timedelta(0)

    @property
    def now(self) -> Any:
        """The case as it is in the database."""
        return self.stage.get(self.case)

    def registrar(self) -> str:
        """Who registers it."""
        return self.stage.member(self.now.registry_unit, Role.REGISTRAR)

    def lead(self) -> str:
        """Who handles it."""
        return self.stage.member(self.now.lead_unit)

    def by_registrar(self, move: str, **data: Any) -> Any:
        """A move of the registrar."""
        return self._do(move, self.registrar(), self.now.registry_unit, data)

    def by_lead(self, move: str, **data: Any) -> Any:
        """A move of the lead unit."""
        return self._do(move, self.lead(), self.now.lead_unit, data)

    def by_reviewer(self, move: str, **data: Any) -> Any:
        """A move of the reviewing unit."""
        return self._do(move, self.stage.member(self.now.review_unit), self.now.review_unit, data)

    def by_filer(self, move: str, **data: Any) -> Any:
        """A move of who filed."""
        return self.stage.as_filer(self.case, move, **data)

    def _do(self, move: str, who: str, of: Unit, data: dict[str, Any]) -> Any:
        done = self.stage.submit(self.case, move, who, **data)
        if not isinstance(done, Case):
            self.stage.at += self.approval_takes
            self.stage.approve(done, self.stage.member(of, Role.SUPERVISOR))
        return self.now

    def accepted(self) -> dict[str, Any]:
        """What the registrar enters for the unit that the clause names."""
        return {"lead": self.now.lead_unit_id} | self._stated("handle")

    def concluded(self, finding: str, text: str = TEXT) -> dict[str, Any]:
        """What the lead enters for a conclusion."""
        order = ORDER if finding in ("substantiated", "partly") else {}
        return {"text": text} | order | self._stated("ask_review")

    def restated(self) -> dict[str, Any]:
        """The days that are stated when it is handled anew."""
        return self._stated("handle")

    def _stated(self, step: str) -> dict[str, Any]:
        name, days = STATED[step]
        return {name: days} if has_no_number(self.now, step, self.stage.at) else {}

    def ask(self, *names: str, **data: Any) -> list[Assignment]:
        """Ask units to contribute."""
        units = [unit(name).pk for name in names]
        self.by_lead("ask_units", **{"units": units, "question": "请核查合同履行情况。", "days": 5} | data)
        return list(self.now.assignments.filter(status="open").order_by("pk"))

    def answer(self, assignment: Assignment, finding: str = "confirms", text: str = "经核查，情况如下。") -> Assignment:
        """A unit answers."""
        return self.stage.answer(assignment, self.stage.member(assignment.unit), finding, text)

    def send_round(self, finding: str, text: str = TEXT, answers: tuple[str, ...] = ()) -> None:
        """The draft goes to all joint leads, and all of them answer."""
        self.by_lead("countersign", finding=finding, text=text, days=3)
        waiting = list(self.now.assignments.filter(status="open").order_by("pk"))
        for assignment, said in zip(waiting, answers or ("agree",) * len(waiting), strict=True):
            self.answer(assignment, said, "同意。" if said == "agree" else "金额需要再核对。")

    def reply(self, served_on: str = "") -> Any:
        """Serve the answer."""
        day = served_on or timezone.localdate(self.stage.at).isoformat()
        return self.by_lead("reply", how="portal", served_on=day)
