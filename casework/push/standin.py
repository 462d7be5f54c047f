"""A stand-in for a subscriber on this machine: checks each signature, takes each change once, confirms it at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import ThreadingHTTPServer
from typing import Any

from notifications.wire import signing
from notifications.wire.answering import JsonHandler


class Receiver(ThreadingHTTPServer):
    """An HTTP server that behaves as docs/push.md asks of a subscriber.

    `kept` is what it has taken over, in order, each change once; `arrived` the ids of all messages that were genuine.
    """

    daemon_threads = True

    def __init__(self, secret: str, now: Callable[[], datetime], port: int = 0) -> None:
        self.secret, self.now = secret, now
        self.kept: list[dict[str, Any]] = []
        self.arrived: list[str] = []
        self.turned_away = 0
        self._one_at_a_time = threading.Lock()
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}/changes"

    def take(self, message_id: str, body: bytes) -> dict[str, Any]:
        """Take a genuine message over, unless it is known already. Returns the confirmation: the same for both."""
        with self._one_at_a_time:
            self.arrived.append(message_id)
            known = [one["id"] for one in self.kept]
            if message_id not in known:
                self.kept.append(json.loads(body))
                known.append(message_id)
            return {"acknowledged": True, "reference": f"HZ-{known.index(message_id) + 1:06d}"}


class Handler(JsonHandler):
    """One message."""

    server: Receiver

    def take(self, headers: dict[str, str], body: bytes) -> None:
        """Check the signature, take the message over, confirm it."""
        try:
            message_id = signing.verify(self.server.secret, headers, body, self.server.now())
        except signing.BadSignature:
            self.server.turned_away += 1
            self.say(401, {"error": "signature"})
            return
        self.answer(message_id, body)

    def answer(self, message_id: str, body: bytes) -> None:
        """What is done with a genuine message."""
        self.say(200, self.server.take(message_id, body))
