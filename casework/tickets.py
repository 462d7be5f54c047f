"""Tickets of the 12345 hotline behind the one door: the one that opens a case, and what the platform changes later."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, clocks, door, messages
from casework.context import Context
from casework.errors import Conflict, NotAllowed
from casework.filing import OutsideTicket
from casework.models import Case, CaseTask, HotlineTicket, Role
from casework.permissions import Actor, unit_members
from casework.registry import Move
from notifications import outbox

TICKET = Move(name="ticket", label="", source=(), target="", by=(Role.SYSTEM,), law="", for_filer=False)


def attach(case: Case, given: OutsideTicket, at: datetime) -> None:
    """Note the ticket that a new case comes from. Raises Conflict when it opened a case before."""
    row = HotlineTicket(
        case_id=case.pk,
        number=given.number,
        sort=given.sort,
        dispatched_at=given.dispatched_at,
        due_at=given.due_at,
        digests=given.digests,
        taken_at=at,
    )
    try:
        row.save(force_insert=True)
    except IntegrityError as error:  # the transaction is lost, and the new case with it
        raise Conflict(_("Ticket %(number)s has opened a case already.") % {"number": given.number}) from error
    case.comes_from(row)


def announce(at: datetime) -> None:
    """One message to each registrar about all tickets that were taken over at this moment, however many."""
    cases = Case.objects.filter(tickets__taken_at=at, registry_unit__isnull=False)
    for unit, count in cases.order_by("registry_unit").values_list("registry_unit").annotate(count=Count("pk")):
        people = unit_members(unit, Role.REGISTRAR, timezone.localdate(at))
        keys = {f"tickets:{at.isoformat()}:{unit}:{person}": person for person in people}
        outbox.enqueue(event="tickets_taken", at=at, recipients=keys, count=count)


def change(case: Case, given: OutsideTicket, content: str, by: Actor, at: datetime) -> Case:
    """The platform has set another due time, or has added to what was said. The new due time wins.

    A changed text is a change of content, so what waits for approval is void; what stood there before stays in the
    trail.
    """
    if not by.system:
        raise NotAllowed()
    if case.closed_at is not None:
        raise Conflict(_("Case %(number)s is closed; its ticket changes nothing any more.") % {"number": case.number})
    ticket = HotlineTicket.objects.get(case_id=case.pk, number=given.number)
    case.comes_from(ticket)
    ctx = Context(case=case, move=TICKET, actor=by, at=at)
    if given.due_at is not None and given.due_at != ticket.due_at:
        _set_due(ctx, ticket, given.due_at)
    if content != case.content:
        _set_content(ctx, content)
    ticket.digests, ticket.changed_at = given.digests, at
    ticket.save()
    door.save(ctx)
    clocks.refresh_due(case)
    _tell(ctx)
    return case


def _set_due(ctx: Context, ticket: HotlineTicket, due_at: datetime) -> None:
    """The clocks that run by rules of the hotline take over the new time."""
    data = {"from": ticket.due_at.isoformat() if ticket.due_at else "", "to": due_at.isoformat()}
    ticket.due_at = due_at
    for clock in ctx.case.clocks.filter(status__in=clocks.LIVE).select_related("rule"):
        if clocks.as_rule(clock.rule).outside_due:
            clocks.fix(clock, ctx, due_at)
    audit.record(ctx, "ticket_due", data=data)


def _set_content(ctx: Context, content: str) -> None:
    before = ctx.case.content
    added = content.removeprefix(before).strip() if content.startswith(before) else ""
    ctx.case.content = content
    door.void_proposals(ctx.case, ctx)
    audit.record(ctx, "ticket_text", private={"before": before} | ({"added": added} if added else {}))


def _tell(ctx: Context) -> None:
    """Whoever works on the case learns that the platform changed the ticket."""
    key = f"ticket:{ctx.case.pk}:{ctx.case.version}"
    open_tasks = CaseTask.objects.open().filter(case_id=ctx.case.pk, proposal=None, unit__isnull=False)
    for unit, role, owner in open_tasks.values_list("unit_id", "role", "owner_id").order_by("pk"):
        if owner is not None:
            messages.to_person(ctx, "ticket_changed", owner, key)
        else:
            messages.to_role(ctx, "ticket_changed", unit, role, key)
