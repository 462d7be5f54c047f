"""The worker's part of imports: tries out and takes over what people sent, one after the other, with its progress."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.alone import alone
from casework.models import RecordImport, Role
from casework.permissions import Actor
from casework.recordsheets.columns import Mapped
from casework.recordsheets.lines import Units
from casework.recordsheets.taking import Outcome, Taking
from casework.sheets import UnreadableFile, read

Status = RecordImport.Status
LOCK = "imports of records"
UNFINISHED = timedelta(days=7)  # after that a sheet that nobody confirmed is dropped: it holds personal data


def carry_out(at: datetime) -> int:
    """Work off every import that waits. One that was interrupted begins again: what it took over is known."""
    with alone(LOCK) as mine:
        if not mine:
            return 0
        waiting = list(RecordImport.objects.filter(status__in=(Status.CHECKING, Status.IMPORTING)).order_by("pk"))
        for one in waiting:
            _carry_out(one, at)
        _drop_old(at)
        return len(waiting)


def allowed_for(actor: Actor) -> frozenset[int] | None:
    """For which units this person may hand records in; None: for all."""
    return None if actor.has_role(Role.REGISTRAR) else actor.units(Role.HANDLER, Role.SUPERVISOR)


def drop(one: RecordImport, status: str, at: datetime | None = None) -> None:
    """Finish an import and delete its file: it holds personal data and is no longer needed."""
    if one.file:
        one.file.delete(save=False)
    one.status, one.finished_at = status, at
    one.save()


def _carry_out(one: RecordImport, at: datetime) -> None:
    by = Actor.person(one.by, timezone.localdate(at))
    dry_run = one.status == Status.CHECKING

    def told(outcome: Outcome) -> None:
        RecordImport.objects.filter(pk=one.pk).update(**outcome.counts())

    with translation.override("zh-hans"):  # those who correct the sheet read Chinese
        taking = Taking(one.mapping, Units(one.source, allowed_for(by)), by, at, dry_run, told)
        try:
            taking.run(read(Path(one.file.path), Mapped(one.mapping)))
        except UnreadableFile as error:
            one.trouble = str(error)[:300]
            drop(one, Status.FAILED, at)
            return
    for name, value in taking.outcome.counts().items():
        setattr(one, name, value)
    one.problems = [refusal.document() for refusal in taking.outcome.problems]
    if dry_run:
        one.status = Status.CHECKED
        one.save()
    else:
        drop(one, Status.DONE, at)


def _drop_old(at: datetime) -> None:
    old = RecordImport.objects.filter(status__in=(Status.UPLOADED, Status.CHECKED), at__lt=at - UNFINISHED)
    for one in old:
        one.trouble = _("Nobody confirmed it for a week.")
        drop(one, Status.DROPPED, at)
