"""By when a subscriber has to confirm a change of a record (推送回执), and what of that the screens show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import clocks
from casework.held import held, once
from casework.models import DeadlineRule, Delivery, Subscriber
from casework.rules import deadlines

RULE = "TS-XG-ACK"
MOST = 99  # a page that says 99+ says enough
TROUBLES = {  # what the sender notes, in words
    "address": gettext_lazy("The address is not one that may be told."),
    "name": gettext_lazy("The host of the address cannot be found."),
    "refused": gettext_lazy("Nobody answers at the address."),
    "timeout": gettext_lazy("No answer in time."),
    "cut": gettext_lazy("The connection was cut."),
    "tls": gettext_lazy("The certificate of the other side cannot be trusted."),
    "http": gettext_lazy("The other side answered with %(detail)s."),
    "folder": gettext_lazy("The folder of exchange files cannot be written."),
    "case": gettext_lazy("It was confirmed, but the case was in use. It is sent once more."),
}


@once
def due(queued_at: datetime) -> deadlines.Due | None:
    """The time of a change of that moment; None where the district has no rule with a number for it."""
    try:
        rule = clocks.as_rule(clocks.rule_in_force(RULE, queued_at))
    except DeadlineRule.DoesNotExist:
        return None
    if rule.limit is None:
        return None
    return deadlines.due(rule, clocks.calendar(), [deadlines.ClockEvent(deadlines.EventKind.STARTED, queued_at)])


def due_at(queued_at: datetime) -> datetime | None:
    """By when a change of that moment is to be confirmed."""
    found = due(queued_at)
    return found.at if found else None


def amber_at(queued_at: datetime) -> datetime | None:
    """From when its light warns."""
    found = due(queued_at)
    if found is None:
        return None
    warn = clocks.as_rule(clocks.rule_in_force(RULE, queued_at)).warn or clocks.NO_WARNING
    return deadlines.amber_from(found, clocks.calendar(), warn)


def misdated() -> Iterator[tuple[Delivery, datetime | None]]:
    """Changes that wait for a confirmation, whose stored date is not what rule and calendar give; and what they give."""
    waiting = Delivery.objects.filter(acknowledged_at=None).select_related("case", "record", "subscriber")
    with held():
        for row in waiting.order_by("pk").iterator(chunk_size=500):
            computed = due_at(row.queued_at)
            if computed != row.due_at:
                yield row, computed


def trouble(code: str) -> str:
    """Why a change was not received at the last attempt, in words; empty when nothing is wrong."""
    kind, _colon, detail = code.partition(":")
    return str(TROUBLES.get(kind, _("A fault of this system. It is in its log."))) % {"detail": detail} if code else ""


def unconfirmed(subscriber: str = "") -> QuerySet[Any]:
    """Changes that their subscribers have not confirmed; of one subscriber when its code is given."""
    rows = Delivery.objects.filter(acknowledged_at=None).select_related("subscriber", "record", "case")
    return rows.filter(subscriber__code=subscriber) if subscriber else rows


def subscribers(at: datetime) -> list[Any]:
    """Every subscriber with how much is unconfirmed, still to be sent and late, counted up to MOST + 1, in one query."""
    mine = Delivery.objects.filter(subscriber=OuterRef("pk"), acknowledged_at=None).order_by()
    failing = mine.exclude(last_error="").order_by("pk").values("last_error")[:1]
    rows = Subscriber.objects.annotate(
        open_ones=_count(mine),
        unsent=_count(mine.filter(next_try__isnull=False)),
        late=_count(mine.filter(due_at__lt=at)),
        failing=Subquery(failing),
    )
    return list(rows.order_by("-active", "pk"))


def _count(rows: QuerySet[Any]) -> Coalesce:
    some = Cast(ArraySubquery(rows.values("pk")[: MOST + 1]), ArrayField(BigIntegerField()))
    return Coalesce(Func(some, function="CARDINALITY", output_field=IntegerField()), 0)
