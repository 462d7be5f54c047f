"""How a message reaches its recipient, one small module a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notifications.channels import in_app

if TYPE_CHECKING:
    from notifications.models import Message

CHANNELS = {"in_app": in_app.send}


def deliver(message: Message) -> None:
    """Send a message by its channel. Raises OSError when the other side cannot be reached."""
    CHANNELS[message.channel](message)
