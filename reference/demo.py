"""The demo part of a pack: people to sign in as, published records to object to, subscribers to tell."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.utils import timezone

from casework.models import CreditRecord, Membership, NumberSeries, RecordVersion, Subscriber, Unit, User
from casework.models.guard import opened
from casework.register import windows
from casework.rules import records
from casework.visibility import search_terms
from reference.changes import Changes
from reference.pack import Pack, PackError


def load(pack: Pack, changes: Changes, at: datetime, password: str) -> None:
    """Add what is missing. People and records that are there keep their password and what happened to them.

    Raises PackError when a unit or permission is unknown.
    """
    try:
        hashed = make_password(password or None)
        for record in pack.demo("people"):
            _person(record, changes, hashed)
        for record in pack.demo("records"):
            _record(record, changes)
        for record in pack.demo("subscribers"):
            changes.put(Subscriber, {"code": record["code"]}, {"name": record["name"]})
    except (KeyError, ValueError, Unit.DoesNotExist, Permission.DoesNotExist) as error:
        raise PackError(f"{pack.path}/demo: {error}") from error


def _person(record: dict[str, Any], changes: Changes, hashed: str) -> None:
    """An account with its memberships and, for administrators, the permissions of the administration pages."""
    user = User.objects.filter(username=record["username"]).first()
    if user is None:
        named = {"username": record["username"], "name": record["name"]}
        user = User.objects.create(**named, password=hashed, is_staff="permissions" in record)
        changes.note("new", User, record["username"])
        user.user_permissions.set(_permission(name) for name in record.get("permissions", ()))
    for place in record["memberships"]:
        key = {"user": user, "unit": Unit.objects.get(name=place["unit"], valid_to=None), "role": place["role"]}
        if not Membership.objects.filter(**key, valid_to=None).exists():
            changes.create(Membership, key, {"valid_from": records.day(place["valid_from"])})


def _permission(name: str) -> Permission:
    """A permission by its full name, such as casework.change_user."""
    app, _, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _record(record: dict[str, Any], changes: Changes) -> None:
    """A published record with its first version."""
    if CreditRecord.objects.filter(number=record["number"]).exists():
        return
    units = {unit.name: unit for unit in Unit.objects.filter(valid_to=None)}
    subject = record["subject_unit"]
    published_at = timezone.make_aware(datetime.fromisoformat(record["published_at"]))
    with opened():
        row = changes.create(
            CreditRecord,
            {"number": record["number"]},
            {
                **{name: record[name] for name in ("subject_type", "subject_name", "subject_code", "rule_version")},
                "subject_unit": units[subject] if subject else None,
                "source_unit": units[record["source_unit"]],
                "status": CreditRecord.Status.PUBLISHED,
                "published_at": published_at,
                "search": search_terms(record["number"], record["subject_name"], record["subject_code"]),
            },
        )
        version = RecordVersion.objects.create(
            record=row,
            number=1,
            change=RecordVersion.Change.PUBLISHED,
            status=CreditRecord.Status.PUBLISHED,
            amount=Decimal(record["amount"]) if record["amount"] else None,
            **{name: record[name] for name in ("title", "facts", "basis", "severity")},
            **{name: records.day(record[name]) for name in ("decided_on", "determined_on")},
            penalties=record.get("penalties", []),
            obligations_done_on=records.day(record.get("obligations_done_on")),
            from_at=published_at,
        )
        windows.refresh(row, version)
        row.save()
        _take_number(record["number"])


def _take_number(number: str) -> None:
    """The next record that is collected gets a number behind this one."""
    _prefix, year, serial = number.split("-")
    series, _new = NumberSeries.objects.get_or_create(series="record", year=int(year))
    if series.last < int(serial):
        series.last = int(serial)
        series.save()
