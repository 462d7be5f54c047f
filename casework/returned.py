"""Following up messages that came back: one after the other, each in its own transaction, safe on any number of workers."""

from __future__ import annotations

from datetime import datetime
from email.message import Message as Mail

from casework import actions
from notifications import claims, returned
from notifications.models import Channel, Message

MOST = 500  # of one pass


def follow_up(at: datetime) -> int:
    """Those that came back and that nobody was told of. Returns how many."""
    back = Message.objects.filter(status=Message.Status.BOUNCED, followed=False)
    waiting = back.exclude(channel=Channel.WEBHOOK).order_by("pk")
    found = list(waiting.values_list("pk", "last_error")[:MOST])
    for pk, code in found:
        actions.follow_up(pk, hard=returned.is_hard(code), at=at)
    return len(found)


def take_in(mail: Mail) -> bool:
    """Note what a report of the mail system says. Returns whether that was news."""
    report = returned.read(mail)
    return report is not None and claims.bounce(report.key, f"dsn:{report.status}")
