"""What is built on a credit record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.door import transacting
from casework.errors import Conflict
from casework.models import CreditRecord


def impose_sanction(
    record: CreditRecord,
    *,
    measure: str,
    decided_by: str,
    decided_on: date,
    first_day: date,
    last_day: date | None = None,
) -> Any:
    """Build a sanction on a record. Refused while the record is in dispute; the database refuses it too."""
    with transacting():
        held = CreditRecord.objects.select_for_update().get(pk=record.pk)
        if held.marks.filter(removed_at__isnull=True).exists():
            raise Conflict(_("The record is in dispute. No new sanction may be built on it until that is decided."))
        return held.sanctions.create(
            measure=measure, decided_by=decided_by, decided_on=decided_on, first_day=first_day, last_day=last_day
        )
