"""The sweep of the clocks: sets off the rungs that are due, each once, whoever runs it and how often."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from casework import actions
from casework.errors import Busy
from casework.models import Clock

BATCH = 500
logger = logging.getLogger(__name__)


def sweep(at: datetime) -> dict[str, int]:
    """One pass as of a moment. Catches up after a stop of any length; a second pass finds nothing.

    A case that is in use just then is left for the next pass. A clock whose rungs cannot be set off (a paper without
    its words, say) holds up no other: all that failed is raised at the end.
    """
    counts = {"reminders": 0, "rungs": 0, "expired": 0}
    failed: list[Exception] = []
    for clock_id in due_clocks(at):
        try:
            rang = actions.ring(clock_id, at=at)
        except Busy:
            continue
        except Exception as error:
            logger.exception("the rungs of clock %s could not be set off", clock_id)
            failed.append(error)
            continue
        counts["reminders"] += rang.reminders
        counts["rungs"] += rang.rungs
        counts["expired"] += rang.expired
    if failed:
        raise ExceptionGroup(f"the rungs of {len(failed)} clocks could not be set off", failed)
    return counts


def due_clocks(at: datetime) -> Iterator[int]:
    """Running clocks with a rung that is due, those that have waited longest first, read in batches."""
    running = Clock.objects.filter(status=Clock.Status.RUNNING, next_rung_at__lte=at).order_by("next_rung_at", "pk")
    beyond = Q()
    while rows := list(running.filter(beyond).values_list("next_rung_at", "pk")[:BATCH]):
        yield from (pk for _moment, pk in rows)
        moment, pk = rows[-1]
        beyond = Q(next_rung_at__gt=moment) | Q(next_rung_at=moment, pk__gt=pk)
