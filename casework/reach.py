"""How people are reached: by which channels they are told of their cases, and where, looked up when it is sent.

Inside the system everybody is told. A filer is told by e-mail too when they gave a mailbox, and by text message of
what they must not miss when they gave a mobile phone. Whoever filed under seal is told nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from casework.models import Case, Party
from casework.permissions import Actor
from casework.rules.identifiers import MOBILE
from notifications.addressbook import Address, NoAddress
from notifications.models import Channel, Message
from notifications.routes import INSIDE, Recipient, Route, Telling, is_on

OUTSIDE = (Channel.EMAIL, Channel.SMS)
IMPORTANT = frozenset({"result", "supplement_asked"})  # worth a text message


def router(telling: Telling, recipients: Collection[Recipient]) -> Mapping[Recipient, Sequence[Route]]:
    """The ways to the filer of a case; staff are told inside the system."""
    if None not in recipients or telling.case_id is None or not any(map(is_on, OUTSIDE)):
        return {}
    party = _filer(telling.case_id)
    if party is None:
        return {}
    language = party.case.language
    outside = [way for way in OUTSIDE if is_on(way) and _text(party, way)]
    chosen = [way for way in outside if way != Channel.SMS or telling.event in IMPORTANT]
    return {None: [*INSIDE, *(Route(way, language) for way in chosen)]}


def book(message: Message, at: datetime) -> Address:
    """Where a message goes. Raises NoAddress when it is not to be sent."""
    if message.recipient_id is not None:
        return _of_staff(message, at)
    party = _filer(message.case_id) if message.case_id else None
    if party is None:
        raise NoAddress("sealed")
    text = _text(party, message.channel)
    if not text:
        raise NoAddress("none")
    return Address(text, party.name)


def _of_staff(message: Message, at: datetime) -> Address:
    user = message.recipient
    if message.channel != Channel.EMAIL or user is None or not user.is_active or not user.email:
        raise NoAddress("none")
    actor = Actor.person(user, timezone.localdate(at))
    if message.case_id and not Case.objects.visible_to(actor).filter(pk=message.case_id).exists():
        raise NoAddress("recused")
    return Address(user.email, user.name)


def _filer(case_id: int) -> Party | None:
    """Who filed, unless their identity is sealed."""
    party: Party | None = Party.objects.select_related("case").filter(case_id=case_id, role=Party.Role.FILER).first()
    return None if party is None or party.sealed or party.case.sealed else party


def _text(party: Party, channel: str) -> str:
    if channel == Channel.EMAIL:
        return party.email or ""
    return party.phone if channel == Channel.SMS and party.phone and MOBILE.fullmatch(party.phone) else ""
