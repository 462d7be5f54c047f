"""Putting messages into the outbox: who hears of a move. The words live with the message, never here."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from casework.context import Context
from casework.models import Case, CaseTask, Role
from casework.models.guard import require_open
from casework.permissions import recused_people, unit_id_of, unit_members
from casework.registry import Notice
from notifications import events, outbox


def send_all(ctx: Context) -> None:
    """Queue the notices that the move declares."""
    for notice in ctx.move.notices:
        key = f"{ctx.case.pk}:{ctx.case.version}:{notice.event}"
        to_people(ctx, notice.event, recipients(ctx, notice), key)


def to_lead(ctx: Context, case: Case, event: str) -> None:
    """Queue one message to whoever works on another case that this move reaches."""
    there = Context(case=case, move=ctx.move, actor=ctx.actor, at=ctx.at)
    people = recipients(there, Notice(event, "lead"))
    to_people(there, event, people, key=f"{case.pk}:{event}:{ctx.case.pk}")


def to_person(ctx: Context, event: str, person: int | None, key: str) -> None:
    """Queue one message to a person of staff, or to the filer when person is None."""
    to_people(ctx, event, [person], key)


def to_role(ctx: Context, event: str, unit_id: int, role: str, key: str) -> None:
    """Queue one message to everybody who holds the role in the unit."""
    to_people(ctx, event, unit_members(unit_id, role, timezone.localdate(ctx.at), ctx.case), key)


def to_people(ctx: Context, event: str, people: Sequence[int | None], key: str) -> None:
    """Queue one message to each of these people; none to somebody who keeps out."""
    require_open("Message")
    out = recused_people(ctx.case)
    keys = {f"{key}:{person or 'filer'}": person for person in people if person not in out}
    case = ctx.case
    outbox.enqueue(
        event=event, case_id=case.pk, number=case.number, at=ctx.at, recipients=keys, urgent=events.urgent(event)
    )


def recipients(ctx: Context, notice: Notice) -> list[int | None]:
    """Whom a notice reaches: the filer, the units asked, or who works on the case for a unit of it."""
    case, on = ctx.case, timezone.localdate(ctx.at)
    if notice.to == "filer":
        return [None]
    if notice.to == "unit":
        return [person for asked in ctx.asked for person in unit_members(asked.unit_id, Role.HANDLER, on, case)]
    unit, role = unit_id_of(case, notice.to), Role.REGISTRAR if notice.to == "registry" else Role.HANDLER
    owners = CaseTask.objects.open().filter(case_id=case.pk, unit_id=unit, role=role, owner__isnull=False)
    # nobody holds a task of a case that is just being filed
    holders: list[int | None] = list(owners.values_list("owner_id", flat=True)) if ctx.move.source else []
    return holders or (list(unit_members(unit, role, on, case)) if unit else [])
