"""The PDF of an issued paper: made once from its words, sealed, kept. A second call finds the first one's file."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import FileResponse
from pypdf import PdfReader

from casework import actions, documents
from casework.errors import Busy
from casework.models import Document, PaperFile
from casework.papers import certificate, fonts, render

logger = logging.getLogger(__name__)

RECENT = timedelta(days=2)  # what is older was not printed when it should have been: it is, when somebody asks for it
AT_ONCE = 50


@dataclass(frozen=True)
class Printed:
    """A sealed PDF that is not kept yet."""

    content: bytes
    pages: int
    certificate: str


def pdf_of(document: Document, at: datetime, *, wait: bool = True) -> PaperFile:
    """The PDF of a paper, made now if it is missing. Raises CannotPrint, and Busy while somebody else is at it."""
    kept = PaperFile.objects.filter(document=document).first()
    return kept or actions.keep_pdf(document.pk, printed, at=at, wait=wait)


def printed(document: Document) -> Printed:
    """Print and seal a paper."""
    try:
        content, subject = certificate.seal(render.paper_pdf(documents.view(document)), document.number)
    except certificate.UnusableCertificate as error:
        logger.exception("papers cannot be sealed")
        raise render.CannotPrint from error
    return Printed(content, len(PdfReader(io.BytesIO(content)).pages), subject)


def make_missing(at: datetime) -> int:
    """Print what was issued lately and has no PDF yet. Returns how many; another worker's papers are left to it."""
    if not fonts.usable():
        return 0
    made = 0
    lately = Document.objects.filter(pdf=None, issued_at__gte=at - RECENT).select_related("paper")
    for document in lately.order_by("issued_at", "pk")[:AT_ONCE]:
        try:
            pdf_of(document, at, wait=False)
            made += 1
        except Busy:
            continue
        except Exception:  # one paper that cannot be printed must not hold up the others
            logger.exception("PDF of %s was not made", document.number)
    return made


def download(document: Document, at: datetime) -> FileResponse:
    """The PDF as a download that no browser takes for anything else."""
    kept = pdf_of(document, at)
    name = f"{document.number}.pdf"
    response = FileResponse(kept.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response
