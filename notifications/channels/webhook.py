"""Calls of systems that asked to be told of their cases, signed after Standard Webhooks. They know our key."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from notifications.addressbook import Address
from notifications.models import Message
from notifications.outcomes import Refused, Returned
from notifications.wire import posting, signing
from notifications.wording import more_at

GONE = 410  # "do not call any more", says the specification


class Caller:
    """A line to any system: each call goes to an address of its own, which is checked each time."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open between two calls."""

    def send(self, message: Message, address: Address, at: datetime, begin: Callable[[], None]) -> str:
        """Call one system."""
        body = body_of(message)
        heads = signing.headers(address.secret, str(message.key), at, body)
        begin()
        try:
            said = posting.post(address.text, heads, body)
        except posting.Failed as error:
            raise Refused(error.code) from None
        if said.status == GONE:
            raise Returned("gone")
        if not 200 <= said.status < 300:
            raise Refused(f"http:{said.status}")
        return ""


def body_of(message: Message) -> bytes:
    """What is said: the same bytes at every attempt."""
    said = {
        "id": str(message.key),
        "type": f"case.{message.event}",
        "timestamp": message.created_at.isoformat(),
        "data": {"number": message.number, "link": more_at(message)},
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
