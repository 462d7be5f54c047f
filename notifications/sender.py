"""The sender: takes what is due, sends it, notes at once what came of it. Any number of them may run.

Nothing is sent inside a transaction, and nothing here reads the clock: the moment is asked for at each step, because
sending takes time.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from notifications import claims
from notifications.addressbook import NoAddress, address_of
from notifications.channels import Line, line_of
from notifications.models import Channel, Message
from notifications.outcomes import LeaseLost, Outcome, Refused, Returned, Unknown, Unreachable

BUDGET = timedelta(seconds=8)  # of one pass: the worker has other things to do, and is stopped within ten seconds
SHOWN = 500  # messages inside the system, in one transaction
Clock = Callable[[], datetime]
stopping = threading.Event()  # set when the worker is asked to end: what is not begun is given back
logger = logging.getLogger(__name__)


def deliver_due(at: datetime, batch: int = SHOWN) -> int:
    """Deliver what stays inside the system. Returns how many."""
    delivered = 0
    while shown := claims.show(at, batch):
        delivered += shown
    return delivered


def send_due(channel: str, now: Clock, more: Callable[[], None] = lambda: None) -> Counter[str]:
    """One pass over a channel that leads out of the house. `more` is called when there is work for another worker.

    Returns how many messages ended in which way.
    """
    counts: Counter[str] = Counter()
    begun = now()
    if claims.crowded(channel, begun):
        return counts
    with line_of(channel) as line:
        while now() - begun < BUDGET and not stopping.is_set():
            batch = claims.claim(channel, now())
            if len(batch) == claims.BATCH and not counts:
                more()
            if not batch or not _send_all(batch, line, now, counts):
                break
    return counts


def _send_all(batch: list[Message], line: Line, now: Clock, counts: Counter[str]) -> bool:
    """Send a batch. False: the other side takes nothing, or we are asked to end; the rest was given back."""
    for place, message in enumerate(batch):
        if stopping.is_set():
            claims.release(batch[place:], now())
            return False
        ended = _send(message, line, now)
        counts[ended] += 1
        if ended == "unreachable":
            claims.release(batch[place + 1 :], now(), claims.SPARED)
            return False
    return True


def _send(message: Message, line: Line, now: Clock) -> str:
    """Send one message and note what came of it. Returns that in a word."""
    state = _Begun(message, now)
    try:
        reference = line.send(message, address_of(message, now()), now(), state)
    except NoAddress as error:
        claims.withheld(message, error.code)
        return "withheld"
    except LeaseLost:
        return "lost"
    except Outcome as outcome:
        return _note(message, outcome, now())
    except Exception as error:  # noqa: BLE001 -- its text may hold an address: only its kind is told
        logger.error("message %s could not be sent: %s", message.key, type(error).__name__)
        return _note(message, Unknown("internal") if state.begun else Refused("internal"), now())
    claims.delivered(message, now(), reference)
    return "delivered"


class _Begun:
    """Called right before a message may arrive: notes it, and stops who has lost the lease."""

    def __init__(self, message: Message, now: Clock) -> None:
        self._message, self._now = message, now
        self.begun = False

    def __call__(self) -> None:
        if not claims.begin(self._message, self._now()):
            raise LeaseLost
        self.begun = True


def _note(message: Message, outcome: Outcome, at: datetime) -> str:
    match outcome:
        case Unreachable():
            claims.refused(message, at, outcome.code)
            return "unreachable"
        case Returned():
            claims.returned(message, outcome.code)
            return "returned"
        case Unknown():
            claims.unknown(message, at, outcome.code)
            return "unknown"
        case _:
            claims.refused(message, at, outcome.code)
            return "refused"


def channels_out() -> list[str]:
    """The channels that lead out of the house."""
    return [one for one in Channel.values if one != Channel.IN_APP]
