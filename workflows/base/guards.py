"""Conditions that several kinds put on their moves, each with the words a person reads when it is not met."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.context import Context
from casework.models import Assignment, Clock
from casework.registry import Guard, type_str


def _supplement_overdue(ctx: Context) -> bool:
    if ctx.case.state != "supplementing":
        return True
    clock = ctx.case.clocks.filter(name="supplement", status=Clock.Status.RUNNING).first()
    return clock is not None and clock.due_at < ctx.at


def _all_answered(ctx: Context) -> bool:
    return not ctx.case.assignments.filter(status=Assignment.Status.OPEN).exists()


def once(move: str, why: type_str) -> Guard:
    """A move of this name has not been made before."""
    return Guard(f"{move}_once", lambda ctx: not ctx.case.events.filter(verb="move", move=move).exists(), why)


FIRST_SUPPLEMENT = once(
    "ask_supplement", _("Missing material is asked for once and all together. It has been asked for already.")
)
SUPPLEMENT_OVERDUE = Guard(
    "supplement_overdue", _supplement_overdue, _("The filer still has time to hand in what was asked for.")
)
NOT_REVIEWED = once("ask_review", _("A review can be asked for once. It has taken place already."))
ALL_ANSWERED = Guard("all_answered", _all_answered, _("A unit has not answered yet."))
