"""Several people at once: each call in a thread with its own connection, all let go in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from casework.audit import verify
from casework.checks import problems
from casework.errors import ActionError
from casework.models import Case

STUCK = 60  # seconds; only a race that hangs ever waits so long


def race(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gave back, or the refusal that the door answered. Any other error is raised."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        try:
            start.wait(STUCK)
            return call()
        except ActionError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(STUCK) for future in [pool.submit(run, call) for call in calls]]


def parted(results: list[Any]) -> tuple[list[Any], list[ActionError]]:
    """Those who got through, and the refusals. Every refusal is a 409 with a message for a person."""
    refusals = [result for result in results if isinstance(result, ActionError)]
    assert {refusal.status for refusal in refusals} <= {409}
    assert all(len(str(refusal)) > 5 for refusal in refusals)
    return [result for result in results if not isinstance(result, ActionError)], refusals


def clean() -> None:
    """Nothing in the database contradicts anything else."""
    assert list(problems()) == []
    assert list(verify(Case.objects.all())) == []
