"""One complaint of the tests: filed about procurement, and led by 区财政局 alone unless said otherwise."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from casework import actions
from casework.filing import Filing, OutsideTicket, PartyInput
from casework.models import Channel, Clock
from casework.permissions import Actor
from tests.world import World
from workflows.complaint.play import ORDER, TEXT, Play, unit

FIRM = PartyInput("enterprise", "大连锦恒装饰有限公司", "91210203MA0UX5EM25", "13842600718", "office@example.com")


class Matter(Play):
    """A complaint and the world around it."""

    @classmethod
    def file(cls, world: World, *, about: str = "区住建局", by: Actor | None = None, **changes: Any) -> Matter:
        """File it online, or as the changes say."""
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
        return cls(world, actions.open_case("complaint", filing, by=by or Actor(), at=world.at).case)

    @property
    def details(self) -> Any:
        """Its particulars."""
        return self.now.complaint

    def accept(self, **data: Any) -> Matter:
        """Taken on by the unit that the clause names; only what is given is stated."""
        self.by_registrar("accept", **{"lead": self.now.lead_unit_id} | data)
        return self

    def conclude(self, finding: str = "unfounded", **data: Any) -> Matter:
        """Conclude with one of the findings; only what is given is stated."""
        order = ORDER if finding in ("substantiated", "partly") else {}
        self.by_lead(f"conclude_{finding}", **{"text": TEXT} | order | data)
        return self

    def reply(self, served_on: str = "") -> Matter:
        """Serve the answer."""
        super().reply(served_on)
        return self

    def replied(self, finding: str = "unfounded") -> Matter:
        """The whole way to the answer."""
        return self.accept().conclude(finding).reply()

    def clock(self, name: str) -> Clock | None:
        """The newest clock of a name."""
        return self.now.clocks.filter(name=name).select_related("rule").order_by("pk").last()

    def due(self, name: str) -> str:
        """The rule of a clock and the day it runs out; empty when there is none."""
        clock = self.clock(name)
        return f"{clock.rule.code} {timezone.localdate(clock.due_at)}" if clock else ""


def ticket_filing(number: str, **ticket: Any) -> dict[str, Any]:
    """What makes a filing one from the hotline."""
    given = OutsideTicket(number=number, digests={}, **ticket)
    return {"channel": Channel.HOTLINE, "external_id": number, "ticket": given}
