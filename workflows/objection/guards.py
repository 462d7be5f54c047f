"""The conditions of the objection's moves, each with the words a person reads when it is not met."""

from django.utils.translation import gettext_lazy as _

from casework import records
from casework.context import Context
from casework.models import Assignment
from casework.registry import Guard
from workflows.base.guards import ALL_ANSWERED, FIRST_SUPPLEMENT, NOT_REVIEWED, SUPPLEMENT_OVERDUE


def _record_stands(ctx: Context) -> bool:
    return ctx.case.record is not None and ctx.case.record.status != "revoked"


def _checked(ctx: Context) -> bool:
    answered = ctx.case.assignments.exclude(status=Assignment.Status.CANCELLED).exists()
    return bool(ctx.case.objection.own_check_decides or answered)


def _has_open_assignment(ctx: Context) -> bool:
    return ctx.case.assignments.filter(status=Assignment.Status.OPEN, asked_only=False).exists()


def _was_refused(ctx: Context) -> bool:
    return ctx.case.objection.decision == ""


def _something_waits(ctx: Context) -> bool:
    return records.unacknowledged(ctx.case.pk).exists()


RECORD_STANDS = Guard(
    "record_stands", _record_stands, _("The record has been revoked meanwhile, so there is nothing left to decide.")
)
CHECKED = Guard("checked", _checked, _("First record your own check, or ask the information provider."))
HAS_OPEN_ASSIGNMENT = Guard(
    "has_open_assignment", _has_open_assignment, _("No unit with a time limit is still to answer.")
)
WAS_REFUSED = Guard("was_refused", _was_refused, _("Only a refusal can be turned into an acceptance."))
WAS_DECIDED = Guard("was_decided", lambda ctx: not _was_refused(ctx), _("The objection was refused, not decided."))
SOMETHING_WAITS = Guard("something_waits", _something_waits, _("Every subscriber has confirmed already."))
EVERYTHING_CONFIRMED = Guard(
    "everything_confirmed", lambda ctx: not _something_waits(ctx), _("A subscriber has not confirmed yet.")
)

__all__ = [
    "ALL_ANSWERED",
    "CHECKED",
    "EVERYTHING_CONFIRMED",
    "FIRST_SUPPLEMENT",
    "HAS_OPEN_ASSIGNMENT",
    "NOT_REVIEWED",
    "RECORD_STANDS",
    "SOMETHING_WAITS",
    "SUPPLEMENT_OVERDUE",
    "WAS_DECIDED",
    "WAS_REFUSED",
]
