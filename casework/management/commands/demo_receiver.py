"""`demo_receiver [--subscriber CODE] [--port N]`: a subscriber on this machine, to watch changes arrive and be confirmed."""

from __future__ import annotations

import json
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from casework import actions
from casework.models import Subscriber
from casework.push.standin import Receiver
from notifications.wire import signing

PORT = 8099


class Printing(Receiver):
    """Prints what it takes over."""

    def take(self, message_id: str, body: bytes) -> dict[str, Any]:
        said = super().take(message_id, body)
        change = json.loads(body)
        print(f"{change['type']} {change['data']['record']} {said['reference']}", flush=True)  # noqa: T201  (a demo that shows what arrives)
        return said


class Command(BaseCommand):
    """Has a subscriber of the demo district told by webhook for as long as it runs; afterwards by hand again."""

    help = "Stand in for a subscriber: receive changes of records, check their signatures, confirm them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--subscriber", default="xinyong-dalian", help="whom to stand in for")
        parser.add_argument("--port", type=int, default=PORT)

    def handle(self, *, subscriber: str, port: int, **options: Any) -> None:
        if not settings.PUSH_LOCAL:
            raise CommandError("only a demo installation tells a stand-in on its own machine")
        row = Subscriber.objects.filter(code=subscriber).first()
        if row is None:
            raise CommandError(f"there is no subscriber {subscriber!r}")
        before = row.way
        with Printing(signing.new_secret(), timezone.now, port) as server:
            row.way, row.url, row.secret = Subscriber.Way.WEBHOOK, server.url, server.secret
            actions.save_subscriber(row, at=timezone.now())
            self.stdout.write(f"{row.name}: {server.url}")
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                self.stdout.write("stopped")
            finally:
                row.way = before if before != Subscriber.Way.WEBHOOK else Subscriber.Way.MANUAL
                actions.save_subscriber(row, at=timezone.now())
