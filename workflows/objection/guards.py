"""The conditions of the objection's moves, each with the words a person reads when it is not met."""

from django.utils.translation import gettext_lazy as _

from casework import records
from casework.context import Context
from casework.models import Assignment, Clock
from casework.registry import Guard


def _first_supplement(ctx: Context) -> bool:
    return not ctx.case.events.filter(verb="move", move="ask_supplement").exists()


def _supplement_overdue(ctx: Context) -> bool:
    if ctx.case.state != "supplementing":
        return True
    clock = ctx.case.clocks.filter(name="supplement", status=Clock.Status.RUNNING).first()
    return clock is not None and clock.due_at < ctx.at


def _record_stands(ctx: Context) -> bool:
    return ctx.case.record is not None and ctx.case.record.status != "revoked"


def _checked(ctx: Context) -> bool:
    answered = ctx.case.assignments.exclude(status=Assignment.Status.CANCELLED).exists()
    return bool(ctx.case.objection.own_check_decides or answered)


def _not_reviewed(ctx: Context) -> bool:
    return not ctx.case.events.filter(verb="move", move="ask_review").exists()


def _has_open_assignment(ctx: Context) -> bool:
    return ctx.case.assignments.filter(status=Assignment.Status.OPEN, asked_only=False).exists()


def _all_answered(ctx: Context) -> bool:
    return not ctx.case.assignments.filter(status=Assignment.Status.OPEN).exists()


def _was_refused(ctx: Context) -> bool:
    return ctx.case.objection.decision == ""


def _something_waits(ctx: Context) -> bool:
    return records.unacknowledged(ctx.case.pk).exists()


FIRST_SUPPLEMENT = Guard(
    "first_supplement",
    _first_supplement,
    _("Missing material is asked for once and all together. It has been asked for already."),
)
SUPPLEMENT_OVERDUE = Guard(
    "supplement_overdue", _supplement_overdue, _("The filer still has time to hand in what was asked for.")
)
RECORD_STANDS = Guard(
    "record_stands", _record_stands, _("The record has been revoked meanwhile, so there is nothing left to decide.")
)
CHECKED = Guard("checked", _checked, _("First record your own check, or ask the information provider."))
NOT_REVIEWED = Guard("not_reviewed", _not_reviewed, _("A review can be asked for once. It has taken place already."))
HAS_OPEN_ASSIGNMENT = Guard(
    "has_open_assignment", _has_open_assignment, _("No unit with a time limit is still to answer.")
)
ALL_ANSWERED = Guard("all_answered", _all_answered, _("A unit has not answered yet."))
WAS_REFUSED = Guard("was_refused", _was_refused, _("Only a refusal can be turned into an acceptance."))
WAS_DECIDED = Guard("was_decided", lambda ctx: not _was_refused(ctx), _("The objection was refused, not decided."))
SOMETHING_WAITS = Guard("something_waits", _something_waits, _("Every subscriber has confirmed already."))
EVERYTHING_CONFIRMED = Guard(
    "everything_confirmed", lambda ctx: not _something_waits(ctx), _("A subscriber has not confirmed yet.")
)
