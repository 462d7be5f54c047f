"""Putting messages into the outbox: who hears of a move. The words live with the message, never here."""

from __future__ import annotations

from django.utils import timezone

from casework.context import Context
from casework.models import Case, CaseTask, Role
from casework.models.guard import require_open
from casework.permissions import recused_people, unit_id_of, unit_members
from casework.registry import Notice
from notifications import outbox
from notifications.models import Message


def send_all(ctx: Context) -> None:
    """Queue the notices that the move declares."""
    for notice in ctx.move.notices:
        for person in _recipients(ctx, notice):
            to_person(ctx, notice.event, person, key=f"{ctx.case.pk}:{ctx.case.version}:{notice.event}")


def to_person(ctx: Context, event: str, person: int | None, key: str) -> None:
    """Queue one message to a person of staff, or to the filer when person is None; none to somebody who keeps out."""
    require_open("Message")
    if person is not None and person in recused_people(ctx.case):
        return
    outbox.enqueue(
        event=event,
        case_id=ctx.case.pk,
        number=ctx.case.number,
        recipient_id=person,
        at=ctx.at,
        dedupe_key=f"{key}:{person or 'filer'}",
    )


def to_role(ctx: Context, event: str, unit_id: int, role: str, key: str) -> None:
    """Queue one message to everybody who holds the role in the unit."""
    for person in unit_members(unit_id, role, timezone.localdate(ctx.at), ctx.case):
        to_person(ctx, event, person, key)


def renumber(case: Case) -> None:
    """Write the number of a case into messages that were queued before it had one."""
    require_open("Message")
    Message.objects.filter(case_id=case.pk).update(number=case.number)


def _recipients(ctx: Context, notice: Notice) -> list[int | None]:
    case, on = ctx.case, timezone.localdate(ctx.at)
    if notice.to == "filer":
        return [None]
    if notice.to == "unit":
        return [person for asked in ctx.asked for person in unit_members(asked.unit_id, Role.HANDLER, on, case)]
    unit, role = unit_id_of(case, notice.to), Role.REGISTRAR if notice.to == "registry" else Role.HANDLER
    owners = CaseTask.objects.open().filter(case_id=case.pk, unit_id=unit, role=role, owner__isnull=False)
    holders: list[int | None] = list(owners.values_list("owner_id", flat=True))
    return holders or (list(unit_members(unit, role, on, case)) if unit else [])
