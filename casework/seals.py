"""Sealed identities (身份密封): one person asks to learn one, another grants it for a while, every reading is noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from casework import around, audit, desk, messages
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Case, Party, Unsealing
from casework.permissions import Actor, check_not_recused, unit_id_of
from casework.visibility import search_terms

OPEN_FOR = timedelta(hours=24)  # how long a granted identity stays readable; a precaution of the house, no legal limit


@dataclass(frozen=True)
class Identity:
    """Who a party really is."""

    role: str
    name: str
    id_number: str
    phone: str
    email: str


def ask(case: Case, reason: str, by: Actor, at: datetime) -> Unsealing:
    """Ask to learn the sealed identity of the filer, with a reason."""
    _check_asker(case, by)
    asker: Any = by.user
    if not case.sealed:
        raise Conflict(_("The identity in this case is not sealed."))
    _check_reason(reason)
    if case.unsealings.filter(asked_by=asker, status=Unsealing.Status.PENDING).exists():
        raise Conflict(_("You have asked already; the decision is still to come."))
    ctx = desk.context(case, by, at)
    request: Unsealing = Unsealing.objects.create(
        case_id=case.pk, unit_id=_guardian(case), asked_by=asker, reason=reason.strip(), asked_at=at
    )
    audit.record(ctx, "unseal_asked", data={"unsealing": request.pk}, private={"reason": request.reason})
    for role in around.DECIDERS:
        messages.to_role(ctx, "unseal_asked", request.unit_id, role, key=f"unsealing:{request.pk}")
    return request


def decide(case: Case, unsealing_id: int, grant: bool, answer: str, by: Actor, at: datetime) -> Unsealing:
    """Grant or refuse it. Who asked decides nothing (四眼原则)."""
    request: Unsealing = Unsealing.objects.select_for_update().get(pk=unsealing_id, case_id=case.pk)
    check_not_recused(by, case, request.unit_id)
    if by.user is None or not by.holds(request.unit_id, *around.DECIDERS):
        raise NotAllowed(_("Only a supervisor or leader of %(unit)s may decide this.") % {"unit": request.unit})
    if request.asked_by_id == by.user.pk:
        raise NotAllowed(_("You asked for this yourself, so somebody else has to decide it."))
    if request.status != Unsealing.Status.PENDING:
        raise Conflict(_("This was already settled: %(status)s.") % {"status": request.get_status_display()})
    if not grant:
        _check_reason(answer)
    request.status = Unsealing.Status.GRANTED if grant else Unsealing.Status.REFUSED
    request.decided_by, request.decided_at, request.answer = by.user, at, answer.strip()
    request.until = at + OPEN_FOR if grant else None
    request.save()
    ctx = desk.context(case, by, at)
    private = {"answer": request.answer} if request.answer else None
    audit.record(ctx, "unseal_decided", data={"unsealing": request.pk, "granted": grant}, private=private)
    messages.to_person(ctx, "unseal_decided", request.asked_by_id, key=f"unsealing:{request.pk}:decided")
    return request


def read(case: Case, reason: str, by: Actor, at: datetime) -> list[Identity]:
    """The identities of a case in full: of a sealed one only while it is granted. The reading is an event."""
    _check_asker(case, by)
    if case.sealed and not around.granted(case, by, at):
        raise NotAllowed(_("The identity is sealed. Ask for it with your reason; another person decides."))
    if not case.sealed:
        _check_reason(reason)
    private = {"reason": reason.strip()} if reason.strip() else None
    audit.record(desk.context(case, by, at), "identity_read", private=private)
    return [_identity(party) for party in case.parties.order_by("pk")]


def seal(case: Case) -> None:
    """Put whoever filed under seal afterwards (检举控告移送): names and masks go, the ciphertext stays."""
    for party in case.parties.filter(sealed=False).exclude(name=""):
        party.sealed_name, party.name = party.name, ""
        party.id_masked = party.phone_masked = party.email_masked = ""
        party.sealed = case.sealed = True
        party.save()
    case.search = search_terms(case.number, case.title)


def _identity(party: Party) -> Identity:
    return Identity(
        role=str(party.get_role_display()),
        name=party.sealed_name or party.name,
        id_number=party.id_number or "",
        phone=party.phone or "",
        email=party.email or "",
    )


def _check_asker(case: Case, by: Actor) -> None:
    check_not_recused(by, case, case.lead_unit_id)
    if not around.may_ask(case, by):
        raise NotAllowed(_("Only those who handle or register this case may learn who filed it."))


def _guardian(case: Case) -> int:
    """The unit that keeps the seal: the one that registered."""
    return unit_id_of(case, "registry") or case.lead_unit_id


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidData({"reason": [_("Say why.")]})
    if len(reason) > 2000:
        raise InvalidData({"reason": [_("Use at most %(most)d characters.") % {"most": 2000}]})
