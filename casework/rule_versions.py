"""The versions of a rule: which rows they are, which one is in force, and from a plain record to the columns of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from casework.models import CalendarYear, Clause, DeadlineRule, ReserveList, RuleChange
from casework.rules import records

What = RuleChange.What
MODELS: dict[str, Any] = {
    What.RULE: DeadlineRule,
    What.YEAR: CalendarYear,
    What.CLAUSE: Clause,
    What.RESERVE: ReserveList,
}


def versions(what: str, code: str) -> QuerySet[Any]:
    """Every version of one rule, the newest first."""
    return MODELS[what].objects.filter(**key(what, code)).order_by("-version")


def key(what: str, code: str) -> dict[str, Any]:
    """The columns that name the rule."""
    return {"year": int(code)} if what == What.YEAR else {"code": code}


def in_force(rows: list[Any], on: date) -> Any:
    """Of versions, the newest first, the one that governs what starts on the day; None when there is none."""
    return next((row for row in rows if isinstance(row, CalendarYear) or row.in_force(on)), None)


def columns(what: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says, as columns. Raises KeyError, ValueError or BadLimit when it is not one."""
    return COLUMNS[what](record)


def _rule(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": record["title"],
        "title_en": record.get("title_en", ""),
        "kind": record["case_type"],
        "spec": dict(record),
        **_sourced(record),
    }


def _year(record: Mapping[str, Any]) -> dict[str, Any]:
    year = records.calendar_year(record)
    return {
        "status": str(year.status),
        "source_notice": year.source_notice,
        "off": sorted(year.off),
        "makeup": sorted(year.makeup),
        **_attested(record),
    }


def _clause(record: Mapping[str, Any]) -> dict[str, Any]:
    own = ("title", "text", "leads", "lead_class", "cooperating", "open_class", "kinds")
    return {**{name: record[name] for name in own}, **_sourced(record)}


def _reserve(record: Mapping[str, Any]) -> dict[str, Any]:
    return {"units": list(record["units"]), **_sourced(record)}


def _sourced(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "source": record["source"]["title"],
        "article": record["source"].get("article", ""),
        "valid_from": records.day(record.get("valid_from")),
        "valid_to": records.day(record.get("valid_to")),
        **_attested(record),
    }


def _attested(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "attestation": record["attestation"],
        "confirmed_by_district": record.get("confirmed_by_district", False),
    }


COLUMNS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    What.RULE: _rule,
    What.YEAR: _year,
    What.CLAUSE: _clause,
    What.RESERVE: _reserve,
}
