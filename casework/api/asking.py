"""Asking a unit, whichever address the question comes by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from casework import actions
from casework.api.find import unit_for
from casework.errors import InvalidData
from casework.models import Assignment, Case, Unit
from casework.permissions import Actor

COMMON = ("unit", "question", "wished_by")


def ask(case: Case, data: dict[str, Any], *, version: int | None, by: Actor, at: datetime) -> Assignment:
    """Ask the unit that the data name (short name or id), with the kind's own further fields."""
    own = {name: value for name, value in data.items() if name not in COMMON}
    return actions.ask_unit(
        case.number,
        unit=_unit(data.get("unit")),
        question=str(data.get("question") or ""),
        by=by,
        at=at,
        version=version,
        data=own,
        wished_by=_day(data.get("wished_by")),
    )


def _unit(given: Any) -> Unit:
    if isinstance(given, int) and not isinstance(given, bool):
        found = Unit.objects.filter(pk=given).first()
        if found is not None:
            return found
    return unit_for("unit", str(given or ""))


def _day(given: Any) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except (TypeError, ValueError):
        raise InvalidData({"wished_by": [_("Give a date like 2026-12-01.")]}) from None
