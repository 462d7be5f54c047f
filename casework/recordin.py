"""From what somebody enters about a record to what the register takes in: the same checks for screen, API and sheets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from casework import crypto, regimes
from casework.errors import InvalidData
from casework.models import CreditRecord, RecordVersion, SubjectType, Unit
from casework.register.collecting import Given
from casework.rules import identifiers
from casework.rules.errors import InvalidIdentifier, UnknownRegime

Errors = dict[str, list[str]]
SPECIAL_FIELDS = ("special_equipment", "work_safety", "fire_safety")  # 特种设备, 安全生产, 消防: XX-4-SPECIAL
DISCIPLINE = ("warning", "demerit", "major_demerit", "demotion", "removal")  # 公职人员政务处分法 art. 8
LONGEST_FACTS = 10_000
TEXTS = ("title", "facts", "basis", "not_repairable")


@dataclass(frozen=True)
class Entry:
    """A record as it was entered; nothing is checked yet. `rule_version` empty: the one that the rules propose."""

    subject_type: str
    source_unit: Unit
    subject_name: str = ""
    subject_code: str = ""
    subject_unit: Unit | None = None
    title: str = ""
    facts: str = ""
    basis: str = ""
    amount: Decimal | None = None
    severity: str = ""
    fields: tuple[str, ...] = ()
    discipline: str = ""
    decided_on: date | None = None
    determined_on: date | None = None
    obligations_done_on: date | None = None
    not_repairable: str = ""
    rule_version: str = ""
    external_id: str = ""
    origin: str = CreditRecord.Origin.MANUAL
    idempotency_key: str = ""


def read(entry: Entry, on: date) -> Given:
    """What the register takes in. Raises InvalidData with everything that is wrong, by field."""
    errors: Errors = {}
    name, code = _subject(entry, on, errors)
    for text in TEXTS:
        _check_text(text, getattr(entry, text), errors)
    _check_days(entry, on, errors)
    if entry.severity not in CreditRecord.Severity.values:
        errors["severity"] = [_("Choose the class of the breach.")]
    if entry.amount is not None and not 0 <= entry.amount < 10**12:
        errors["amount"] = [_("This amount cannot be.")]
    penalties = _penalties(entry, errors)
    version = _rule_version(entry, errors)
    if errors:
        raise InvalidData(errors)
    given = Given(
        subject_type=entry.subject_type,
        subject_name=name,
        subject_code=code,
        subject_unit=entry.subject_unit if entry.subject_type != SubjectType.ENTERPRISE else None,
        source_unit=entry.source_unit,
        rule_version=version,
        **{text: getattr(entry, text).strip() for text in TEXTS},
        amount=entry.amount,
        severity=entry.severity,
        penalties=penalties,
        decided_on=entry.decided_on,  # type: ignore[arg-type]  # checked above
        determined_on=entry.determined_on,  # type: ignore[arg-type]  # checked above
        obligations_done_on=entry.obligations_done_on,
        origin=entry.origin,
        external_id=entry.external_id,
        idempotency_key=entry.idempotency_key,
    )
    return Given(**vars(given) | {"digest": digest(given)})


def digest(given: Given) -> str:
    """Keyed digest of everything that a record says, so that what was sent again is known without keeping it twice."""
    said = {name: str(value) for name, value in given.said().items()}
    who = [given.subject_type, given.subject_name, given.subject_code, given.subject_unit and given.subject_unit.pk]
    content = json.dumps([*who, given.rule_version, said], ensure_ascii=False, sort_keys=True)
    return crypto.blind_index(f"record {content}")


def own_words(row: CreditRecord, version: RecordVersion) -> dict[str, Any]:
    """What a record says, by the names of an Entry, for a form that starts from it. A person stays masked."""
    first = version.penalties[0] if version.penalties else {}
    return {
        **{name: getattr(version, name) for name in (*TEXTS, "amount", "severity")},
        **{name: getattr(version, name) for name in ("decided_on", "determined_on", "obligations_done_on")},
        "subject_name": row.subject_name,
        "subject_code": row.subject_code,
        "subject_unit": row.subject_unit_id,
        "rule_version": row.rule_version,
        "fields": list(first.get("fields", ())),
        "discipline": first.get("kind", ""),
        "source_unit": row.source_unit_id,
        "external_id": row.external_id,
    }


def _subject(entry: Entry, on: date, errors: Errors) -> tuple[str, str]:
    """Name and code of whom the record is about, in their usual form."""
    name, code = " ".join(entry.subject_name.split()), entry.subject_code
    if entry.subject_type == SubjectType.UNIT:
        if entry.subject_unit is None:
            errors["subject_unit"] = [_("Choose the public body that the record is about.")]
            return name, code
        return entry.subject_unit.full_name, _code(code, errors) if code.strip() else ""
    if not name:
        errors["subject_name"] = [_("Please enter the full name.")]
    elif len(name) > 120:
        errors["subject_name"] = [
            _("At most %(most)d characters; these are %(given)d.") % {"most": 120, "given": len(name)}
        ]
    if entry.subject_type == SubjectType.PERSON:
        if entry.subject_unit is None:
            errors["subject_unit"] = [_("Choose the public body that the person serves in.")]
        return name, _identity(code, on, errors)
    return name, _code(code, errors)


def wrong_code(about: str, text: str, on: date) -> str:
    """What is wrong with the number of a subject; empty when it is right. The caller says whether it is needed."""
    try:
        identifiers.citizen_id(text, on) if about == SubjectType.PERSON else identifiers.credit_code(text)
    except InvalidIdentifier as error:
        return _wrong_number(error, 18)
    return ""


def _code(text: str, errors: Errors) -> str:
    return _number(SubjectType.ENTERPRISE, text, date.max, _("Give the unified social credit code."), errors)


def _identity(text: str, on: date, errors: Errors) -> str:
    return _number(SubjectType.PERSON, text, on, _("Give the identity number."), errors)


def _number(about: str, text: str, on: date, missing: str, errors: Errors) -> str:
    """The number in its usual form; empty when it is wrong."""
    wrong = wrong_code(about, text, on) if text.strip() else missing
    if wrong:
        errors["subject_code"] = [wrong]
    return "" if wrong else identifiers.tidy(text)


def _wrong_number(error: InvalidIdentifier, length: int) -> str:
    if error.problem == "length":
        return _("This number has %(length)d characters. Please count them.") % {"length": length}
    if error.problem == "checksum":
        return _("This number is not right. Compare it with the document: a digit may be wrong or two swapped.")
    return _("This is no such number. Compare it with the document.")


def _check_text(name: str, text: str, errors: Errors) -> None:
    """As long as its column, and not empty where something has to stand."""
    most = LONGEST_FACTS if name == "facts" else 200
    if len(text) > most:
        errors[name] = [_("At most %(most)d characters; these are %(given)d.") % {"most": most, "given": len(text)}]
    elif name != "not_repairable" and not text.strip():
        errors[name] = [_("This must not be empty.")]


def _check_days(entry: Entry, on: date, errors: Errors) -> None:
    """Decision and determination have a day, and no day is still to come."""
    for name in ("decided_on", "determined_on", "obligations_done_on"):
        day = getattr(entry, name)
        if day is None and name != "obligations_done_on":
            errors[name] = [_("Give this day.")]
        elif day is not None and day > on:
            errors[name] = [_("This day is still to come.")]


def _penalties(entry: Entry, errors: Errors) -> list[dict[str, Any]]:
    """The penalty as the rules read it: the field it was imposed in, or the disciplinary sanction of a person."""
    if set(entry.fields) - set(SPECIAL_FIELDS) or (entry.fields and entry.subject_type != SubjectType.ENTERPRISE):
        errors["fields"] = [_("Only penalties of enterprises belong to one of these fields.")]
    if entry.discipline and (entry.discipline not in DISCIPLINE or entry.subject_type != SubjectType.PERSON):
        errors["discipline"] = [_("Only persons have a disciplinary sanction.")]
    if entry.discipline:
        return [{"kind": entry.discipline}]
    return [{"fields": sorted(set(entry.fields))}] if entry.fields else []


def _rule_version(entry: Entry, errors: Errors) -> str:
    """The rule version that was chosen, or the one that the rules propose for the day of the determination."""
    if entry.subject_type not in SubjectType.values:
        errors["subject_type"] = [_("Choose whom the record is about.")]
        return ""
    try:
        if not entry.rule_version:
            day = entry.determined_on
            return regimes.propose(day, None, entry.subject_type).code if day else ""
        regime = regimes.get(entry.rule_version)
    except UnknownRegime:
        errors["rule_version"] = [_("There is no rule version for this.")]
        return ""
    if entry.subject_type not in regime.ask:
        errors["rule_version"] = [_("This rule version does not govern such records.")]
    return regime.code
