"""A stand-in for the gateway of text messages on this machine, as faithful as docs/sms-gateway.md describes one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from notifications.wire import posting, signing
from notifications.wire.answering import JsonHandler


class StandIn(ThreadingHTTPServer):
    """`kept` is what it has taken over, each key once; `arrived` the keys of all requests that were genuine."""

    daemon_threads = True

    def __init__(self, secret: str, now: Callable[[], datetime], port: int = 0) -> None:
        self.secret, self.now = secret, now
        self.kept: dict[str, dict[str, Any]] = {}
        self.arrived: list[str] = []
        self._reported: set[str] = set()
        self._one_at_a_time = threading.Lock()
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def url(self) -> str:
        """Where messages are handed in."""
        return f"http://127.0.0.1:{self.server_address[1]}/messages"

    def take(self, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Take a message over, unless it is known already. Returns status and answer: the same reference for both."""
        with self._one_at_a_time:
            key = str(said["id"])
            self.arrived.append(key)
            known = key in self.kept
            self.kept.setdefault(key, said)
            return 200 if known else 202, {"id": key, "reference": f"DX-{list(self.kept).index(key) + 1:06d}"}

    def unreported(self) -> list[tuple[str, dict[str, Any]]]:
        """What was taken over and not reported yet; it counts as reported from now on."""
        with self._one_at_a_time:
            found = [(key, said) for key, said in self.kept.items() if key not in self._reported]
            self._reported |= {key for key, _said in found}
            return found


def report(url: str, secret: str, at: datetime, **said: list[dict[str, Any]]) -> posting.Said:
    """Tell how messages ended (`reports`) and what people answered (`replies`). Raises posting.Failed."""
    body = json.dumps(said, ensure_ascii=False).encode()
    return posting.post(url, signing.headers(secret, str(uuid4()), at, body), body)


class Handler(JsonHandler):
    """One message."""

    server: StandIn
    protocol_version = "HTTP/1.1"

    def take(self, headers: dict[str, str], body: bytes) -> None:
        """Check the signature and the message, take it over."""
        try:
            signing.verify(self.server.secret, headers, body, self.server.now())
        except signing.BadSignature:
            self.say(401, {"error": "signature"})
            return
        said = json.loads(body)
        if not str(said.get("to", "")).startswith("+86") or not said.get("text"):
            self.say(422, {"error": "number"})
            return
        self.answer(said)

    def answer(self, said: dict[str, Any]) -> None:
        """What is done with a message that is in order."""
        self.say(*self.server.take(said))
