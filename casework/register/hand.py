"""By whose hand a record changes, when, and in which case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from casework.models import CreditRecord
from casework.models.guard import require_open

if TYPE_CHECKING:
    from casework.context import Context
    from casework.models import User


@dataclass(frozen=True)
class Hand:
    """Who changes a record, at which moment, and the case it happens in, if any."""

    at: datetime
    user: User | None = None
    case_id: int | None = None

    @classmethod
    def of(cls, ctx: Context) -> Hand:
        """The hand of a move: who worked it out, in its case."""
        return cls(at=ctx.at, user=ctx.author, case_id=ctx.case.pk)

    @property
    def on(self) -> date:
        """The day of the moment, in China."""
        return timezone.localdate(self.at)


def hold(record: CreditRecord | int) -> Any:
    """The record with its row locked until the end of the transaction. Whoever holds a case locks that first."""
    require_open("CreditRecord")
    pk = record if isinstance(record, int) else record.pk
    return CreditRecord.objects.select_for_update(of=("self",)).select_related("source_unit").get(pk=pk)
