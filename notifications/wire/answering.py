"""The HTTP side of a stand-in for another system: it answers in JSON and keeps quiet."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

LARGEST = 1024 * 1024  # bytes of a request


class JsonHandler(BaseHTTPRequestHandler):
    """One request to a stand-in."""

    timeout = 30

    def do_POST(self) -> None:
        """Read the request and take it."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))
        self.take({name.lower(): value for name, value in self.headers.items()}, body)

    def take(self, headers: dict[str, str], body: bytes) -> None:
        """What the other system does with a request."""
        raise NotImplementedError  # each stand-in says what it does with it

    def say(self, status: int, document: dict[str, Any]) -> None:
        """Send an answer."""
        said = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the library's name
        """Nothing on standard error: whoever runs the stand-in looks at what it has kept."""
