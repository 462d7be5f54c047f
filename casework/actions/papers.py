"""Papers before and after they are issued: drafts, service, the first reading, a cancelled number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from casework import approval, cancelling, paper_drafts, serving
from casework.context import Context
from casework.door import locked, noting, transacting
from casework.errors import NotFound
from casework.models import Case, Document, PaperCancellation, PaperReading, Proposal, Service
from casework.paper_drafts import DraftPaper
from casework.permissions import Actor
from casework.readiness import check_when, check_who, cleaned
from casework.serving import Served


def draft_papers(case: Case, move: str, *, by: Actor, at: datetime, data: dict[str, Any]) -> list[DraftPaper]:
    """The papers of a move as they would be issued now, from what was entered. Nothing is stored."""
    row = approval.move_of(case, move)
    ctx = Context(case=case, move=row, actor=by, at=at)
    check_who(ctx)
    check_when(ctx)
    with transacting():
        return paper_drafts.of_move(case, row, cleaned(ctx, data), by, at)


def proposed_papers(proposal: Proposal, *, by: Actor, at: datetime) -> list[DraftPaper]:
    """The papers of a proposal as they would be issued if it were approved now. Nothing is stored."""
    row = approval.move_of(proposal.case, proposal.move)
    with transacting():
        return paper_drafts.of_move(proposal.case, row, proposal.payload, by, at, proposal)


def serve_paper(document_id: int, served: Served, *, by: Actor, at: datetime) -> Service:
    """Note how a paper was served (送达), or correct what somebody else noted; clocks that count from it follow."""
    with _held(document_id) as (document, case):
        return serving.serve(document, served, by, at, case)


def cancel_paper(
    document_id: int, *, reason: str, by: Actor, at: datetime, replaced_by: Document | None = None
) -> PaperCancellation:
    """Void the number of a paper (作废). What the move did is not undone, and paper and number stay."""
    with _held(document_id) as (document, case):
        return cancelling.cancel(document, reason, replaced_by, by, at, case)


def note_first_reading(document: Document, at: datetime) -> None:
    """The filer opens a paper on their own page; only the first time is kept."""
    if not hasattr(document, "reading"):
        with noting():
            PaperReading.objects.bulk_create([PaperReading(document=document, at=at)], ignore_conflicts=True)


@contextmanager
def _held(document_id: int) -> Iterator[tuple[Document, Case | None]]:
    """A paper with its case locked, or itself where it is about a record."""
    rows = Document.objects.select_related("paper", "unit", "assignment", "cancellation")
    case_id = Document.objects.filter(pk=document_id).values_list("case_id", flat=True).first()
    if case_id is None:
        with transacting():
            document = rows.select_for_update(of=("self",)).filter(pk=document_id).first()
            if document is None:
                raise NotFound(_("There is no such paper, or you may not see it."))
            yield document, None
        return
    with locked(pk=case_id) as case:
        document = rows.get(pk=document_id)
        document.case = case
        yield document, case
