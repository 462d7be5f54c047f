"""Case files (案卷): asked for, made by a worker, taken out, purged. Asking and taking out are noted as readings."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from casework.actions.identity import log_reading
from casework.archive import parts
from casework.archive.access import REFUSED, may_take
from casework.archive.parts import Contents
from casework.door import locked, transacting
from casework.errors import NotAllowed, NotFound
from casework.models import Case, CaseFile, Reading, User
from casework.permissions import Actor

Status = CaseFile.Status
MOST_TRIES = 3


def ask_case_file(case: Case, *, by: Actor, at: datetime) -> CaseFile:
    """Ask for the file of a case as it is now. The same state of a case is made once; who asks again is given that one."""
    with locked(pk=case.pk) as held:
        asker: Any = _check_may_take(held, by)
        log_reading(held, by=by, at=at, what=Reading.What.ASKED)
        same = held.case_files.filter(last_seq=held.last_seq, status__in=(Status.ASKED, Status.READY))
        found: CaseFile | None = same.first()
        return found or CaseFile.objects.create(case_id=held.pk, last_seq=held.last_seq, asked_by=asker, asked_at=at)


def begin_case_file(case_file_id: int, *, at: datetime) -> Contents | None:
    """Begin to make one: all that belongs into it, read under the lock of the case. None when it is not to be made."""
    with locked(case_files=case_file_id) as case:
        row = case.case_files.get(pk=case_file_id)
        if row.status != Status.ASKED:
            return None
        if trouble := _why_not(case, row):
            _fail(row, trouble, at)
            return None
        row.tries, row.last_seq = row.tries + 1, case.last_seq
        row.save()
        return parts.gather(case, at)


def finish_case_file(
    case_file_id: int, *, volume: Path, bundle: Path, digests: tuple[str, str], pages: int, pieces: int, at: datetime
) -> None:
    """Keep what was made. Somebody who comes second changes nothing."""
    with transacting():
        row = CaseFile.objects.select_for_update().get(pk=case_file_id)
        if row.status != Status.ASKED:
            return
        row.status, row.finished_at, row.pages, row.parts = Status.READY, at, pages, pieces
        row.expires_at = at + timedelta(days=settings.CASE_FILE_DAYS)
        row.pdf_sha256, row.bundle_sha256 = digests
        row.pdf_size, row.bundle_size = volume.stat().st_size, bundle.stat().st_size
        with volume.open("rb") as pdf, bundle.open("rb") as packed:
            row.volume.save("volume.pdf", File(pdf), save=False)
            row.bundle.save("bundle.zip", File(packed), save=False)
        row.save()


def take_case_file(case_file_id: int, what: str, *, by: Actor, at: datetime) -> CaseFile:
    """Take one out, as PDF or as bundle (Reading.What); noted. Raises NotFound for whoever may not see the case."""
    visible = Case.objects.visible_to(by)
    row: CaseFile | None = CaseFile.objects.filter(pk=case_file_id, case__in=visible).select_related("case").first()
    if row is None or row.status != Status.READY:
        raise NotFound(_("There is no such file, or you may not see it."))
    _check_may_take(row.case, by)
    log_reading(row.case, by=by, at=at, what=what)
    return row


def purge_case_files(*, at: datetime) -> int:
    """Delete the files whose time is over; the rows stay and say who had them made. Returns how many."""
    with transacting():
        over = list(
            CaseFile.objects.select_for_update(skip_locked=True).filter(status=Status.READY, expires_at__lte=at)
        )
        for row in over:
            for stored in (row.volume, row.bundle):
                transaction.on_commit(partial(stored.storage.delete, str(stored.name)))
            row.status, row.volume, row.bundle = Status.PURGED, "", ""
            row.save()
    return len(over)


def _check_may_take(case: Case, by: Actor) -> User | None:
    """Who takes it, after looking at whether they may."""
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise NotFound()
    if not may_take(case, by):
        raise NotAllowed(REFUSED)
    return by.user


def _why_not(case: Case, row: CaseFile) -> str:
    """Why a file that was asked for is not made after all; empty when nothing speaks against it."""
    same = case.case_files.filter(last_seq=case.last_seq, status__in=(Status.ASKED, Status.READY))
    if same.exclude(pk=row.pk).exists():
        return _("The case has moved on meanwhile: take the newer file.")
    if row.tries >= MOST_TRIES:
        return _("It was tried several times and could not be made. Please tell those who run the system.")
    return ""


def _fail(row: CaseFile, trouble: str, at: datetime) -> None:
    row.status, row.trouble, row.finished_at = Status.FAILED, trouble[:200], at
    row.save()
