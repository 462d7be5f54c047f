"""The versions of a rule: which rows they are, which one is in force, and from a plain record to the columns of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from casework.models import CalendarYear, Clause, DeadlineRule, ReserveList, RuleChange
from casework.rules import records

What = RuleChange.What
CLAUSE = ("title", "text", "leads", "lead_class", "cooperating", "open_class", "kinds")
ABOUT = ("version", "source", "source_notice", "attestation", "valid_from", "valid_to", "confirmed_by_district")
MODELS: dict[str, Any] = {
    What.RULE: DeadlineRule,
    What.YEAR: CalendarYear,
    What.CLAUSE: Clause,
    What.RESERVE: ReserveList,
}


@dataclass(frozen=True)
class NewVersion:
    """A version as somebody drafts it. `record` says what the pack's record of such a rule says, without its source."""

    what: str
    code: str
    record: dict[str, Any]
    valid_from: date
    source: str
    attestation: str
    reason: str
    article: str = ""
    valid_to: date | None = None
    confirms: bool = False
    applies_to_open: bool = False


def versions(what: str, code: str) -> QuerySet[Any]:
    """Every version of one rule, the newest first."""
    return MODELS[what].objects.filter(**key(what, code)).order_by("-version")


def key(what: str, code: str) -> dict[str, Any]:
    """The columns that name the rule."""
    return {"year": int(code)} if what == What.YEAR else {"code": code}


def in_force(rows: list[Any], on: date) -> Any:
    """Of versions, the newest first, the one that governs what starts on the day; None when there is none."""
    return next((row for row in rows if isinstance(row, CalendarYear) or row.in_force(on)), None)


def record_of(what: str, row: Any) -> dict[str, Any]:
    """What a version says, as the record of a NewVersion: without its number, its source and its days."""
    if what == What.RULE:
        return {name: value for name, value in row.spec.items() if name not in ABOUT}
    if what == What.YEAR:
        days = {"days_off": [str(day) for day in row.off], "makeup_days": [str(day) for day in row.makeup]}
        return {"year": row.year, "status": row.status, **days}
    if what == What.RESERVE:
        return {"units": list(row.units)}
    return {name: getattr(row, name) for name in CLAUSE}


def full(new: NewVersion | RuleChange) -> dict[str, Any]:
    """The whole record of a drafted version, as a pack would state it."""
    return {
        **new.record,
        "source": {"title": new.source, "article": new.article},
        "source_notice": new.source,
        "attestation": new.attestation,
        "valid_from": str(new.valid_from),
        "valid_to": str(new.valid_to) if new.valid_to else None,
        "confirmed_by_district": new.confirms,
    }


def built(change: NewVersion | RuleChange, version: int) -> Any:
    """The row that a change makes, not stored. Raises KeyError, ValueError or BadLimit for what is no record."""
    return MODELS[change.what](**key(change.what, change.code), version=version, **columns(change.what, full(change)))


def columns(what: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says, as columns. Raises KeyError, ValueError or BadLimit when it is not one."""
    return COLUMNS[what](record)


def regime_columns(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a pack says of a rule version of publication and repair, as columns."""
    return {"title": record["title"], "title_en": record["title_en"], "spec": dict(record), **_sourced(record)}


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
    return {**{name: record[name] for name in CLAUSE}, **_sourced(record)}


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
