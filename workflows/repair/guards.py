"""The conditions of the moves of a repair, each with the words a person reads when it is not met."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import extensions, records
from casework.context import Context
from casework.models import Case, Clock, RecordStatus
from casework.models.record import STANDING
from casework.registry import Guard
from workflows.base.guards import ALL_ANSWERED, FIRST_SUPPLEMENT, SUPPLEMENT_OVERDUE
from workflows.repair import eligible

REVOKED = "revoked"


def _stands(ctx: Context) -> bool:
    return eligible.known(ctx.case).status in STANDING


def _in_dispute(ctx: Context) -> bool:
    return eligible.known(ctx.case).in_dispute


def deciding_clock(case: Case) -> Clock | None:
    """The running time for the decision."""
    found: Clock | None = case.clocks.filter(name="decide", status=Clock.Status.RUNNING).select_related("rule").first()
    return found


def _extensible(ctx: Context) -> bool:
    clock = deciding_clock(ctx.case)
    return clock is not None and ctx.at <= clock.due_at and extensions.room(clock) is not None


def _something_waits(ctx: Context) -> bool:
    return records.unacknowledged(ctx.case.pk).exists()


def is_revoked(case: Case) -> bool:
    """Whether the repair was revoked after it had been granted."""
    return case.outcome == REVOKED


RECORD_STANDS = Guard(
    "record_stands",
    _stands,
    _("The record is no longer in use: its publication has ended, or it was revoked. End the case instead."),
)
RECORD_GONE = Guard(
    "record_gone", lambda ctx: not _stands(ctx), _("The record is in use, so there is something to decide.")
)
RECORD_REPAIRED = Guard(
    "record_repaired",
    lambda ctx: eligible.known(ctx.case).status == RecordStatus.REPAIRED,
    _("The record is not repaired now, so there is no repair to revoke."),
)
NOT_IN_DISPUTE = Guard(
    "not_in_dispute",
    lambda ctx: not _in_dispute(ctx),
    _("An objection to this record is being handled. That is decided first; the repair goes on afterwards."),
)
ELIGIBLE = Guard(
    "eligible",
    lambda ctx: eligible.can_be_applied_for(ctx.case, ctx.on),
    _("A condition of repair is not met. The card “Conditions of repair” says which one and from when."),
)
PROMISED = Guard(
    "promised",
    lambda ctx: eligible.promised(ctx.case, ctx.on),
    _("The credit commitment was not handed in. Ask the filer for it."),
)
CONFIRMED = Guard(
    "confirmed",
    lambda ctx: eligible.confirmed_on(ctx.case) is not None,
    _("Nobody has confirmed correction and performance, or somebody says that a duty is not fulfilled."),
)
NOBODY_TO_ASK = Guard(
    "nobody_to_ask",
    lambda ctx: not eligible.to_ask(ctx.case, ctx.on),
    _("Others have to confirm it. Ask them instead of checking it yourself."),
)
EXTENSIBLE = Guard(
    "extensible",
    _extensible,
    _("More time is not possible: the rule gives none, it is used up, or the time has run out."),
)
NOT_REVOKED = Guard("not_revoked", lambda ctx: not is_revoked(ctx.case), _("The repair has been revoked already."))
IS_REVOKED = Guard("is_revoked", lambda ctx: is_revoked(ctx.case), _("The repair has not been revoked."))
SOMETHING_WAITS = Guard("something_waits", _something_waits, _("Every subscriber has confirmed already."))
EVERYTHING_CONFIRMED = Guard(
    "everything_confirmed", lambda ctx: not _something_waits(ctx), _("A subscriber has not confirmed yet.")
)

__all__ = [
    "ALL_ANSWERED",
    "CONFIRMED",
    "ELIGIBLE",
    "EVERYTHING_CONFIRMED",
    "EXTENSIBLE",
    "FIRST_SUPPLEMENT",
    "IS_REVOKED",
    "NOBODY_TO_ASK",
    "NOT_IN_DISPUTE",
    "NOT_REVOKED",
    "PROMISED",
    "RECORD_GONE",
    "RECORD_REPAIRED",
    "RECORD_STANDS",
    "SOMETHING_WAITS",
    "SUPPLEMENT_OVERDUE",
    "deciding_clock",
    "is_revoked",
]
