"""How people want to be told (接收方式): the defaults, what they chose, and when a message may go out to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from casework import clocks, crypto
from casework.held import once
from casework.models import User
from casework.rules.calendars import Calendar
from casework.rules.quiet import Wish, bundle_of, not_before
from notifications.events import Group, group_of
from notifications.models import Channel, Preference, Suppression
from notifications.routes import Route, Telling

# D: figures and defaults of ours, to be confirmed by the district
OF_STAFF = {"email": [Group.NEEDS_ME.value, Group.LIMITS.value], "sms": [], "daily": True, "quiet": True}
OF_FILER = {"email": list(Group.values), "sms": list(Group.values), "daily": False, "quiet": True}
OF_SEALED = {"email": [], "sms": [], "daily": False, "quiet": True}  # until they choose otherwise themselves
IMPORTANT = frozenset({"result", "supplement_asked", "clock_amber", "clock_red"})  # worth a text message


class Mailbox(NamedTuple):
    """A member of staff as the outbox sees them."""

    email: str
    wish: Preference


def of_staff(people: Collection[int]) -> dict[int, Mailbox]:
    """Those who have a mailbox, with what they chose."""
    users = User.objects.filter(pk__in=people, is_active=True).exclude(email="")
    found = users.select_related("message_preference")
    return {user.pk: Mailbox(user.email, preference_of(user)) for user in found}


def preference_of(user: User) -> Preference:
    """What a member of staff chose, or the defaults, not stored."""
    chosen = Preference.objects.filter(user=user).first() if not hasattr(user, "message_preference") else None
    kept: Preference | None = getattr(user, "message_preference", None) or chosen
    return kept or Preference(user=user, language=user.language, **OF_STAFF)


def of_case(case_id: int, *, sealed: bool, language: str) -> Preference:
    """What the filer of a case chose, or the defaults, not stored."""
    chosen = Preference.objects.filter(case=case_id).first()
    return chosen or Preference(case_id=case_id, language=language, **(OF_SEALED if sealed else OF_FILER))


def way_of_staff(telling: Telling, person: int, wish: Preference) -> list[Route]:
    """The way by e-mail, at once or in the bundle of the day; none when the person does not want it."""
    if group_of(telling.event) not in wish.email:
        return []
    if wish.daily and not telling.urgent:
        bundle = bundle_of(telling.at, _calendar())
        return [Route(Channel.EMAIL, wish.language, bundle.goes_out, bundle=f"digest:{person}:{bundle.day}")]
    return [Route(Channel.EMAIL, wish.language, when(telling, wish, workdays=True))]


def way_of_filer(telling: Telling, channel: str, wish: Preference) -> list[Route]:
    """The way to a filer: never at night, whatever the day; text messages only of what they must not miss."""
    if group_of(telling.event) not in getattr(wish, channel):
        return []
    if channel == Channel.SMS and telling.event not in IMPORTANT:
        return []
    return [Route(channel, wish.language, when(telling, wish, workdays=False))]


def when(telling: Telling, wish: Preference, *, workdays: bool) -> datetime:
    """The first moment at which it may go out."""
    rules = Wish(quiet=wish.quiet, workdays=wish.quiet and workdays)
    # a text message or a letter at night wakes a citizen for nothing they could do at that hour
    urgent = telling.urgent and workdays
    return not_before(telling.at, rules, _calendar(), urgent=urgent)


def digest_of(channel: str, address: str) -> str:
    """The keyed digest by which an address is known that must not be written to."""
    return crypto.blind_index(f"{channel}:{address.strip().lower()}")


def standing(channel: str, address: str) -> Suppression | None:
    """Why this address is not written to; nothing when it is."""
    rows = Suppression.objects.filter(channel=channel, digest=digest_of(channel, address), lifted_at=None)
    return rows.first()


@once
def _calendar() -> Calendar:
    return clocks.calendar()
