"""Reading the pack's plain records (dicts of YAML or JSON) into the objects of the rules."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from .calendars import CalendarYear, YearStatus
from .publication import Penalty
from .regimes import ClassTerms, Ends, Publish, Regime, Severity, Start
from .routing import Clause, Street
from .terms import CapType, DeadlineRule, Extension, Limit, Roll, Unit


def deadline_rule(record: Mapping[str, Any]) -> DeadlineRule:
    """A deadline rule from its record: what is left out has the default (no roll, no extension, no pause).

    Raises KeyError, ValueError or BadLimit when the record is not one.
    """
    source = record.get("source", {})
    return DeadlineRule(
        id=record["rule_id"],
        version=record.get("version", 1),
        limit=limit(record.get("limit")),
        roll=Roll(record.get("roll_last_day", "none")),
        extension=extension(record.get("extension")),
        pauses=frozenset(record.get("pause_events", ())),
        restarts=frozenset(record.get("restart_events", ())),
        start_event=record.get("start_event", ""),
        source=source.get("title", ""),
        article=source.get("article", ""),
        attestation=record.get("attestation", ""),
        title=record.get("title", ""),
        valid_from=day(record.get("valid_from")),
        valid_to=day(record.get("valid_to")),
        confirmed_by_district=record.get("confirmed_by_district", False),
        warn=limit(record.get("warn")),
        outside_due=record.get("outside_due", False),
    )


def limit(record: Mapping[str, Any] | None) -> Limit | None:
    """`{value: 30, unit: natural_day}`, or nothing."""
    return None if record is None else Limit(record["value"], Unit(record["unit"]))


def extension(record: Mapping[str, Any] | None) -> Extension | None:
    """`{allowed: true, cap_type: total, cap: {...}, ...}`, or nothing."""
    if record is None or not record.get("allowed", True):
        return None
    return Extension(
        cap_type=CapType(record["cap_type"]),
        cap=Limit(record["cap"]["value"], Unit(record["cap"]["unit"])),
        max_times=record.get("max_times"),
        approver=record.get("approver", ""),
        before_expiry=record.get("before_expiry", True),
    )


def calendar_year(record: Mapping[str, Any]) -> CalendarYear:
    """A year with its days off and its make-up working days."""
    return CalendarYear(
        year=record["year"],
        status=YearStatus(record["status"]),
        source_notice=record.get("source_notice", ""),
        off=days(record["days_off"]),
        makeup=days(record["makeup_days"]),
    )


def clause(record: Mapping[str, Any]) -> Clause:
    """A clause of the plan; a class of units never stands among its units."""
    return Clause(
        id=record["id"],
        title=record["title"],
        leads=tuple(record.get("leads", ())),
        lead_class=record.get("lead_class", False),
        cooperating=tuple(record.get("cooperating", ())),
        open_class=record.get("open_class", False),
        kinds=record.get("kinds"),
    )


def street(record: Mapping[str, Any]) -> Street:
    """A street office and its dates."""
    return Street(record["name"], day(record.get("valid_from")), day(record.get("valid_to")))


def regime(record: Mapping[str, Any]) -> Regime:
    """A rule version of publication and repair; every class must be there. Raises KeyError or ValueError."""
    special = record["special"] or {"fields": (), "minimum": ""}
    return Regime(
        code=record["code"],
        version=record.get("version", 1),
        **{name: record[name] for name in ("title", "title_en", "attestation", "documents_rule")},
        source=record["source"]["title"],
        article=record["source"].get("article", ""),
        valid_from=day(record.get("valid_from")),
        valid_to=day(record.get("valid_to")),
        ask={subject: tuple(units) for subject, units in record["ask"].items()},
        unpublished=frozenset(record["unpublished"]),
        start=Start(record["start"]["from"]),
        start_rule=record["start"]["rule"],
        classes={severity: _class_terms(record["classes"][severity.value]) for severity in Severity},
        special_fields=frozenset(special["fields"]),
        special_rule=special["minimum"],
        several=record["several"] or "",
        penalties=dict(record["penalties"]),
        ends=Ends(record["at_maximum"]["ends"]),
        ends_rule=record["at_maximum"]["rule"],
        conditions=dict(record["conditions"]),
        documents=tuple(record["documents"]),
    )


def _class_terms(record: Mapping[str, Any]) -> ClassTerms:
    """What a rule version says of one class."""
    return ClassTerms(Publish(record["publish"]), record["minimum"] or "", record["maximum"] or "")


def penalties(records: Iterable[Mapping[str, Any]]) -> tuple[Penalty, ...]:
    """The penalties of a decision: `[{kind: demerit}, {severity: serious, fields: [fire_safety]}]`, all optional."""
    return tuple(
        Penalty(
            record.get("kind", ""),
            Severity(record["severity"]) if record.get("severity") else None,
            frozenset(record.get("fields", ())),
        )
        for record in records
    )


def day(value: date | str | None) -> date | None:
    """A date, written out or not."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def days(values: Iterable[date | str]) -> frozenset[date]:
    """Dates, each written out, or as a span `first/last`."""
    found: set[date] = set()
    for value in values:
        first, _, last = str(value).partition("/")
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
        found.update(begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return frozenset(found)
