"""What comes back from the other side: reports that a message failed after all, and people who want no more of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from notifications import claims
from notifications.models import Channel

STOP_WORDS = frozenset({"TD", "T", "退订", "STOP"})  # what networks in China have people answer, and what others do
Stopped = Callable[[str, str, datetime], None]  # channel, address, moment
_listeners: list[Stopped] = []


def register(listener: Stopped) -> None:
    """Have it told who wants no more messages. There is one listener; the one registered last is told."""
    _listeners[:] = [listener]


def reported(key: UUID, status: str, code: str) -> bool:
    """A gateway reports how a message ended. Returns whether that changed anything: the same report twice does not."""
    return status == "failed" and claims.bounce(key, f"report:{code}" if code else "report")


def replied(channel: Channel, address: str, text: str, at: datetime) -> bool:
    """Somebody answered a message. Returns whether they want no more of them."""
    stop = unicodedata.normalize("NFKC", text).strip().upper() in STOP_WORDS
    if stop:
        for listener in _listeners:
            listener(channel, address, at)
    return stop
