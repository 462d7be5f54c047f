"""The worker's part of the public site."""

from celery import shared_task
from django.utils import timezone

from casework.portal import drafts


@shared_task
def purge_drafts() -> int:
    """Delete drafts whose time is over, as the privacy notice promises, and wipe receipt codes that were shown."""
    return drafts.purge(timezone.now())
