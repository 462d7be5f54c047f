"""Tables of the outbox."""

from notifications.models.message import Channel, Message

__all__ = ["Channel", "Message"]
