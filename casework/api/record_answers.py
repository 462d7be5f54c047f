"""What callers get back of credit records and their changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field


class RecordOut(Schema):
    """A credit record as it reads now."""

    number: str
    subject_type: str
    subject: str
    subject_code: str
    source_unit: str
    status: str
    in_dispute: bool = Field(description=gettext_noop("An objection is pending: do not build a new sanction on it."))
    version: int
    title: str
    facts: str
    basis: str
    amount: str | None
    severity: str
    decided_on: date
    determined_on: date
    obligations_done_on: date | None
    rule_version: str
    repair_from: date | None = Field(description=gettext_noop("From when it can be repaired, by its rule version."))
    ends_on: date | None = Field(description=gettext_noop("Last day of publication, by its rule version."))
    from_at: datetime


class RecordChangeOut(Schema):
    """A change of a record, and what became of it."""

    id: int
    record: str
    what: str
    fields: dict[str, Any]
    version: int = Field(description=gettext_noop("The version of the record that it was drafted on."))
    reason: str
    basis: str
    status: str
    drafted_by: str
    drafted_at: datetime
    due_at: datetime | None = Field(description=gettext_noop("Until when what is public has to be withdrawn."))
    decided_by: str | None
    decided_at: datetime | None
    answer: str


class RecordChangesOut(Schema):
    """The changes of a record outside cases, newest first."""

    items: list[RecordChangeOut]


class RecordsOut(Schema):
    """A page of records, newest first."""

    items: list[RecordOut]
    next: str
