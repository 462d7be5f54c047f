"""What the 12345 platform says about a ticket after it became a case."""

from __future__ import annotations

from datetime import datetime

from casework import tickets
from casework.door import locked, transacting
from casework.filing import OutsideTicket
from casework.models import Case
from casework.permissions import Actor


def change_ticket(given: OutsideTicket, content: str, *, by: Actor, at: datetime) -> Case:
    """The platform has set another due time for a ticket, or added to its text."""
    with locked(tickets__number=given.number) as case:
        return tickets.change(case, given, content, by, at)


def announce_tickets(*, at: datetime) -> None:
    """Tell the registrars how many tickets an import has taken over, once for all of them."""
    with transacting():
        tickets.announce(at)
