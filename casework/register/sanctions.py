"""Measures built on a record, their lifting, and leniency. The record is held by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from casework.errors import Conflict, InvalidData
from casework.models import CreditRecord, Measure, Mitigation, Recommendation, Sanction
from casework.register import standing
from casework.register.hand import Hand


@dataclass(frozen=True)
class Measured:
    """A measure as the competent body decided it. `kind` is one of the pack's; `measure` its words."""

    measure: str
    decided_by: str
    decided_on: date
    first_day: date
    last_day: date | None = None
    kind: Measure | None = None
    basis: str = ""
    recommendation: Recommendation | None = None


def impose(record: CreditRecord, hand: Hand, given: Measured) -> Sanction:
    """Build a measure on a record that stands. Refused in dispute and after an exemption; the database refuses it too."""
    why_not = standing.refusal(record)
    if why_not:
        raise Conflict(why_not)
    check(given, hand)
    return Sanction.objects.create(
        record=record,
        kind=given.kind,
        measure=given.measure,
        decided_by=given.decided_by,
        decided_on=given.decided_on,
        basis=given.basis,
        first_day=given.first_day,
        last_day=given.last_day,
        recommendation=given.recommendation,
        rests_on=record.said().number,
        entered_by=hand.user,
        entered_at=hand.at,
    )


def check(given: Measured, hand: Hand) -> None:
    """Raise InvalidData, by field, for a measure that cannot have been decided so."""
    errors: dict[str, list[str]] = {}
    if given.decided_on > hand.on:
        errors["decided_on"] = [_("This day is still to come.")]
    if given.last_day is not None and given.last_day < given.first_day:
        errors["last_day"] = [_("It must not end before it begins.")]
    if errors:
        raise InvalidData(errors)


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


def keep(sanction: Sanction, hand: Hand, note: str) -> None:
    """维持: who decided the measure has looked at it again after a correction, and it stays."""
    if sanction.lifted:
        raise Conflict(_("This measure has been lifted already."))
    if not Sanction.objects.filter(standing.corrected_since(), pk=sanction.pk).exists():
        raise Conflict(_("The record has not been corrected since, so there is nothing to look at again."))
    sanction.rests_on = sanction.record.said().number
    sanction.kept_by, sanction.kept_at, sanction.kept_note = hand.user, hand.at, note[:200]
    sanction.save()


def mitigate(
    record: CreditRecord, hand: Hand, *, kind: str, reason: str, decided_by: str, decided_on: date
) -> Mitigation:
    """从轻, 免于: note the decision to be lenient. An exemption lifts what stands, and nothing new may be built."""
    if decided_on > hand.on:
        raise InvalidData({"decided_on": [_("This day is still to come.")]})
    if record.mitigations.filter(kind=Mitigation.Kind.EXEMPT).exists():
        raise Conflict(_("The subject was exempted from measures on this record."))
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
