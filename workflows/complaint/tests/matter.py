"""One complaint on its way, played by the people of the demo district who have the parts in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from casework import actions
from casework.filing import Filing, PartyInput
from casework.models import Assignment, Case, Channel, Clock, Role, Unit
from casework.permissions import Actor
from tests.world import World

FIRM = PartyInput("enterprise", "大连锦恒装饰有限公司", "91210203MA0UX5EM25", "13842600718", "office@example.com")
ORDER = {"facts": "合同价款逾期未付。", "loss": "48万元", "demands": "付清价款。\n说明原因。", "severity": "ordinary"}
TEXT = "经核查，反映的情况属实。"


def unit(name: str) -> Unit:
    """A unit by its short name."""
    return Unit.objects.get(name=name, valid_to=None)


@dataclass
class Matter:
    """A complaint and the world around it; every step is made by who may make it."""

    world: World
    case: Case

    @classmethod
    def file(cls, world: World, *, about: str = "区住建局", by: Actor | None = None, **changes: Any) -> Matter:
        """File a complaint about procurement, led by 区财政局 alone."""
        details = {"matter": "contract", "consent": True} | changes.pop("details", {})
        if (changes.get("filer") or FIRM) != FIRM:
            details.pop("consent")
        given = {
            "content": "采购合同履约后至今未付款。",
            "filer": FIRM,
            "area": "procurement",
            "respondent": unit(about),
        }
        filing = Filing(**given | changes, details=details)
        opened = actions.open_case("complaint", filing, by=by or Actor(), at=world.at)
        return cls(world, opened.case)

    @property
    def now(self) -> Any:
        """The case as it is in the database."""
        return self.world.get(self.case)

    @property
    def details(self) -> Any:
        """Its particulars."""
        return self.now.complaint

    def registrar(self) -> str:
        """Who registers it."""
        return self.world.member(self.now.registry_unit, Role.REGISTRAR)

    def lead(self) -> str:
        """Who handles it."""
        return self.world.member(self.now.lead_unit)

    def by_registrar(self, move: str, **data: Any) -> Any:
        """A move of the registrar, approved where it has to be."""
        return self._do(move, self.registrar(), self.now.registry_unit, data)

    def by_lead(self, move: str, **data: Any) -> Any:
        """A move of the lead unit, approved where it has to be."""
        return self._do(move, self.lead(), self.now.lead_unit, data)

    def by_reviewer(self, move: str, **data: Any) -> Any:
        """A move of the reviewing unit, approved where it has to be."""
        return self._do(move, self.world.member(self.now.review_unit), self.now.review_unit, data)

    def by_filer(self, move: str, **data: Any) -> Any:
        """A move of who filed."""
        return self.world.as_filer(self.case, move, **data)

    def _do(self, move: str, who: str, of: Unit, data: dict[str, Any]) -> Any:
        done = self.world.submit(self.case, move, who, **data)
        if not isinstance(done, Case):
            self.world.approve(done, self.world.member(of, Role.SUPERVISOR))
        return self.now

    def accept(self, **data: Any) -> Matter:
        """Taken on by the unit that the clause names."""
        self.by_registrar("accept", **{"lead": self.now.lead_unit_id} | data)
        return self

    def ask(self, *names: str, **data: Any) -> list[Assignment]:
        """Ask units to contribute."""
        units = [unit(name).pk for name in names]
        self.by_lead("ask_units", **{"units": units, "question": "请核查合同履行情况。", "days": 5} | data)
        return list(self.now.assignments.filter(status="open").order_by("pk"))

    def answer(self, assignment: Assignment, finding: str = "confirms") -> Assignment:
        """A unit answers."""
        return self.world.answer(assignment, self.world.member(assignment.unit), finding, "经核查，情况如下。")

    def conclude(self, finding: str = "unfounded", **data: Any) -> Matter:
        """Conclude with one of the findings."""
        more = ORDER if finding in ("substantiated", "partly") else {}
        self.by_lead(f"conclude_{finding}", **{"text": TEXT} | more | data)
        return self

    def reply(self, served_on: str = "") -> Matter:
        """Serve the answer."""
        self.by_lead("reply", how="portal", served_on=served_on or timezone.localdate(self.world.at).isoformat())
        return self

    def replied(self, finding: str = "unfounded", **data: Any) -> Matter:
        """The whole way to the answer."""
        return self.accept().conclude(finding, **data).reply()

    def clock(self, name: str) -> Clock | None:
        """The newest clock of a name."""
        return self.now.clocks.filter(name=name).select_related("rule").order_by("pk").last()

    def due(self, name: str) -> str:
        """The rule of a clock and the day it runs out; empty when there is none."""
        clock = self.clock(name)
        return f"{clock.rule.code} {timezone.localdate(clock.due_at)}" if clock else ""


def ticket_filing(number: str, **ticket: Any) -> dict[str, Any]:
    """What makes a filing one from the hotline."""
    from casework.filing import OutsideTicket

    given = OutsideTicket(number=number, digests={}, **ticket)
    return {"channel": Channel.HOTLINE, "external_id": number, "ticket": given}
