"""How people are reached: by which channels they are told of their cases, and where, looked up when it is sent.

Inside the system everybody is told. A filer is told by e-mail too when they gave a mailbox, and by text message of
what they must not miss when they gave a mobile phone. Whoever filed under seal is told nowhere else until they choose
so themselves. Staff with a mailbox are told by e-mail, as they chose (casework/wishes.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from casework import message_facts, wishes
from casework.models import Case, Party
from casework.permissions import Actor
from casework.rules.identifiers import MOBILE
from notifications.addressbook import Address, NoAddress
from notifications.models import Channel, Message, Preference
from notifications.routes import INSIDE, Recipient, Route, Telling, is_on

OUTSIDE = (Channel.EMAIL, Channel.SMS)


def router(telling: Telling, recipients: Collection[Recipient]) -> Mapping[Recipient, Sequence[Route]]:
    """The ways to staff and to the filer of a case. Nothing is asked while no channel leads out of the house."""
    found: dict[Recipient, Sequence[Route]] = {}
    people = [one for one in recipients if one is not None]
    if people and is_on(Channel.EMAIL):
        for person, mailbox in wishes.of_staff(people).items():
            found[person] = [*INSIDE, *wishes.way_of_staff(telling, person, mailbox.wish)]
    if None in recipients and telling.case_id is not None and any(map(is_on, OUTSIDE)):
        found[None] = [*INSIDE, *_to_filer(telling, telling.case_id)]
    return found


def _to_filer(telling: Telling, case_id: int) -> list[Route]:
    party = filer_of(case_id)
    if party is None:
        return []
    wish = wish_of(party)
    open_ones = [way for way in OUTSIDE if is_on(way) and text_of(party, way)]
    return [route for way in open_ones for route in wishes.way_of_filer(telling, way, wish)]


def book(message: Message, at: datetime) -> Address:
    """Where a message goes. Raises NoAddress when it is not to be sent."""
    address = _of_staff(message, at) if message.recipient_id is not None else _of_filer(message)
    stopped = wishes.standing(message.channel, address.text)
    if stopped is not None:
        raise NoAddress(stopped.reason)
    return address


def _of_filer(message: Message) -> Address:
    party = filer_of(message.case_id) if message.case_id else None
    if party is None:
        raise NoAddress("none")
    wish = wish_of(party)
    if not getattr(wish, message.channel, ()):
        raise NoAddress("sealed" if wish.pk is None else "switched_off")
    text = text_of(party, message.channel)
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
    if message.event == "digest" and not message_facts.bundled(message):
        raise NoAddress("empty")
    return Address(user.email, user.name)


def filer_of(case_id: int) -> Party | None:
    """Who filed."""
    parties = Party.objects.select_related("case").filter(case_id=case_id, role=Party.Role.FILER)
    party: Party | None = parties.first()
    return party


def is_sealed(party: Party) -> bool:
    """Whether nobody may learn who filed."""
    return bool(party.sealed or party.case.sealed)


def wish_of(party: Party) -> Preference:
    """How a filer wants to be told; whoever filed under seal not at all until they choose so."""
    return wishes.of_case(party.case_id, sealed=is_sealed(party), language=party.case.language)


def text_of(party: Party, channel: str) -> str:
    """The address that a filer gave for this channel; empty when they gave none that serves."""
    if channel == Channel.EMAIL:
        return party.email or ""
    return party.phone if channel == Channel.SMS and party.phone and MOBILE.fullmatch(party.phone) else ""
