"""Tables of the outbox."""

from notifications.models.message import Channel, Message
from notifications.models.reaching import MessageAct, Preference, Suppression
from notifications.models.wording import MessageTemplate

__all__ = ["Channel", "Message", "MessageAct", "MessageTemplate", "Preference", "Suppression"]
