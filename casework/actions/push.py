"""Changes of records on their way to subscribers: claimed, sent, confirmed, chased; and who is told in which way."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from casework import confirming, telling
from casework.door import locked, transacting
from casework.errors import Conflict, NotAllowed, NotFound
from casework.models import Delivery, Role, Subscriber
from casework.permissions import Actor
from casework.register import deliveries, push


def claim_delivery(*, at: datetime, beside: Collection[int] = ()) -> Delivery | None:
    """The next change for a webhook, claimed for a while; none of the subscribers in `beside`."""
    with transacting():
        return deliveries.claim_next(at, beside)


def claim_batch(subscriber_id: int, *, at: datetime) -> list[Delivery]:
    """The changes of the next exchange file of a subscriber, claimed for a while."""
    with transacting():
        return deliveries.claim_batch(subscriber_id, at)


def note_received(ids: Collection[int], *, at: datetime) -> None:
    """These changes have reached their subscriber."""
    with transacting():
        deliveries.received(ids, at)


def note_failed(ids: Collection[int], *, error: str, next_try: datetime) -> None:
    """These changes have not reached their subscriber; they are tried again."""
    with transacting():
        deliveries.failed(ids, next_try, error)


def acknowledge_delivery(
    key: UUID, *, by: Actor, at: datetime, reference: str = "", subscriber_id: int | None = None
) -> Delivery:
    """回执: a subscriber confirms one change, itself or through a registrar. A second time changes nothing.

    A case that waits for it goes on. Raises NotFound for a change of another subscriber.
    """
    own = {"subscriber": subscriber_id} if subscriber_id is not None else {}
    found = Delivery.objects.filter(key=key, **own).values_list("pk", "case_id").first()
    if found is None:
        raise NotFound(_("There is no such delivery."))
    with _case_of(found[1]) as case:
        row = Delivery.objects.select_related("subscriber").select_for_update(of=("self",)).get(pk=found[0])
        if row.acknowledged_at is None:
            if by.user is not None:
                _check_by_hand(row, by)
            if case is None or not confirming.confirm(case, row, reference, by, at):
                deliveries.confirm(Delivery.objects.filter(pk=row.pk), at, reference, by.user)
        return Delivery.objects.select_related("subscriber").get(pk=row.pk)


@contextmanager
def _case_of(case_id: int | None) -> Iterator[Any]:
    """One transaction, with the case of the delivery locked if it has one. Cases are locked before deliveries."""
    if case_id is None:
        with transacting():
            yield None
    else:
        with locked(pk=case_id) as case:
            yield case


def _check_by_hand(row: Delivery, by: Actor) -> None:
    _check_registrar(by)
    if row.subscriber.way != Subscriber.Way.MANUAL and row.subscriber.active:
        raise Conflict(_("%(name)s confirms by itself.") % {"name": row.subscriber})


def _check_registrar(by: Actor) -> None:
    if not by.has_role(Role.REGISTRAR):
        raise NotAllowed(_("Only registrars may do this."))


def send_again(subscriber: Subscriber, *, by: Actor, at: datetime) -> int:
    """Send everything that a subscriber has not confirmed once more, now. Returns how much that is."""
    with transacting():
        _check_registrar(by)
        if subscriber.way not in push.SENT_BY_US or not subscriber.active:
            raise Conflict(_("Nothing is sent to %(name)s by this system.") % {"name": subscriber})
        sent = deliveries.send_again(subscriber, at)
        push.wake()
        return sent


def note_fetched(ids: Collection[int], *, at: datetime) -> None:
    """A subscriber that fetches changes itself has been handed these."""
    with transacting():
        deliveries.received(ids, at)


def save_subscriber(subscriber: Subscriber, *, at: datetime) -> Subscriber:
    """Register a subscriber, or change how it is told; who may do that, screens and API have asked.

    What it has not confirmed yet goes the new way.
    """
    with transacting():
        before = Subscriber.objects.filter(pk=subscriber.pk).values_list("way", flat=True).first()
        _keep(subscriber)
        if before is not None and before != subscriber.way:
            deliveries.reroute(subscriber, at)
            push.wake()
        return subscriber


def _keep(subscriber: Subscriber) -> None:
    try:
        with transaction.atomic():
            subscriber.save()
    except IntegrityError as error:
        raise Conflict(_("Somebody else has just registered a subscriber with this code.")) from error


def chase_deliveries(*, at: datetime) -> int:
    """Tell the registrars of changes that were not confirmed in time. Returns how many; each is told of once."""
    with transacting():
        return deliveries.chase(at)


def move_delivery(delivery_id: int, *, at: datetime) -> bool:
    """Store by when a change is to be confirmed, computed anew. Returns whether that changed."""
    with transacting():
        row = Delivery.objects.select_for_update().get(pk=delivery_id, acknowledged_at=None)
        due = telling.due_at(row.queued_at)
        moved = due != row.due_at
        if moved:
            late = due is not None and due < at
            row.due_at, row.chased_at = due, row.chased_at if late else None
            row.save(update_fields=["due_at", "chased_at"])
        return moved
