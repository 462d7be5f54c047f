"""Absence and deputies (请假与代理): entered by the member or a supervisor, never twice for a day, never in a chain."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.models import Absence, Membership, Role, User
from casework.permissions import Actor

LONGEST = timedelta(days=366)  # more is a slip of the pen


def enter(membership: Membership, deputy: User, first: date, last: date, by: Actor, at: datetime) -> Absence:
    """Somebody is away from one of their roles, and somebody stands in. Raises InvalidData with the errors of fields."""
    if by.user is None or not (by.user.pk == membership.user_id or _supervises(by, membership)):
        raise NotAllowed(_("Enter your own absence; for others a supervisor of their unit does."))
    # both people, so that two entries at once cannot overlook each other
    list(User.objects.select_for_update().filter(pk__in=(membership.user_id, deputy.pk)).order_by("pk"))
    errors = _wrong_days(membership, first, last, timezone.localdate(at))
    if not errors:
        errors = _clashes(membership, first, last) | _wrong_deputy(membership, deputy, first, last, by)
    if errors:
        raise InvalidData(errors)
    return Absence.objects.create(
        membership=membership, deputy=deputy, first_day=first, last_day=last, entered_by=by.user, entered_at=at
    )


def end(absence_id: int, by: Actor, at: datetime) -> None:
    """The member is back earlier, or does not go: what has begun ends today, what has not is taken out."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if absence is None:
        raise NotFound(_("There is no such absence."))
    membership, today = absence.membership, timezone.localdate(at)
    if by.user is None or not (by.user.pk == membership.user_id or _supervises(by, membership)):
        raise NotAllowed(_("Only the member and the supervisors of the unit change an absence."))
    if absence.last_day < today:
        raise Conflict(_("This absence is over."))
    if absence.first_day > today:
        absence.delete()
    else:
        absence.last_day = today
        absence.save(update_fields=["last_day"])


def overlapping(first: date, last: date, **whose: Any) -> Any:
    """Absences that share a day with this time."""
    return Absence.objects.filter(first_day__lte=last, last_day__gte=first, **whose).select_related(
        "membership__user", "deputy"
    )


def _supervises(by: Actor, membership: Membership) -> bool:
    return by.holds(membership.unit_id, Role.SUPERVISOR)


def _wrong_days(membership: Membership, first: date, last: date, today: date) -> dict[str, list[str]]:
    if first < today:
        return {"first_day": [_("Enter an absence from today on. For days that are over nobody can stand in.")]}
    if last < first:
        return {"last_day": [_("The last day is before the first.")]}
    if last - first > LONGEST:
        return {"last_day": [_("Enter at most a year at a time.")]}
    if membership.valid_to is not None and membership.valid_to < first:
        return {"membership": [_("This role ends before the absence begins.")]}
    return {}


def _clashes(membership: Membership, first: date, last: date) -> dict[str, list[str]]:
    """The same role is already covered on one of the days, or the member stands in for somebody else then."""
    if other := overlapping(first, last, membership=membership).first():
        words = _("An absence from %(first)s to %(last)s is already entered.")
        return {"first_day": [words % {"first": other.first_day, "last": other.last_day}]}
    if other := overlapping(first, last, deputy=membership.user_id).first():
        words = _("%(who)s stands in for %(other)s on these days. Somebody else has to stand in there first.")
        return {"first_day": [words % {"who": membership.user, "other": other.membership.user}]}
    return {}


def _wrong_deputy(membership: Membership, deputy: User, first: date, last: date, by: Actor) -> dict[str, list[str]]:
    held = _roles(deputy, membership.unit_id, first, last)
    words = ""
    if deputy.pk == membership.user_id:
        words = _("Nobody stands in for themselves.")
    elif not held:
        words = _("Choose somebody who works in the same unit on all these days.")
    elif membership.role == Role.AUDITOR and Role.AUDITOR not in held:
        words = _("Only an auditor stands in for an auditor.")
    elif membership.role not in held and not _supervises(by, membership):
        words = _("Choose a colleague with the same role. Somebody with another role has to be named by a supervisor.")
    elif other := overlapping(first, last, membership__user=deputy).first():
        away = _("%(who)s is away from %(first)s to %(last)s.")
        words = away % {"who": deputy, "first": other.first_day, "last": other.last_day}
    return {"deputy": [words]} if words else {}


def _roles(person: User, unit_id: int, first: date, last: date) -> set[str]:
    """The roles that somebody holds in the unit on all of these days."""
    whole = Q(valid_from__lte=first) & (Q(valid_to__isnull=True) | Q(valid_to__gte=last))
    rows = Membership.objects.filter(whole, user=person, unit=unit_id, user__is_active=True)
    return set(rows.values_list("role", flat=True))
