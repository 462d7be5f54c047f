"""Calls of the systems that filed a case: one more way of telling its filer, beside those of people (reach.py)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from casework import reach
from casework.models import Endpoint, Event
from notifications.addressbook import Address, NoAddress
from notifications.models import Channel, Message
from notifications.routes import INSIDE, Recipient, Route, Telling


def router(telling: Telling, recipients: Collection[Recipient]) -> Mapping[Recipient, Sequence[Route]]:
    """The ways of people, and a call of the system that filed the case."""
    ways = reach.router(telling, recipients)
    if None not in recipients or telling.case_id is None or _of(telling.case_id) is None:
        return ways
    return {**ways, None: [*ways.get(None, INSIDE), Route(Channel.WEBHOOK)]}


def book(message: Message, at: datetime) -> Address:
    """Where a message goes. Raises NoAddress when it is not to be sent."""
    if message.channel != Channel.WEBHOOK:
        return reach.book(message, at)
    found = _of(message.case_id) if message.case_id else None
    if found is None:
        raise NoAddress("none")
    return Address(found.url, secret=str(found.secret))


def _of(case_id: int) -> Endpoint | None:
    """The system whose account filed the case, if it asked to be called."""
    filed = Event.objects.filter(case_id=case_id, seq=1).values("actor_id")
    return Endpoint.objects.filter(user__in=filed, active=True, user__is_active=True).first()
