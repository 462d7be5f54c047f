"""What must be true of the outbox, for check_consistency: each check yields what is wrong, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q
from django.db.models.functions import Now

from notifications.models import Channel, Message

Status = Message.Status
GRACE = timedelta(minutes=10)  # after the end of a lease: the next beat looks after it


def messages_are_delivered() -> Iterator[str]:
    """No message was given up, and of none is it unknown whether it arrived."""
    open_ones = Message.objects.filter(status__in=(Status.DEAD, Status.UNCONFIRMED)).order_by("pk")
    yield from (f"message {one.key}: {one.status}, {one.last_error}" for one in open_ones.iterator(chunk_size=500))


def leases_end() -> Iterator[str]:
    """Nothing is being sent by a worker that has long been dead."""
    held = Message.objects.filter(status=Status.SENDING, lease_until__lt=Now() - GRACE).order_by("pk")
    yield from (f"message {one.key}: held since {one.lease_until}" for one in held)


def messages_reach_somebody() -> Iterator[str]:
    """A message has a recipient or the filer of a case; what was shown inside was never in doubt."""
    nobody = Message.objects.filter(recipient=None, case=None)
    yield from (f"message {key}: nobody to tell" for key in nobody.order_by("pk").values_list("key", flat=True))
    inside = Message.objects.filter(channel=Channel.IN_APP, status__in=(Status.SENDING, Status.UNCONFIRMED))
    yield from (f"message {key}: in doubt inside" for key in inside.order_by("pk").values_list("key", flat=True))


def messages_in_time() -> Iterator[str]:
    """Moments come one after the other; what was delivered was tried."""
    wrong = Message.objects.filter(
        Q(delivered_at__lt=F("created_at")) | Q(not_before__lt=F("created_at")) | Q(status=Status.DELIVERED, attempts=0)
    )
    yield from (f"message {key}: before its time" for key in wrong.order_by("pk").values_list("key", flat=True))


CHECKS = {
    check.__name__: check for check in (messages_are_delivered, leases_end, messages_reach_somebody, messages_in_time)
}
