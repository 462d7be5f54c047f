"""The other side of a push: a real HTTP server that behaves well, or badly in the ways that networks and people do."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from casework.push.standin import Handler, Receiver

# What it may do with a message instead of confirming it:
#   500, 302        that status                   keep, then 500   taken over, and the answer is an error all the same
#   silent          no answer before the time-out keep, then cut   taken over, and the connection ends without an answer
#   cut             the connection ends           later            taken over, not confirmed yet
#   twice           the answer comes two times    huge, nonsense   a 2xx whose body is of no use
BEHAVIOURS = ("500", "302", "cut", "keep, then 500", "keep, then cut", "later", "twice", "huge", "nonsense")


class Moody(Receiver):
    """Behaves as planned, message by message; well when nothing is planned."""

    def __init__(self, secret: str, now: Callable[[], datetime]) -> None:
        self.plan: deque[str] = deque()
        super().__init__(secret, now)
        self.RequestHandlerClass = MoodyHandler

    def order_of(self, record: str) -> list[int]:
        """The numbers of the changes of a record in the order in which they were taken over."""
        return [one["data"]["seq"] for one in self.kept if one["data"]["record"] == record]


class MoodyHandler(Handler):
    """Carries the plan out."""

    server: Moody

    def answer(self, message_id: str, body: bytes) -> None:
        mood = self.server.plan.popleft() if self.server.plan else "well"
        said = self.server.take(message_id, body) if mood not in ("500", "302", "cut", "silent") else {}
        getattr(self, SAID.get(mood, mood))(said)

    def well(self, said: dict[str, Any]) -> None:
        self.say(200, said)

    def twice(self, said: dict[str, Any]) -> None:
        self.say(200, said)
        self.say(200, said)

    def silent(self, said: dict[str, Any]) -> None:
        time.sleep(1.0)

    def fault(self, said: dict[str, Any]) -> None:
        self.say(500, {"error": "x"})

    def elsewhere(self, said: dict[str, Any]) -> None:
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:1/metadata")
        self.end_headers()

    def cut(self, said: dict[str, Any]) -> None:
        self.connection.close()

    def later(self, said: dict[str, Any]) -> None:
        self.say(202, {"acknowledged": False})

    def huge(self, said: dict[str, Any]) -> None:
        self.say(200, {"acknowledged": True, "reference": "x" * 200_000})

    def nonsense(self, said: dict[str, Any]) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n[[[[[[")


SAID = {"500": "fault", "keep, then 500": "fault", "keep, then cut": "cut", "302": "elsewhere"}


@contextmanager
def receiving(secret: str, now: Callable[[], datetime]) -> Iterator[Moody]:
    """A receiver that runs in a thread."""
    server = Moody(secret, now)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
