"""What a move knows while it is carried out: the case, who acts, when, with which data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from casework.permissions import Actor
from casework.rules.deadlines import Limit

if TYPE_CHECKING:
    from casework.filing import Filing
    from casework.models import Assignment, Case, Document, Proposal, Receipt, User
    from casework.registry import Move
    from casework.serving import Served


@dataclass(frozen=True)
class Child:
    """A case that a move opens: its kind, what it is filed with, and how the two belong together."""

    kind: str
    filing: Filing
    nature: str = "opened"


@dataclass
class Context:
    """Passed to the guards and to the method of a move. `at` is the one moment of the whole transaction."""

    case: Case
    move: Move
    actor: Actor
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    proposal: Proposal | None = None
    assignment: Assignment | None = None  # the one this act is about
    asked: list[Assignment] = field(default_factory=list)  # those that this move opens
    children: list[Child] = field(default_factory=list)  # cases that this move opens
    limits: dict[str, Limit] = field(default_factory=dict)  # limits that the notice itself states
    begun: dict[str, datetime] = field(default_factory=dict)  # clocks that count from an earlier moment (送达)
    fixed: dict[str, datetime] = field(default_factory=dict)  # due times that a platform outside has set
    stop_after: list[str] = field(default_factory=list)  # clocks whose duty this very move fulfils
    papers: list[str] = field(default_factory=list)  # papers that depend on what is decided
    receipt: Receipt | None = None  # of the filing that is being carried out
    served: Served | None = None  # how a paper reached its addressee, where the move records that
    documents: list[Document] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.case.current = self  # the flow's nodes find the running move here

    @property
    def counted_from(self) -> dict[str, str]:
        """The clocks of the move that count from another moment than its own, and from which."""
        return {name: since.isoformat() for name, since in self.begun.items() if since != self.at}

    @property
    def on(self) -> date:
        """The day of the moment, in China."""
        return timezone.localdate(self.at)

    @property
    def user(self) -> User | None:
        """The account that acts, None for filers and the system."""
        return self.actor.user

    @property
    def author(self) -> User | None:
        """Who worked the move out: the proposer when it was proposed, else the one who acts."""
        return self.proposal.proposer if self.proposal else self.actor.user
