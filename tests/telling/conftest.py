"""Fixtures of telling people: mail and text messages are on, a case whose filer gave both, a handler with a mailbox."""

from __future__ import annotations

from typing import Any

import pytest

from casework.models import User
from tests.staff.conftest import clock, sign_in  # noqa: F401  (fixtures)
from tests.world import World

MAILBOX = "handler@example.org"


@pytest.fixture
def on(world: World, settings: Any) -> World:
    """The operator has said where e-mails and text messages go."""
    settings.EMAIL_URL, settings.SMS_GATEWAY_URL = "smtp://127.0.0.1:9", "http://127.0.0.1:9"
    return world


@pytest.fixture
def handler(on: World) -> User:
    """A handler with a mailbox."""
    user = on.people["fagai_handler"]
    user.email = MAILBOX
    user.save()
    return user
