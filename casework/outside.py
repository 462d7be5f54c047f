"""What a platform outside (12345) has said about the time of a case: when it sent the matter, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from casework.models import Case
from casework.rules.deadlines import DeadlineRule

DISPATCHED = "ticket_dispatched"  # the start_event of rules that count from the moment the platform sent the ticket


class Said(NamedTuple):
    """From when a rule counts in a case, and the due time that wins, if there is one."""

    begun: datetime
    until: datetime | None


def said(case: Case, rule: DeadlineRule, at: datetime) -> Said:
    """What the ticket of the case says to a rule; without a ticket the rule counts from now and nothing wins."""
    if rule.start_event != DISPATCHED and not rule.outside_due:
        return Said(at, None)
    ticket = case.hotline_ticket()
    if ticket is None:
        return Said(at, None)
    return Said(
        ticket.dispatched_at if rule.start_event == DISPATCHED else at, ticket.due_at if rule.outside_due else None
    )
