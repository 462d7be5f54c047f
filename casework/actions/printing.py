"""The PDF of a paper, kept beside its words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from casework.door import transacting
from casework.errors import Busy
from casework.models import Document, PaperFile


def keep_pdf(document_id: int, printed: Callable[[Document], Any], *, at: datetime, wait: bool = True) -> PaperFile:
    """Print a paper and keep its PDF, unless that was done already. Only the paper is held meanwhile, never its case.

    Without `wait` a paper that somebody else is printing is refused at once, with Busy.
    """
    with transacting():
        held = Document.objects.select_for_update(of=("self",), no_key=True, skip_locked=not wait)
        document = held.select_related("paper").filter(pk=document_id).first()
        if document is None:
            raise Busy()
        kept = PaperFile.objects.filter(document=document).first()
        if kept is not None:
            return kept
        made = printed(document)
        row = PaperFile(document=document, size=len(made.content), pages=made.pages)
        row.sha256, row.certificate, row.made_at = hashlib.sha256(made.content).hexdigest(), made.certificate, at
        row.file.save("paper.pdf", ContentFile(made.content), save=False)
        row.save(force_insert=True)
        return row
