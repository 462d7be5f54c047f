"""What the API answers about papers: issued ones with what became of them, and drafts."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema


class ServiceOut(Schema):
    """How a paper was served, as it is noted last."""

    way: str
    way_label: str
    served_on: date
    recipient: str
    tracking: str
    noted_at: datetime
    corrected: bool


class CancellationOut(Schema):
    """Why the number of a paper is void."""

    reason: str
    cancelled_at: datetime
    replaced_by: str | None


class PaperOut(Schema):
    """An issued paper."""

    number: str
    title: str
    addressee: str
    unit: str
    issued_at: datetime
    sha256: str
    paragraphs: list[str]
    service: ServiceOut | None
    waits_for_service: bool
    read_at: datetime | None
    cancelled: CancellationOut | None


class DraftOut(Schema):
    """A paper as a step would issue it now."""

    code: str
    title: str
    unit: str
    addressee: str
    paragraphs: list[str]
    may_edit: bool


class DraftsOut(Schema):
    """The papers of a step."""

    papers: list[DraftOut]
