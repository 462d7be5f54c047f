"""Which ways a message takes: asked when it is written, of whoever knows the people and what they prefer.

casework registers a router when it is ready. Without one everything stays inside the system.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from notifications.models import Channel


@dataclass(frozen=True)
class Telling:
    """What is to be told."""

    event: str
    at: datetime
    case_id: int | None = None
    urgent: bool = False


class Route(NamedTuple):
    """One way to one recipient. With a reason in `withheld` the message is written, seen, and not sent.

    With the key of a `bundle` it is told in one digest with all others of that key.
    """

    channel: str
    language: str = "zh-hans"
    not_before: datetime | None = None
    withheld: str = ""
    bundle: str = ""


Recipient = int | None  # a person, or the filer of the case
Router = Callable[[Telling, Collection[Recipient]], Mapping[Recipient, Sequence[Route]]]
INSIDE = (Route(Channel.IN_APP),)
_routers: list[Router] = []


def register(router: Router) -> None:
    """Have ways chosen here. There is one router; the one registered last is asked."""
    _routers[:] = [router]


def routes_of(telling: Telling, recipients: Collection[Recipient]) -> Mapping[Recipient, Sequence[Route]]:
    """The ways to each recipient; whoever the router does not name is told inside the system."""
    chosen = _routers[0](telling, recipients) if _routers else {}
    return {one: chosen.get(one, INSIDE) for one in recipients}


def is_on(channel: str) -> bool:
    """Whether messages can leave by this channel: the operator has said where to."""
    switches = {Channel.EMAIL: settings.EMAIL_URL, Channel.SMS: settings.SMS_GATEWAY_URL}
    return bool(switches.get(Channel(channel), True))
