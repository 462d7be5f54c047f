"""The sweep of the clocks: sets off reminders that are due, each once, whoever runs it and how often."""

from __future__ import annotations

from datetime import datetime

from casework import actions
from casework.errors import Conflict
from casework.models import Clock, Rung

BATCH = 500
RUNGS = ("amber", "red")


def sweep(at: datetime) -> dict[str, int]:
    """One pass as of a moment. Catches up after a stop of any length; a second pass finds nothing."""
    counts = {"reminders": 0, "rungs": 0, "expired": 0}
    for name in RUNGS:
        for clock_id in due_rungs(name, at):
            if rung(clock_id, name, at):
                counts["reminders"] += 1
                counts["rungs"] += 1
                counts["expired"] += name == "red"
    return counts


def rung(clock_id: int, name: str, at: datetime) -> bool:
    """Whether a rung was set off now. A case that is in use just then is left for the next pass."""
    try:
        return actions.ring(clock_id, name, at=at)
    except Conflict:
        return False


def due_rungs(name: str, at: datetime) -> list[int]:
    """Clocks whose rung is due and has not been set off for their present due date."""
    field = "amber_at" if name == "amber" else "due_at"
    running = Clock.objects.filter(status=Clock.Status.RUNNING, **{f"{field}__lt": at})
    rung_now = Rung.objects.filter(name=name).values("clock_id", "due_at")
    found: list[int] = []
    last = 0
    while True:
        rows = list(running.filter(pk__gt=last).order_by("pk").values_list("pk", "due_at")[:BATCH])
        if not rows:
            return found
        done = {(r["clock_id"], r["due_at"]) for r in rung_now.filter(clock_id__in=[pk for pk, _due in rows])}
        found += [pk for pk, due in rows if (pk, due) not in done]
        last = rows[-1][0]
