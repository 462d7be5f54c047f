"""The other side of text messages: the stand-in of the gateway, behaving badly as planned."""

from __future__ import annotations

from collections import deque
from typing import Any

from notifications.standin import Handler, StandIn

BEHAVIOURS = ("500", "429", "503", "cut", "kept, then 500", "kept, then cut", "silent", "kept, then silent", "nonsense")


class MoodyGateway(StandIn):
    """Does what is planned, message by message; well when nothing is planned."""

    def __init__(self, *given: Any) -> None:
        self.plan: deque[str] = deque()
        super().__init__(*given)
        self.RequestHandlerClass = MoodyHandler


class MoodyHandler(Handler):
    """Carries the plan out."""

    server: MoodyGateway

    def answer(self, said: dict[str, Any]) -> None:
        mood = self.server.plan.popleft() if self.server.plan else "well"
        taken = self.server.take(said) if mood in ("well", "nonsense") or mood.startswith("kept") else None
        end = mood.rpartition(" ")[2]
        if end.isdigit():
            self.say(int(end), {"error": "x"})
        elif end == "cut":
            self.close_connection = True
            self.connection.close()
        elif end == "silent":
            self.connection.settimeout(5)
            self.rfile.read(1)  # until the sender hangs up
            self.close_connection = True
        elif end == "nonsense":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n[[[[[[")
        elif taken:
            self.say(*taken)
