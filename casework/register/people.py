"""Who may do what in the register: collecting, verifying by a second person, and keeping out of one's own record."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casework.errors import NotAllowed
from casework.held import once
from casework.models import Case, CreditRecord, Pack, RecordVersion, Role, Unit
from casework.permissions import Actor, is_recused


def may_collect(by: Actor, source_id: int) -> bool:
    """Whether this is a member of the information provider, or a registrar."""
    return bool(by.system) or by.has_role(Role.REGISTRAR) or by.holds(source_id, Role.HANDLER, Role.SUPERVISOR)


def check_may_collect(by: Actor, source: Unit) -> None:
    """Raise NotAllowed unless this is a member of the information provider, or a registrar."""
    if not may_collect(by, source.pk):
        raise NotAllowed(_("Only the information provider and registrars may enter records."))


def may_register(by: Actor) -> bool:
    """Whether this is a registrar or a supervisor of a registering unit."""
    held = by.units(Role.REGISTRAR, Role.SUPERVISOR)
    return bool(held) and any(unit in held for unit in registering_units())


def check_may_register(by: Actor, record: CreditRecord) -> None:
    """Raise NotAllowed unless this is somebody of a registering unit that the record is not about."""
    if not may_register(by):
        raise NotAllowed(_("Only registrars and supervisors of the registering units may decide on a record."))
    check_not_about(by, record)


def check_may_verify(by: Actor, record: CreditRecord) -> None:
    """Raise NotAllowed unless this is a second person of a registering unit that the record is not about.

    Who changed it before it was verified is no second person either.
    """
    check_may_register(by, record)
    check_not_of_its_case(by, record)
    if by.user is None:
        return
    entered = (RecordVersion.Change.COLLECTED, RecordVersion.Change.AMENDED)
    if by.user.pk == record.collected_by_id or record.versions.filter(by=by.user, change__in=entered).exists():
        raise NotAllowed(_("Who entered a record cannot verify it. A second person has to."))


def check_may_measure(by: Actor, record: CreditRecord) -> None:
    """Raise NotAllowed unless this person may enter measures on the record: its provider or a registrar, never its own unit."""
    check_may_collect(by, record.source_unit)
    check_not_about(by, record)


def check_not_of_its_case(by: Actor, record: CreditRecord) -> None:
    """Raise NotAllowed for somebody who keeps out of the case that made the record (回避)."""
    made = Case.objects.filter(record_versions__record=record, record_versions__number=1).first()
    if made is not None and is_recused(by, made):
        raise NotAllowed(_("You keep out of the case that made this record, so others decide on it."))


def check_not_about(by: Actor, record: CreditRecord) -> None:
    """Raise NotAllowed for somebody of the public body that the record is about (回避)."""
    if record.subject_unit_id is not None and record.subject_unit_id in by.units():
        raise NotAllowed(_("The record is about your own unit, so others decide on it."))


@once
def registering_units() -> tuple[int, ...]:
    """Ids of the units that keep the register."""
    pack = Pack.objects.order_by("pk").first()
    named = list(pack.registry) if pack else []
    return tuple(Unit.objects.filter(name__in=named, valid_to__isnull=True).values_list("pk", flat=True))
