"""Read side of the load (工作量): what each person and each unit has in hand, how late, and since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Aggregate, Count, DateTimeField, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from casework import queries
from casework.models import Absence, Membership, Role, Unit, User
from casework.models.work import GuardedTaskQuerySet
from casework.permissions import Actor
from casework.rules.calendars import Calendar

WHO_WORKS = (Role.HANDLER, Role.REGISTRAR, Role.SUPERVISOR)


class MedianMoment(Aggregate):
    """The moment in the middle. Working days since it are the median of the working days, which grow with time."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DateTimeField()


@dataclass(frozen=True)
class Figures:
    """Open tasks, those in breach and about to breach, and for how many working days they have been there."""

    open: int = 0
    late: int = 0
    soon: int = 0
    oldest: int = 0
    median: int = 0


@dataclass
class Line:
    """A unit, a person, or the tasks that nobody has taken yet (neither)."""

    figures: Figures
    unit: Unit
    person: User | None = None
    roles: list[str] = field(default_factory=list)
    away: Absence | None = None
    left: bool = False  # holds tasks here and is no longer a member


def open_work(actor: Actor) -> GuardedTaskQuerySet:
    """Tasks that somebody has to do now: no approvals, and not those that wait for one."""
    return queries.open_tasks(actor).filter(~queries.waits_for_approval(), proposal__isnull=True)


def came() -> Coalesce:
    """When a task came to who has it: when the person got it, else when it came to the unit."""
    return Coalesce("assigned", "created")


def by_unit(actor: Actor, units: list[Unit], calendar: Calendar, at: datetime) -> list[Line]:
    """The units, those with most in breach first."""
    tasks = open_work(actor).filter(unit__in=[unit.pk for unit in units])
    found = {row["unit"]: _figures(row, calendar, at) for row in _grouped(tasks, "unit", at)}
    return _worst_first([Line(found.get(unit.pk, Figures()), unit) for unit in units])


def by_person(actor: Actor, unit: Unit, calendar: Calendar, at: datetime) -> list[Line]:
    """The people of a unit, those with most in breach first, and what nobody has taken yet."""
    on = timezone.localdate(at)
    rows = _grouped(open_work(actor).filter(unit=unit), "owner", at)
    found = {row["owner"]: _figures(row, calendar, at) for row in rows}
    lines: dict[int, Line] = {}
    for member in members(unit, on):
        line = lines.setdefault(member.user_id, Line(found.get(member.user_id, Figures()), unit, member.user))
        line.roles.append(str(member.get_role_display()))
    for person in User.objects.filter(pk__in=found.keys() - lines.keys() - {None}):
        lines[person.pk] = Line(found[person.pk], unit, person, left=True)
    for absence in absences_on(on).filter(membership__unit=unit).select_related("deputy", "membership"):
        if absence.membership.user_id in lines:
            lines[absence.membership.user_id].away = absence
    nobody = [Line(found[None], unit)] if None in found else []
    return nobody + _worst_first(list(lines.values()))


def members(unit: Unit, on: date) -> list[Membership]:
    """Who works in the unit on the day, a row a role."""
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    rows = Membership.objects.filter(valid, unit=unit, role__in=WHO_WORKS, user__is_active=True)
    return list(rows.select_related("user").order_by("user_id", "role"))


def absences_on(on: date) -> Any:
    """Absences that cover the day."""
    return Absence.objects.filter(first_day__lte=on, last_day__gte=on)


def away_until(on: date, person: str, unit: Any) -> Subquery:
    """The last day of the absence of a person from a unit; None when they are there. Names of columns of the row."""
    rows = absences_on(on).filter(membership__user=OuterRef(person), membership__unit=unit)
    return Subquery(rows.order_by("-last_day").values("last_day")[:1])


def _grouped(tasks: GuardedTaskQuerySet, by: str, at: datetime) -> Any:
    return (
        tasks.order_by()
        .values(by)
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=queries.with_light("red", at)),
            soon=Count("pk", filter=queries.with_light("amber", at)),
            oldest=Min(came()),
            median=MedianMoment(came()),
        )
    )


def _figures(row: dict[str, Any], calendar: Calendar, at: datetime) -> Figures:
    today = timezone.localdate(at)
    oldest, median = (calendar.workdays_between(timezone.localdate(row[name]), today) for name in ("oldest", "median"))
    return Figures(row["open"], row["late"], row["soon"], max(0, oldest), max(0, median))


def _worst_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.figures.late, -line.figures.soon, -line.figures.open))
