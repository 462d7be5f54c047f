"""The integrity file of a civil servant (公务员诚信档案): who may read it, finding the records, and noting every look."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework import crypto
from casework.errors import InvalidData, NotAllowed
from casework.models import CreditRecord, Pack, PersonReading, RecordStatus, Unit
from casework.permissions import Actor
from casework.register.hand import Hand
from casework.rule_messages import rule_words
from casework.rules.errors import RuleError
from casework.rules.identifiers import citizen_id, mask_name
from casework.visibility import WORKING_ROLES

SHOWN = (  # what was never taken up, was revoked or repaired is not held against anybody
    RecordStatus.VERIFIED,
    RecordStatus.PUBLISHED,
    RecordStatus.EXPIRED,
)


def reader(by: Actor) -> Unit | None:
    """The personnel unit (区委组织部) that this person works in, or nothing."""
    pack = Pack.objects.order_by("pk").first()
    named = list(pack.personnel) if pack else []
    units = Unit.objects.filter(pk__in=by.units(*WORKING_ROLES), name__in=named, valid_to__isnull=True)
    return units.order_by("pk").first()


def read(name: str, number: str, reason: str, by: Actor, hand: Hand) -> tuple[PersonReading, list[CreditRecord]]:
    """The records of the person with exactly this name and number. The look is noted, whatever it brings."""
    unit = reader(by)
    if unit is None or hand.user is None:
        raise NotAllowed(_("Only the unit in charge of personnel may look at the file of a civil servant."))
    if not reason.strip():
        raise InvalidData({"reason": [_("Say why you look. It is noted, and auditors read it.")]})
    number = _normal(number, hand.on)
    index = crypto.blind_index(number)
    rows: Any = CreditRecord.objects.filter(person_index=index, status__in=SHOWN).select_related("source_unit")
    found = [row for row in rows.order_by("-pk") if row.person_name == name.strip()]
    noted = PersonReading.objects.create(
        at=hand.at,
        by=hand.user,
        unit=unit,
        person=mask_name(name.strip())[:40],
        person_index=index,
        reason=reason.strip()[:200],
        found=len(found),
    )
    return noted, found


def _normal(text: str, on: date) -> str:
    """The identity number as the register keeps it."""
    try:
        return citizen_id(text, on)
    except RuleError as error:
        raise InvalidData({"number": [str(rule_words(error))]}) from error
