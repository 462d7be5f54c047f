"""Measures built on a record, their lifting, and leniency."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from casework.errors import Conflict
from casework.models import CreditRecord, Measure, Mitigation, Sanction
from casework.register.hand import Hand


def impose(
    record: CreditRecord,
    hand: Hand,
    *,
    measure: str,
    decided_by: str,
    decided_on: date,
    first_day: date,
    last_day: date | None = None,
    kind: Measure | None = None,
    basis: str = "",
) -> Sanction:
    """Build a measure on a record that stands. Refused in dispute and after an exemption; the database refuses it too."""
    if record.marks.filter(removed_at__isnull=True).exists():
        raise Conflict(_("The record is in dispute. No new sanction may be built on it until that is decided."))
    if not record.standing:
        raise Conflict(_("The record is no longer in use, so no measure may be built on it."))
    if record.mitigations.filter(kind=Mitigation.Kind.EXEMPT).exists():
        raise Conflict(_("The subject was exempted from measures on this record."))
    return Sanction.objects.create(
        record=record,
        kind=kind,
        measure=measure,
        decided_by=decided_by,
        decided_on=decided_on,
        basis=basis,
        first_day=first_day,
        last_day=last_day,
        entered_by=hand.user,
        entered_at=hand.at,
    )


def lift(sanction: Sanction, hand: Hand, why: str, note: str = "") -> None:
    """解除: the measure ends now, for a reason. Its row is kept."""
    if sanction.lifted:
        raise Conflict(_("This measure has been lifted already."))
    sanction.lifted, sanction.lifted_at, sanction.lifted_by = why, hand.at, hand.user
    sanction.lifted_note, sanction.case_id = note[:200], hand.case_id
    sanction.save()


def lift_all(record: CreditRecord, hand: Hand, why: str) -> int:
    """Lift what still stands on a record. Returns how many measures that were."""
    standing = list(Sanction.objects.select_for_update().filter(record=record, lifted_at__isnull=True))
    for sanction in standing:
        lift(sanction, hand, why)
    return len(standing)


def mitigate(
    record: CreditRecord, hand: Hand, *, kind: str, reason: str, decided_by: str, decided_on: date
) -> Mitigation:
    """从轻, 免于: note the decision to be lenient. An exemption lifts what stands, and nothing new may be built."""
    decision = Mitigation.objects.create(
        record=record,
        kind=kind,
        reason=reason,
        decided_by=decided_by,
        decided_on=decided_on,
        case_id=hand.case_id,
        entered_by=hand.user,
        entered_at=hand.at,
    )
    if kind == Mitigation.Kind.EXEMPT:
        lift_all(record, hand, Sanction.Lifted.LENIENT)
    return decision
