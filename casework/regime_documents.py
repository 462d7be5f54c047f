"""An answer about the repair of a record as a document for machines: codes, dates, sources, and the words beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework import regime_words as words
from casework.rules.publication import RecordFacts, Source, Step, Window
from casework.rules.repair import Condition, Eligibility


def document(facts: RecordFacts, found: Eligibility) -> dict[str, Any]:
    """The whole answer of one day."""
    return {
        "regime": facts.regime,
        "subject": facts.subject_type,
        "class": str(facts.severity),
        "on": found.on.isoformat(),
        "eligible": found.eligible,
        "complete": found.complete,
        "eligible_from": _day(found.eligible_from),
        "window": window(found.window),
        "conditions": [_condition(each) for each in found.conditions],
        "documents": list(found.documents),
        "documents_source": source(found.documents_source),
        "ask": list(found.ask),
    }


def window(found: Window) -> dict[str, Any]:
    """The window of a record, step by step."""
    return {
        "publish": found.publish.value,
        "starts_on": found.starts_on.isoformat(),
        "earliest_repair": _day(found.earliest_repair),
        "ends_on": _day(found.ends_on),
        "ends_automatically": found.ends_automatically,
        "why": [_step(each) for each in found.why],
        "sources": [source(each) for each in found.sources],
    }


def source(each: Source) -> dict[str, Any]:
    """The text that something rests on, and how well it is attested."""
    return {
        "rule": each.rule,
        "version": each.version,
        "source": each.title,
        "article": each.article,
        "attestation": each.attestation,
    }


def _condition(each: Condition) -> dict[str, Any]:
    return {
        "code": each.code,
        "met": each.met,
        "stage": each.stage.value,
        "date_reached": _day(each.date_reached),
        "todo": each.todo,
        "words": words.condition(each),
        "todo_words": words.todo(each),
        **source(each.source),
    }


def _step(each: Step) -> dict[str, Any]:
    return {"code": each.code, "rule": each.params["rule"], "words": words.step(each)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
