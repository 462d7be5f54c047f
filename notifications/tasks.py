"""The worker's part of the outbox. The truth is the table: a lost task loses nothing."""

from celery import shared_task
from django.utils import timezone

from notifications.outbox import deliver_due

BATCH = 200


@shared_task
def deliver_messages() -> int:
    """Deliver everything that is due now."""
    total = 0
    while sent := deliver_due(timezone.now(), BATCH):
        total += sent
    return total
