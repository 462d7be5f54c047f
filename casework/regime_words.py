"""Publication and repair in plain words: why a record may be public until then, what keeps it from being repaired."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework import limit_words
from casework.rules.publication import Step
from casework.rules.regimes import Proposal, Publish, Regime
from casework.rules.repair import DETERMINER, Condition
from casework.rules.terms import Limit

Words = Mapping[str, Callable[[], str]]
CONDITIONS: Words = {
    "standing": lambda: _("The record is in use"),
    "not_over": lambda: _("Publication has not ended by itself"),
    "repairable": lambda: _("The law does not exclude repair"),
    "minimum": lambda: _("The shortest publication period is reached"),
    "discipline": lambda: _("The disciplinary sanction has run its time"),
    "obligations": lambda: _("The breach is corrected and every duty is fulfilled"),
    "no_dispute": lambda: _("No objection to the record is open"),
    "no_pending": lambda: _("No other repair of the record is under way"),
    "no_ban": lambda: _("No term without repair is running"),
    "promise": lambda: _("A credit commitment is made in public"),
    "confirmed": lambda: _("Those who are asked have confirmed correction and performance"),
}
TODO: Words = {
    "wait_for_verification": lambda: _("The record is still being verified. Nothing is published or used yet."),
    "nothing_to_repair": lambda: _("The record is no longer in use, so there is nothing to repair."),
    "publication_over": lambda: _("Publication ended with %(day)s, so there is nothing to repair."),
    "wait_for_the_end": lambda: _("The law excludes repair of such a record. It stays until its longest period ends."),
    "excluded": lambda: _("The law excludes repair of such a record."),
    "wait_until": lambda: _("Please apply from %(day)s."),
    "fulfil_obligations": lambda: _("Correct the breach, fulfil every duty and keep the proof. Then apply."),
    "wait_for_the_objection": lambda: _("The objection is decided first. Please apply when it is closed."),
    "wait_for_the_repair": lambda: _("A repair of this record is already under way. Please follow it there."),
    "hand_in_commitment": lambda: _("Sign the credit commitment and hand it in with the application."),
    "wait_for_confirmation": lambda: _("We ask for it. You need not do anything."),
}
STEPS: Words = {
    "starts_decided_on": lambda: _("The period counts from the day of the decision, %(day)s."),
    "starts_determined_on": lambda: _("The period counts from the day of the determination, %(day)s."),
    "never_published": lambda: _("Records about persons are not published here."),
    "published_on_decision": lambda: _("Such a record is published only where that was decided as needed."),
    "excluded": lambda: _("The law excludes repair of such a record."),
    "no_minimum": lambda: _("No shortest period: repair is possible once every duty is fulfilled."),
    "minimum": lambda: _("Shortest period %(limit)s: reached on %(day)s."),
    "special_field": lambda: _("Shortest period %(limit)s for this field: reached on %(day)s."),
    "discipline": lambda: _("The disciplinary sanction lasts %(limit)s, until %(day)s. Repair is possible from then."),
    "longest_governs": lambda: _("The longest of %(count)s shortest periods governs."),
    "class_governs": lambda: _("The decision has %(count)s penalties; the class of the record governs."),
    "no_maximum": lambda: _("No longest period: only repair, correction or revocation ends it."),
    "maximum": lambda: _("Longest period %(limit)s: ends with %(day)s."),
    "ends_automatically": lambda: _("Publication ends by itself with %(day)s."),
    "ends_on_decision": lambda: _(
        "Not corrected by %(day)s: the competent department then decides what becomes of the record."
    ),
}
PROPOSED: Words = {
    "subject": lambda: _("This kind of subject has one rule version only."),
    "published": lambda: _("Determined and published in the time of this rule version."),
    "determined": lambda: _("Determined in the time of this rule version and not published yet."),
    "straddles": lambda: _(
        "Determined under one rule version and published under another. No transitional rule was found: please decide."
    ),
}
DOCUMENTS: Words = {
    "performance_proof": lambda: _("Proof that every duty is fulfilled"),
    "commitment": lambda: _("Credit commitment"),
}
FIELDS: Words = {
    "special_equipment": lambda: _("Special equipment"),
    "work_safety": lambda: _("Safety at work"),
    "fire_safety": lambda: _("Fire safety"),
}
PENALTIES: Words = {
    "warning": lambda: _("Warning"),
    "demerit": lambda: _("Demerit"),
    "major_demerit": lambda: _("Major demerit"),
    "demotion": lambda: _("Demotion"),
    "removal": lambda: _("Removal from post"),
}
PUBLISH: Words = {
    Publish.NORMAL: lambda: _("Published"),
    Publish.ON_DECISION: lambda: _("Published only where decided"),
    Publish.NEVER: lambda: _("Not published"),
}


def step(one: Step) -> str:
    """One step of the reasoning about a window."""
    return STEPS[one.code]() % _filled(one.params)


def condition(one: Condition) -> str:
    """What a condition asks for."""
    return CONDITIONS[one.code]()


def todo(one: Condition) -> str:
    """What to do while a condition is not met; empty when it is."""
    return TODO[one.todo]() % _filled(one.params) if one.todo else ""


def proposal(one: Proposal) -> str:
    """Why this rule version is proposed."""
    return PROPOSED[one.reason]()


def asked(unit: str) -> str:
    """Who is asked: a unit by its name, or the one that made the determination (认定单位)."""
    return _("The unit that made the determination") if unit == DETERMINER else unit


def title(regime: Regime) -> str:
    """The title of a rule version in the reader's language."""
    return regime.title if (get_language() or "").startswith("zh") else regime.title_en


def _filled(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in params.items()}


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, Limit):
        return limit_words.length({"value": value.value, "unit": value.unit.value})
    return value
