"""The integrity file (诚信档案) of a unit: what stands in it, who may read which part, and how often it was in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from casework import queries
from casework.errors import NotFound
from casework.models import Assignment, Clock, RecordStatus, Role, Sanction, SubjectType, Unit
from casework.permissions import Actor
from casework.register import standing

Duty = Clock.Duty
NOT_ANSWERED = (
    Assignment.Status.CANCELLED,
    Assignment.Status.RETURNED,
)  # such a question was nobody's to answer in time


@dataclass(frozen=True)
class Rate:
    """How many time limits ended in the period, and how many of them in time."""

    ended: int
    in_time: int

    @property
    def percent(self) -> int | None:
        """The share in time, rounded down: 99.9 is not all. None when nothing ended."""
        return self.in_time * 100 // self.ended if self.ended else None


@dataclass(frozen=True)
class Period:
    """The days that the figures are about."""

    first: date
    last: date

    def bounds(self) -> tuple[datetime, datetime]:
        """From the first moment to the one after the last."""
        start, end = (datetime.combine(day, time.min) for day in (self.first, self.last + timedelta(days=1)))
        return timezone.make_aware(start), timezone.make_aware(end)


def readable(actor: Actor) -> QuerySet[Unit]:
    """Units whose file this person may read: registrars and auditors all, leaders their own and those below."""
    if actor.has_role(Role.REGISTRAR) or actor.has_role(Role.AUDITOR):
        return Unit.objects.all()
    led = actor.units(Role.LEADER)
    return Unit.objects.filter(Q(pk__in=led) | Q(superior__in=led))


def find(actor: Actor, pk: int) -> Unit:
    """A unit whose file this person may read. Raises NotFound."""
    unit = readable(actor).select_related("superior").filter(pk=pk).first()
    if unit is None:
        raise NotFound()
    return unit


def is_own(actor: Actor, unit: Unit) -> bool:
    """Whether this person belongs to the unit: they read its own part, and nothing of who complained."""
    return unit.pk in actor.units()


def records(actor: Actor, unit: Unit) -> Any:
    """Records about the unit itself; never those of people who serve in it."""
    return queries.records(actor).filter(subject_unit=unit, subject_type=SubjectType.UNIT)


def cases(actor: Actor, unit: Unit, kind: str) -> Any:
    """Cases of a kind about the unit or its records, as far as this person may see them (回避 comes first)."""
    about = Q(respondent=unit) | Q(record__subject_unit=unit, record__subject_type=SubjectType.UNIT)
    return queries.cases(actor, kind=kind).filter(about)


def measures(actor: Actor, unit: Unit) -> Any:
    """Measures on the records about the unit."""
    rows = Sanction.objects.filter(record__in=records(actor, unit).values("pk")).select_related("record", "kind")
    return standing.with_basis(rows)


def rates(unit: Unit, period: Period, at: datetime) -> dict[str, Rate]:
    """In time or not, of the limits that fell due in the period: as lead, as cooperating unit, as the unit ordered.

    A limit that is over and still runs counts as late; one that has still time is not counted.
    """
    start, end = period.bounds()
    over = Q(status=Clock.Status.STOPPED) | Q(due_at__lt=at)
    rows = Clock.objects.filter(over, due_at__gte=start, due_at__lt=end)
    in_time = Q(status=Clock.Status.STOPPED, stopped_at__lte=F("due_at"))
    parts = {
        "lead": Q(duty=Duty.LEAD, case__lead_unit=unit),
        "cooperating": Q(duty=Duty.UNIT, assignment__unit=unit) & ~Q(assignment__status__in=NOT_ANSWERED),
        "ordered": Q(duty=Duty.RESPONDENT, case__respondent=unit),
    }
    found: dict[str, Rate] = {}
    for name, part in parts.items():
        counted = rows.filter(part).aggregate(ended=Count("pk"), in_time=Count("pk", filter=in_time))
        found[name] = Rate(**counted)
    return found


def figures(actor: Actor, unit: Unit) -> dict[str, int]:
    """How many records stand and how many measures are in force."""
    standing = records(actor, unit).filter(status__in=(RecordStatus.VERIFIED, RecordStatus.PUBLISHED)).order_by()
    in_force = measures(actor, unit).filter(lifted_at__isnull=True).order_by()
    return {"standing": standing.count(), "in_force": in_force.count()}
