"""Signs of life: beat and each worker leave one every half minute, by name; /readyz and /metrics look at them.

They go by the database and not by the broker: it is what everybody shares whatever the broker is.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import time
from datetime import timedelta
from typing import Any

from celery import bootsteps
from celery.beat import PersistentScheduler
from django.db import DatabaseError, connection
from django.utils import timezone

EVERY = 30.0  # seconds
FORGOTTEN = timedelta(days=1)
logger = logging.getLogger(__name__)


def leave(name: str) -> None:
    """Leave a sign of life. A database that is away is no reason to end: the next sign comes soon."""
    from casework.models import Heartbeat

    now = timezone.now()  # noqa: TID251 -- a process on its own, like a task
    try:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": now})
    except DatabaseError as error:
        logger.warning("no sign of life of %s: %s", name, type(error).__name__)
    finally:
        connection.close()  # this thread comes back in half a minute


def take_back(name: str) -> None:
    """Whoever ends in order is gone at once; of those that were killed, old signs are forgotten."""
    from casework.models import Heartbeat

    long_ago = timezone.now() - FORGOTTEN  # noqa: TID251
    try:
        Heartbeat.objects.filter(name=name).delete()
        Heartbeat.objects.filter(name__startswith="worker-", at__lt=long_ago).delete()
    except DatabaseError as error:
        logger.warning("the sign of %s stays: %s", name, type(error).__name__)
    finally:
        connection.close()


def worker_name() -> str:
    """The name of this worker: machine and process, so that a second one on the same machine has its own."""
    machine = re.sub(r"[^a-z0-9-]", "-", socket.gethostname().lower())
    return f"worker-{machine[:24]}-{os.getpid()}"


class WorkerSign(bootsteps.StartStopStep):
    """The timer of a worker."""

    requires = {"celery.worker.components:Timer"}

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._name = worker_name()
        self._entry: Any = None

    def start(self, parent: Any) -> None:
        """Leave the first sign and set the timer."""
        leave(self._name)
        self._entry = parent.timer.call_repeatedly(EVERY, leave, (self._name,))

    def stop(self, parent: Any) -> None:
        """Ended in order."""
        if self._entry is not None:
            self._entry.cancel()
            self._entry = None
        take_back(self._name)

    def terminate(self, parent: Any) -> None:
        """Ended in haste."""
        self.stop(parent)


class Scheduler(PersistentScheduler):
    """Beat that leaves a sign while its loop goes round: one that hangs on the broker leaves none."""

    _told = 0.0

    def tick(self, *given: Any, **more: Any) -> float:
        """One round."""
        if time.monotonic() - self._told >= EVERY or not self._told:
            leave("beat")
            self._told = time.monotonic()
        return float(super().tick(*given, **more))
