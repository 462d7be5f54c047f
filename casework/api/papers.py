"""Papers as the API answers them: issued ones with what became of them, and drafts."""

from __future__ import annotations

from typing import Any

from casework.models import Document, PaperCancellation, Service
from casework.paper_drafts import DraftPaper
from casework.paper_status import standing

Row = dict[str, Any]


def paper(row: Document) -> Row:
    """An issued paper, and what became of it."""
    said = standing(row)
    return {
        "number": row.number,
        "title": row.title,
        "addressee": row.addressee,
        "unit": row.unit.name,
        "issued_at": row.issued_at,
        "sha256": row.sha256,
        "paragraphs": row.content["paragraphs"],
        "service": _service(said.service) if said.service else None,
        "waits_for_service": said.waits,
        "read_at": row.reading.at if hasattr(row, "reading") else None,
        "cancelled": _cancelled(row.cancellation) if hasattr(row, "cancellation") else None,
    }


def _service(row: Service) -> Row:
    return {
        "way": row.way,
        "way_label": str(row.get_way_display()),
        "served_on": row.served_on,
        "recipient": row.recipient,
        "tracking": row.tracking,
        "noted_at": row.noted_at,
        "corrected": row.replaces_id is not None,
    }


def _cancelled(row: PaperCancellation) -> Row:
    after = row.replaced_by.number if row.replaced_by else None
    return {"reason": row.reason, "cancelled_at": row.cancelled_at, "replaced_by": after}


def draft(one: DraftPaper, approved: bool) -> Row:
    """A paper that is not issued yet."""
    return {
        "code": one.code,
        "title": one.title,
        "unit": one.unit,
        "addressee": one.addressee,
        "paragraphs": one.words,
        "may_edit": approved and one.alone,
    }
