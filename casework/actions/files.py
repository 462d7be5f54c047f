"""Files of a draft or a case."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from casework import desk, uploads
from casework.door import locked, transacting
from casework.models import Assignment, Case, Draft, Evidence
from casework.permissions import Actor


def add_evidence(
    upload: Any,
    *,
    by: Actor,
    at: datetime,
    draft: Draft | None = None,
    case: Case | None = None,
    assignment: Assignment | None = None,
) -> Evidence:
    """Store a file with a draft or a case after checking what it really is. Raises InvalidData for the field file."""
    checked = uploads.check(upload)
    if draft is not None:
        with transacting():
            return uploads.store_with_draft(checked, draft, at)
    pk = case.pk if case else assignment.case_id if assignment else None
    with locked(pk=pk) as held:
        asked = Assignment.objects.get(pk=assignment.pk) if assignment else None  # as it is now, under the lock
        return desk.add_evidence(held, checked, asked, by, at)


def remove_evidence(evidence_id: int, *, draft: Draft) -> None:
    """Take a file out of a draft that is not sent yet."""
    with transacting():
        for evidence in Evidence.objects.filter(pk=evidence_id, draft=draft, case__isnull=True):
            stored = evidence.file
            evidence.delete()
            transaction.on_commit(partial(stored.storage.delete, str(stored.name)))
