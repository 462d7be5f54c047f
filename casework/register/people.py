"""Who may do what in the register: collecting, verifying by a second person, and keeping out of one's own record."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casework.errors import NotAllowed
from casework.models import CreditRecord, Pack, Role, Unit
from casework.permissions import Actor


def check_may_collect(by: Actor, source: Unit) -> None:
    """Raise NotAllowed unless this is a member of the information provider, or a registrar."""
    if by.system or by.has_role(Role.REGISTRAR) or by.holds(source.pk, Role.HANDLER, Role.SUPERVISOR):
        return
    raise NotAllowed(_("Only the information provider and registrars may enter records."))


def check_may_verify(by: Actor, record: CreditRecord) -> None:
    """Raise NotAllowed unless this is a second person of a registering unit that the record is not about."""
    office = Unit.objects.filter(name__in=_registering(), valid_to__isnull=True).values_list("pk", flat=True)
    if not any(by.holds(unit, Role.REGISTRAR, Role.SUPERVISOR) for unit in office):
        raise NotAllowed(_("Only registrars and supervisors of the registering units may decide on a record."))
    check_not_about(by, record)
    if by.user is not None and by.user.pk == record.collected_by_id:
        raise NotAllowed(_("Who entered a record cannot verify it. A second person has to."))


def check_not_about(by: Actor, record: CreditRecord) -> None:
    """Raise NotAllowed for somebody of the public body that the record is about (回避)."""
    if record.subject_unit_id is not None and record.subject_unit_id in by.units():
        raise NotAllowed(_("The record is about your own unit, so others decide on it."))


def _registering() -> list[str]:
    pack = Pack.objects.order_by("pk").first()
    return list(pack.registry) if pack else []
