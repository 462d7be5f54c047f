"""How long to wait before the next attempt: doubled each time, never longer than a quarter of an hour, never given up."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

FIRST = timedelta(seconds=10)
LONGEST = timedelta(minutes=15)


def next_try(at: datetime, attempts: int, key: object) -> datetime:
    """When to try again after so many attempts.

    Between half and the whole of the wait, spread by the key of the delivery, so that not everything that failed
    together comes back together. The same arguments give the same moment.
    """
    doubled = min(max(attempts, 1) - 1, 10)  # far beyond the longest wait
    whole = min(FIRST * 2**doubled, LONGEST)
    spread = hashlib.sha256(f"{key}:{attempts}".encode()).digest()
    return at + whole * (0.5 + int.from_bytes(spread[:4], "big") / 2**33)
