"""The worker's part of the outbox. The truth is the table: a lost task loses nothing."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notifications import claims, sender
from notifications.models import Message
from notifications.routes import is_on

FRESH = 10  # seconds: a task that waited longer is dropped, the next beat sends a new one


@shared_task
def deliver_messages() -> int:
    """Deliver what stays inside, look after what dead workers held, and set senders to what leads out."""
    now = timezone.now()
    claims.expire(now)
    delivered = sender.deliver_due(now)
    waiting = Message.objects.filter(status=Message.Status.QUEUED, next_try__lte=now)
    for channel in sender.channels_out():
        if is_on(channel) and waiting.filter(channel=channel).exists():
            send_messages.apply_async([channel], expires=FRESH)
    return delivered


@shared_task(acks_late=False)  # a lost broker must not end it in the middle of a message
def send_messages(channel: str) -> dict[str, int]:
    """Send what is due on one channel; when there is more than one worker can do at once, ask another one in."""

    def more() -> None:
        send_messages.apply_async([channel], expires=FRESH)

    return dict(sender.send_due(channel, timezone.now, more))
