"""How messages leave the house, one module a channel. A line is opened for a pass and kept for all its messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from notifications.addressbook import Address
from notifications.models import Channel, Message


class Line(Protocol):
    """A connection to the other side, made when it is first needed."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, message: Message, address: Address, at: datetime, begin: Callable[[], None]) -> str:
        """Send one message; call `begin` right before it may arrive. Returns the reference of the other side.

        Raises one of notifications.outcomes, or what `begin` raises.
        """
        ...


def line_of(channel: str) -> Line:
    """The line of a channel that leads out of the house."""
    from notifications.channels.email import Mailbox, Mailer
    from notifications.channels.sms import Gateway
    from notifications.channels.webhook import Caller
    from notifications.wire.mailserver import server

    match Channel(channel):
        case Channel.EMAIL:
            return Mailbox() if server().folder else Mailer()
        case Channel.SMS:
            return Gateway()
        case Channel.WEBHOOK:
            return Caller()
    raise ValueError(f"{channel} stays inside")
