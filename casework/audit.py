"""Writing and verifying the audit trail: events in a hash chain per case."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from casework.context import Context
from casework.models import Case, Event, EventPrivate, Role
from casework.models.guard import require_open
from casework.permissions import PARTS, unit_id_of


def canonical(value: Any) -> bytes:
    """One spelling of a JSON value, so that equal content has an equal digest."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def sealed(salt: str, data: dict[str, Any]) -> str:
    """Digest of a private payload; with the salt gone nobody can test a guess against it."""
    return hashlib.sha256(salt.encode() + canonical(data)).hexdigest()


def digest(event: Event) -> str:
    """The hash of an event over everything in it and the hash before it."""
    body = [
        event.case_id,
        event.seq,
        event.at.astimezone(UTC).isoformat(),
        event.verb,
        event.move,
        event.actor_id,
        event.actor_role,
        event.unit_id,
        event.from_state,
        event.to_state,
        event.data,
        event.private_digest,
        event.for_filer,
        event.prev_hash,
    ]
    return hashlib.sha256(canonical(body)).hexdigest()


def record(
    ctx: Context,
    verb: str,
    *,
    move: str = "",
    from_state: str = "",
    to_state: str = "",
    data: dict[str, Any] | None = None,
    private: dict[str, Any] | None = None,
    unit_id: int | None = None,
    for_filer: bool = False,
) -> Event:
    """Append one event to the chain of the case. The case row is locked, so the sequence has no gaps."""
    require_open("Event")
    case = ctx.case
    salt = secrets.token_hex(16) if private else ""
    event = Event(
        case_id=case.pk,
        seq=case.last_seq + 1,
        at=ctx.at,
        verb=verb,
        move=move,
        actor=ctx.user,
        actor_role=_role(ctx),
        unit_id=unit_id or _unit(ctx),
        from_state=from_state or case.state,
        to_state=to_state or case.state,
        data=data or {},
        private_digest=sealed(salt, private) if private else "",
        for_filer=for_filer,
        prev_hash=case.last_hash,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    if private:
        EventPrivate.objects.create(event=event, salt=salt, data=private)
    case.last_seq, case.last_hash = event.seq, event.hash
    Case.objects.filter(pk=case.pk).update(last_seq=event.seq, last_hash=event.hash)
    return event


def verify(cases: Any) -> Iterator[dict[str, Any]]:
    """Every break in the chains of these cases: {"case", "seq", "why"}. Nothing when all is well."""
    for case in cases.order_by("pk").iterator(chunk_size=200):
        yield from _breaks(case)


def _breaks(case: Case) -> Iterator[dict[str, Any]]:
    previous, seq = "", 0
    for event in case.events.order_by("seq").select_related("private").iterator(chunk_size=500):
        seq += 1
        why = _fault(event, seq, previous)
        if why:
            yield {"case": case.number, "seq": event.seq, "why": why}
            return
        previous = event.hash
    if (seq, previous) != (case.last_seq, case.last_hash):
        yield {"case": case.number, "seq": seq, "why": "the end of the chain is missing"}


def _fault(event: Event, seq: int, previous: str) -> str:
    if event.seq != seq:
        return "an event is missing"
    if event.prev_hash != previous:
        return "the chain is cut"
    if digest(event) != event.hash:
        return "the event was altered"
    private = getattr(event, "private", None)
    if private is not None and sealed(private.salt, private.data) != event.private_digest:
        return "the private payload was altered"
    return ""


def _role(ctx: Context) -> str:
    if ctx.actor.is_filer:
        return Role.FILER
    if ctx.user is None:
        return Role.SYSTEM
    if ctx.proposal is not None and ctx.proposal.proposer_id != ctx.user.pk:
        return Role.SUPERVISOR
    held = {role for _unit, role in ctx.actor.roles}
    return next((role for role in ctx.move.by if role in held), Role.HANDLER)


def _unit(ctx: Context) -> int | None:
    units = ctx.actor.units()
    parts = (ctx.move.unit, *PARTS)
    wanted = (ctx.assignment and ctx.assignment.unit_id, *(unit_id_of(ctx.case, part) for part in parts))
    return next((u for u in wanted if u in units), min(units, default=None))
