"""A process that is killed while it works: it stops inside its transaction, says so, and waits for the end."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from typing import Any
from unittest.mock import patch

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"


def stop_here(*_args: Any, **_kwargs: Any) -> None:
    """Say that the transaction is open, and wait for what never comes."""
    print("inside", flush=True)
    sys.stdin.read()


def submit(number: str, move: str, who: str, at: str, data: dict[str, Any]) -> None:
    """Make a move as a person of staff."""
    from casework import actions
    from casework.models import User
    from casework.permissions import Actor

    moment = datetime.fromisoformat(at)
    actor = Actor.person(User.objects.get(username=who), moment.date())
    actions.submit(number, move, by=actor, at=moment, data=data)


def file(at: str) -> None:
    """File an objection."""
    from tests.world import World

    world = World.ready()
    world.at = datetime.fromisoformat(at)
    world.file()


def deliver(at: str) -> None:
    """Deliver what waits in the outbox."""
    from notifications.sender import deliver_due

    deliver_due(datetime.fromisoformat(at))


def send(at: str, port: int) -> None:
    """Send what waits by e-mail."""
    from django.conf import settings

    from notifications import addressbook, sender

    settings.EMAIL_URL, settings.EMAIL_FROM = f"smtp://127.0.0.1:{port}", "office@credit.example"
    addressbook.register(lambda message, at: addressbook.Address("wang@example.org"))
    sender.send_due("email", lambda: datetime.fromisoformat(at))


def push(at: str) -> None:
    """Send what waits for subscribers."""
    from django.conf import settings

    from casework.push import sender

    settings.PUSH_LOCAL = True
    sender.push(lambda: datetime.fromisoformat(at))


def make_case_files(at: str) -> None:
    """Make the case files that were asked for."""
    from casework.archive import work

    work.carry_out(datetime.fromisoformat(at))


if __name__ == "__main__":
    import django
    from django.conf import settings

    database, place, work, arguments = sys.argv[1:]
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    with patch(place, side_effect=stop_here):
        globals()[work](*json.loads(arguments))
