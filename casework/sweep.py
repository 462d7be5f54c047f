"""The sweep: sets off rungs, goes on when a filer's time is over, ends publications, chases confirmations."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from casework import actions, registry
from casework.errors import Busy
from casework.models import Clock, CreditRecord, RecordStatus

BATCH = 500
logger = logging.getLogger(__name__)


def sweep(at: datetime) -> dict[str, int]:
    """One pass as of a moment. Catches up after a stop of any length; a second pass finds nothing.

    A case that is in use just then is left for the next pass. A clock that cannot be looked after (a paper without
    its words, say) holds up no other: all that failed is raised at the end.
    """
    counts = {"reminders": 0, "rungs": 0, "expired": 0, "ended": 0, "chased": 0}
    failed: list[Exception] = []
    for clock_id in due_clocks(at):
        rang = _tried(actions.ring, clock_id, at, failed)
        if rang is not None:
            counts["reminders"] += rang.reminders
            counts["rungs"] += rang.rungs
            counts["expired"] += rang.expired
    for clock_id in run_out(at):
        _tried(actions.expire, clock_id, at, failed)
    for record_id in at_their_maximum(at):
        counts["ended"] += bool(_tried(actions.end_publication, record_id, at, failed))
    for kind in registry.all_kinds():
        for case_id in kind.overtaken[1]() if kind.overtaken else ():
            _tried(actions.end_overtaken, case_id, at, failed)
    counts["chased"] = _chase(at, failed)
    if failed:
        raise ExceptionGroup(f"{len(failed)} clocks, records, cases or deliveries could not be looked after", failed)
    return counts


def _tried(act: Callable[..., Any], pk: int, at: datetime, failed: list[Exception]) -> Any:
    """What the act came to; None when the case or record is in use or the act failed."""
    try:
        return act(pk, at=at)
    except Busy:
        return None
    except Exception as error:
        logger.exception("%s %s failed", act.__name__, pk)
        failed.append(error)
        return None


def _chase(at: datetime, failed: list[Exception]) -> int:
    """Tell of every change that its subscriber has not confirmed in time. Returns how many that were."""
    chased = 0
    try:
        while found := actions.chase_deliveries(at=at):
            chased += found
    except Exception as error:
        logger.exception("deliveries could not be chased")
        failed.append(error)
    return chased


def due_clocks(at: datetime) -> Iterator[int]:
    """Running clocks with a rung that is due, those that have waited longest first, read in batches."""
    yield from _in_batches(Clock.objects.filter(status=Clock.Status.RUNNING, next_rung_at__lte=at), "next_rung_at")


def run_out(at: datetime) -> Iterator[int]:
    """Running clocks of filers whose time is over and whose kind has the system go on then, the oldest first."""
    followed = Q(pk__in=[])
    for kind in registry.all_kinds():
        for name, move in kind.on_expiry.items():
            followed |= Q(case__kind=kind.code, name=name, case__state__in=kind.moves[move].source)
    yield from _in_batches(Clock.objects.filter(followed, status=Clock.Status.RUNNING, due_at__lt=at), "due_at")


def at_their_maximum(at: datetime) -> Iterator[int]:
    """Published records whose last day is over and whose rule version ends them by itself, the oldest first."""
    over = CreditRecord.objects.filter(
        status=RecordStatus.PUBLISHED, ends_by_itself=True, ends_on__lt=timezone.localdate(at)
    )
    yield from _in_batches(over, "ends_on")


def _in_batches(rows_of: Any, column: str) -> Iterator[int]:
    """The ids of these rows in the order of a moment or day, read in batches."""
    beyond = Q()
    while rows := list(rows_of.filter(beyond).order_by(column, "pk").values_list(column, "pk")[:BATCH]):
        yield from (pk for _moment, pk in rows)
        moment, pk = rows[-1]
        beyond = Q(**{f"{column}__gt": moment}) | Q(**{column: moment, "pk__gt": pk})
