"""One change sent to a subscriber, and what its answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from notifications.wire import posting
from notifications.wire.posting import Failed

__all__ = ["Answer", "Failed", "post"]

MOST_REFERENCE = 80


class Answer(NamedTuple):
    """What the subscriber said: whether it confirms the change already, and under which reference."""

    acknowledged: bool
    reference: str


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send the body. Raises Failed unless the answer is a 2xx."""
    said = posting.post(url, headers, body)
    if not 200 <= said.status < 300:  # a redirect is a failure too: it could lead anywhere
        raise Failed(f"http:{said.status}")
    return _understood(said.body)


def _understood(said: bytes) -> Answer:
    """A 2xx is a receipt in itself; a confirmation only when it says so in words we understand."""
    try:
        found: Any = json.loads(said)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("acknowledged") is not True:
        return Answer(False, "")
    reference = found.get("reference")
    return Answer(True, reference[:MOST_REFERENCE].replace("\0", "") if isinstance(reference, str) else "")
