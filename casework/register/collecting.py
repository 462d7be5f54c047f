"""Taking records in (归集): what is said of whom, by which information provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from casework import crypto, documents
from casework.errors import InvalidData
from casework.held import held
from casework.models import CreditRecord, RecordStatus, RecordVersion, SubjectType, Unit
from casework.register import versions, windows
from casework.register.hand import Hand
from casework.register.life import must_be
from casework.rules.identifiers import mask_name, tidy
from casework.visibility import search_terms

SERIES = "record"


@dataclass(frozen=True)
class Given:
    """A record as somebody hands it in. Dates are days in China, the amount is in yuan."""

    subject_type: str
    subject_name: str
    source_unit: Unit
    rule_version: str
    title: str
    facts: str
    basis: str
    severity: str
    decided_on: date
    determined_on: date
    subject_code: str = ""  # 统一社会信用代码; for a person the identity number
    subject_unit: Unit | None = None
    amount: Decimal | None = None
    penalties: list[dict[str, Any]] = field(default_factory=list)
    obligations_done_on: date | None = None
    not_repairable: str = ""
    origin: str = CreditRecord.Origin.MANUAL
    external_id: str = ""
    digest: str = ""
    idempotency_key: str = ""

    @property
    def of_person(self) -> bool:
        """Whether it is about a person."""
        return self.subject_type == SubjectType.PERSON

    def said(self) -> dict[str, Any]:
        """What its first version says."""
        return {name: getattr(self, name) for name in versions.FIELDS}


def collect(given: Given, hand: Hand) -> CreditRecord:
    """A new record, collected and waiting for a second person. Raises InvalidData for what cannot be."""
    return collect_many([given], hand)[0]


def collect_many(all_given: list[Given], hand: Hand) -> list[CreditRecord]:
    """New records, numbered in their order without gaps. Raises InvalidData for the first that cannot be."""
    for given in all_given:
        check(given, hand)
    if not all_given:
        return []
    year = hand.on.year
    last = documents.next_number(SERIES, year, len(all_given))
    start = last - len(all_given) + 1
    rows = [new_row(given, hand, f"XG-{year}-{start + n:04d}") for n, given in enumerate(all_given)]
    said = [versions.first(row, hand, given.said()) for row, given in zip(rows, all_given, strict=True)]
    with held():
        for row, version in zip(rows, said, strict=True):
            windows.refresh(row, version)
    made: list[CreditRecord] = CreditRecord.objects.bulk_create(rows)
    RecordVersion.objects.bulk_create(said)
    return made


def amend(record: CreditRecord, given: Given, hand: Hand) -> None:
    """Change what waits for its second person; whose number it is at the provider stays. The record is held."""
    must_be(record, RecordStatus.COLLECTED)
    check(given, hand)
    for name, value in _columns(given, record.number).items():
        setattr(record, name, value)
    record.digest = given.digest
    versions.supersede(record, hand, RecordVersion.Change.AMENDED, fields=given.said())


def new_row(given: Given, hand: Hand, number: str) -> CreditRecord:
    """The unsaved row of a record."""
    return CreditRecord(
        number=number,
        source_unit=given.source_unit,
        origin=given.origin,
        external_id=given.external_id,
        digest=given.digest,
        idempotency_key=given.idempotency_key or None,
        status=RecordStatus.COLLECTED,
        collected_by=hand.user,
        **_columns(given, number),
    )


def _columns(given: Given, number: str) -> dict[str, Any]:
    """Whose record it is: of a person only the mask is in the clear."""
    person = given.of_person
    name = mask_name(given.subject_name) if person else given.subject_name
    code = "" if person else given.subject_code
    return {
        "subject_type": given.subject_type,
        "subject_name": name,
        "subject_code": code,
        "person_name": given.subject_name if person else None,
        "person_id": (given.subject_code or None) if person else None,
        "person_index": crypto.blind_index(given.subject_code) if person and given.subject_code else "",
        "subject_unit": given.subject_unit,
        "rule_version": given.rule_version,
        "search": search_terms(number, "" if person else name, code),
    }


def is_number_of(record: CreditRecord, text: str) -> bool:
    """Whether this is the identity number of the person that the record is about; nobody needs to read it for that."""
    return bool(record.person_index) and crypto.blind_index(tidy(text)) == record.person_index


def check(given: Given, hand: Hand) -> None:
    """Raise InvalidData, by field, for a record that cannot be: days to come, a public body without its unit."""
    errors: dict[str, list[str]] = {}
    for name in ("decided_on", "determined_on", "obligations_done_on"):
        day = getattr(given, name)
        if day is not None and day > hand.on:
            errors[name] = [_("This day is still to come.")]
    if given.subject_type == SubjectType.UNIT and given.subject_unit is None:
        errors["subject_unit"] = [_("Choose the public body that the record is about.")]
    if given.subject_type == SubjectType.PERSON and given.subject_unit is None:
        errors["subject_unit"] = [_("Choose the public body that the person serves in.")]
    if errors:
        raise InvalidData(errors)
