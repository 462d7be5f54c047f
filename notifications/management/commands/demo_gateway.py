"""`demo_gateway`: a gateway for text messages on this machine, to watch them arrive. It listens where SMS_GATEWAY_URL says."""

from __future__ import annotations

import signal
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.standin import StandIn, report
from notifications.wire.posting import Failed

UNKNOWN = "0000"  # how a number ends that no network knows: reported as failed, to see what comes of it


class Printing(StandIn):
    """Prints what it takes over, and reports how it ended."""

    def take(self, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        status, answer = super().take(said)
        print(f"{said['to'][:6]}… {said['text']}", flush=True)  # noqa: T201  (a demo that shows what arrives)
        return status, answer

    def shutdown_request(self, request: Any) -> None:
        """The sender has hung up: what it handed in is on its way now, and its end is reported."""
        super().shutdown_request(request)
        ended = [
            {"id": key, "status": "failed" if said["to"].endswith(UNKNOWN) else "delivered", "code": ""}
            for key, said in self.unreported()
        ]
        try:
            if ended:
                report(f"{settings.PUBLIC_URL}/gateway/sms/reports", self.secret, self.now(), reports=ended)
        except Failed as error:
            print(f"no report taken: {error.code}", flush=True)  # noqa: T201


class Command(BaseCommand):
    """Runs until it is stopped."""

    help = "Stand in for a gateway for text messages: check signatures, print messages, report how they ended."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        url = urlsplit(settings.SMS_GATEWAY_URL)
        if settings.PRODUCTION or url.hostname != "127.0.0.1" or not url.port:
            raise CommandError("set SMS_GATEWAY_URL to http://127.0.0.1:PORT/messages, or DEMO_GATEWAY=1")
        with Printing(settings.SMS_GATEWAY_SECRET, timezone.now, url.port) as server:
            self.stdout.write(server.url)
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                self.stdout.write("stopped")
