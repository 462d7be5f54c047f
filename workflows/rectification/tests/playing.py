"""The people of a rectification, by their part: steps as a test tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from casework import actions
from casework.models import Case, Evidence, Proposal
from tests.engine.files import photo
from tests.world import World
from workflows.rectification.tests import scenes

LEAD, CHIEF = "fagai_handler", "fagai_supervisor"
THEIRS, THEIR_CHIEF = "caizheng_handler", "caizheng_supervisor"
REVIEWER, REVIEW_CHIEF = "zhengfuban_handler", "zhengfuban_supervisor"


class Play:
    """One rectification on its way. Each step is made by whoever makes it, with what `scenes` would type, or other."""

    sides = (LEAD, CHIEF), (THEIRS, THEIR_CHIEF)

    def __init__(self, world: World, registrar: str = "registrar", **changes: Any) -> None:
        self.world = world
        filing, by = scenes.filing(world, **changes), world.actor(registrar)
        self.case: Any = actions.open_case("rectification", filing, by=by, at=world.at).case
        if self.case.lead_unit.name == "区政府办":
            self.sides = (REVIEWER, REVIEW_CHIEF), (LEAD, CHIEF)
        self.receipt = self.file(self.sides[0][0], "送达回证.png")

    def now(self) -> Any:
        """The case as it is."""
        return self.world.get(self.case)

    def file(self, who: str, name: str = "凭证.png") -> Evidence:
        """Somebody adds a file."""
        return actions.add_evidence(photo(name), by=self.world.actor(who), case=self.case, at=self.world.at)

    def does(self, move: str, who: str, **data: Any) -> Any:
        """A step, or its proposal."""
        typed = scenes.entered(move, self.now()) | data
        return actions.submit(self.case.number, move, by=self.world.actor(who), at=self.world.at, data=typed)

    def lead(self, move: str, **data: Any) -> Any:
        """A step of the lead, approved where it has to be."""
        return self._agreed(move, *self.sides[0], data)

    def unit(self, move: str, **data: Any) -> Any:
        """A step of the unit that has to put things right."""
        return self._agreed(move, *self.sides[1], data)

    def review(self, move: str, **data: Any) -> Any:
        """A step of the review."""
        return self._agreed(move, REVIEWER, REVIEW_CHIEF, data)

    def on(self, day: str) -> Play:
        """Time passes until this day, ten in the morning."""
        self.world.at = datetime.fromisoformat(f"{day}T10:00:00+08:00")
        return self

    def served(self, **data: Any) -> Play:
        """Ordered and served, with a file of the unit in the case."""
        self.lead("order", **data)
        self.lead("serve", proof=[self.receipt.pk])
        self.file(self.sides[1][0])
        return self

    def reported(self, **data: Any) -> Play:
        """Explained, put right and reported."""
        self.served(**data)
        for move in ("explain", "record_measures", "report"):
            self.unit(move)
        return self

    def passed(self, **data: Any) -> Play:
        """The inspection is passed."""
        self.reported(**data).lead("pass_inspection")
        return self

    def due(self, clock: str) -> str:
        """The last day of the newest clock of this name."""
        found = Case.objects.get(pk=self.case.pk).clocks.filter(name=clock).latest("pk")
        return timezone.localdate(found.due_at).isoformat()

    def _agreed(self, move: str, who: str, chief: str, data: dict[str, Any]) -> Any:
        done = self.does(move, who, **data)
        if isinstance(done, Proposal):
            self.world.approve(done, chief)
        return self.now()
