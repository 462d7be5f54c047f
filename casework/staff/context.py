"""What the frame of the staff pages shows: how much is waiting, for whom, in which unit, and which day it is."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, IntegerField, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from casework import clocks, message_roles, queries, rule_roles
from casework.models import Pack, Role, Unit, User
from casework.rules.calendars import Calendar
from casework.staff.request import StaffRequest

READERS = {Role.REGISTRAR, Role.LEADER, Role.AUDITOR}  # who reads integrity files of units
MOST = 99  # a frame that says 99+ says enough


def navigation(request: StaffRequest) -> dict[str, Any]:
    """`nav` for the templates. Costs nothing on a page that does not show it, else at most two queries."""
    return {"nav": SimpleLazyObject(lambda: frame(request))}


def frame(request: StaffRequest) -> dict[str, Any]:
    """The counts of a signed-in person's work, read once a request."""
    if not hasattr(request, "staff_frame"):
        request.staff_frame = _frame(request) if request.user.is_authenticated else {}
    return request.staff_frame


def working_calendar(request: StaffRequest) -> Calendar:
    """The working calendar, read once a request."""
    if not hasattr(request, "working_calendar"):
        request.working_calendar = clocks.calendar()
    return request.working_calendar


def _frame(request: StaffRequest) -> dict[str, Any]:
    actor, today = request.actor, timezone.localdate(request.now)
    mine = Unit.objects.filter(pk__in=actor.units()).order_by("pk")
    row = User.objects.annotate(
        mine=_count(queries.my_tasks(actor)),
        queue=_count(queries.claimable_tasks(actor)),
        approvals=_count(queries.approval_tasks(actor)),
        rules=_count(rule_roles.waiting_for(actor)),
        unread=_count(queries.messages_of(actor).filter(read_at__isnull=True)),
        personnel=Subquery(Pack.objects.order_by("pk").values("personnel")[:1]),
        my_units=ArraySubquery(mine.values(unit=JSONObject(id="pk", name="name"))),
    ).get(pk=request.user.pk)
    units = row.my_units or []  # nothing at all comes back for somebody without a unit
    held = {role for _unit, role in actor.roles}
    return {
        "mine": _shown(row.mine),
        "queue": _shown(row.queue),
        "approvals": _shown(row.approvals),
        "rules": _shown(row.rules),
        "unread": row.unread,
        "units": units,
        "oversees": bool(held & {Role.SUPERVISOR, Role.LEADER}),
        "tells": bool(held & {Role.REGISTRAR, Role.SUPERVISOR, Role.LEADER, Role.AUDITOR}),
        "papers": bool(held),
        "registers": Role.REGISTRAR in held,
        "files": bool(held & READERS) or bool({unit["name"] for unit in units} & set(row.personnel or [])),
        "wording": message_roles.may_draft(actor),
        "outbox": message_roles.may_settle(actor),
        "unit": "、".join(unit["name"] for unit in units[:2]),
        "roles": "、".join(str(role.label) for role in Role if role in held),
        "today": today,
        "today_note": "" if working_calendar(request).is_workday(today) else _("Not a working day"),
    }


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are, but never more than MOST + 1 are looked at."""
    some = Cast(ArraySubquery(rows.order_by().values("pk")[: MOST + 1]), ArrayField(BigIntegerField()))
    return Coalesce(Func(some, function="CARDINALITY", output_field=IntegerField()), 0)


def _shown(count: int) -> int | str:
    return count if count <= MOST else f"{MOST}+"
