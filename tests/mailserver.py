"""The other side of e-mail: a real SMTP server that behaves well, or badly in the ways that networks and servers do."""

from __future__ import annotations

import asyncio
import email
import logging
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

logging.getLogger("mail.log").setLevel(logging.ERROR)  # it would write addresses

# What it may do with a letter instead of taking it. "kept" in a name: it has the letter all the same.
BEFORE_THE_DOT = ("451 at rcpt", "421 at mail", "cut at mail", "cut at rcpt", "silent at rcpt")
AT_THE_ANSWER = ("451 at the end", "554 at the end", "550 at rcpt")
AFTER_THE_DOT = ("cut", "kept, then cut", "silent", "kept, then silent")


class Moody(SMTP):
    """Carries out what is planned for each letter; well when nothing is planned."""

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 -- the library's name
        plan: deque[str] = self.event_handler.plan
        self.event_handler.mood = plan.popleft() if plan else "well"
        if not await self.does("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        if not await self.does("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.mood == "cut at data":
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)

    async def does(self, step: str) -> bool:
        """Whether the mood was meant for this step, and is done with."""
        what, _at, when = self.event_handler.mood.partition(" at ")
        if when != step:
            return False
        if what == "cut":
            self.transport.abort()
        elif what == "silent":
            await self.event_handler.patience.wait()
        else:
            await self.push(
                f"{what} 4.2.1 not now" if what[0] == "4" else f"{what} 5.1.1 unknown <someone@example.org>"
            )
        return True


class Letters:
    """What the server has taken: `kept` are the Message-IDs, `letters` the letters themselves, `ids` counted."""

    def __init__(self) -> None:
        self.plan: deque[str] = deque()
        self.mood = "well"
        self.patience = asyncio.Event()
        self.letters: list[Any] = []
        self.envelopes: list[Any] = []
        self.peers: set[Any] = set()
        self.kept: Counter[str] = Counter()

    async def handle_DATA(self, server: Moody, session: Any, envelope: Any) -> str:  # noqa: N802
        """The letter is whole."""
        mood = self.mood
        if mood in ("cut", "silent") or "at the end" in mood:
            return await self.end(server, mood)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append(letter)
        self.envelopes.append(envelope)
        self.peers.add(session.peer)
        self.kept[str(letter["Message-ID"]).strip("<>").partition("@")[0]] += 1
        return await self.end(server, mood)

    async def end(self, server: Moody, mood: str) -> str:
        """The answer, or none."""
        if mood.endswith("cut"):
            server.transport.abort()
        if mood.endswith("silent"):
            await self.patience.wait()
        return f"{mood[:3]} 5.7.1 no" if "at the end" in mood else "250 2.0.0 Ok: queued as 4XBqk91"


class MailServer(Controller):
    """The server in its thread."""

    handler: Letters

    def factory(self) -> Moody:
        return Moody(self.handler, hostname="mail.test")


@contextmanager
def mail_server(port: int = 0) -> Iterator[Letters]:
    """A server that runs; its address is `handler.url`."""
    controller = MailServer(Letters(), hostname="127.0.0.1", port=port or _free_port())
    controller.start()
    controller.handler.port = controller.port
    try:
        yield controller.handler
    finally:
        controller.loop.call_soon_threadsafe(controller.handler.patience.set)
        controller.stop(no_assert=True)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
