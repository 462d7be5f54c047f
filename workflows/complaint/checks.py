"""The complaint's part of check_consistency: joint leads agreed, reports are sealed, what is answered can end."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from casework.models import CaseLink, Clock, Party
from workflows.complaint import drafts
from workflows.complaint.guards import WINDOWS
from workflows.complaint.models import Category, Complaint, Finding, Nature
from workflows.complaint.states import S


def conclusions_were_agreed() -> Iterator[str]:
    """What was concluded is word for word what every joint lead has agreed to."""
    decided = Complaint.objects.exclude(finding="").filter(case__joint_leads__isnull=False).distinct()
    for row in decided.select_related("case").order_by("pk").iterator(chunk_size=500):
        told = drafts.is_agreed(row.case, Finding(row.finding))
        if not told or not drafts.is_the_draft(row.case, row.finding, row.conclusion):
            yield str(row.case)


def reports_are_sealed() -> Iterator[str]:
    """Nobody who reported is named, and what went to the discipline body is read by the registering unit alone."""
    named = Party.objects.filter(case=OuterRef("case")).exclude(name="")
    rows = Complaint.objects.select_related("case").order_by("pk")
    yield from (str(row.case) for row in rows.filter(Exists(named), nature=Nature.REPORT))
    handed = rows.filter(
        category=Category.ACCUSATION, case__state=S.TRANSFERRED, transferred_to="discipline_inspection"
    )
    yield from (str(row.case) for row in handed.filter(Q(case__restricted=False) | Exists(named)))


def answered_complaints_can_end() -> Iterator[str]:
    """An answered complaint waits for the filer within a time that runs: else nobody would ever close it."""
    windows = Clock.objects.filter(case=OuterRef("case"), name__in=WINDOWS, status=Clock.Status.RUNNING)
    waiting = Complaint.objects.filter(case__state=S.REPLIED).select_related("case")
    yield from (str(row.case) for row in waiting.exclude(Exists(windows)).order_by("pk"))


def merged_complaints_are_linked() -> Iterator[str]:
    """A merged complaint says with which case it goes on, and only a merged one does."""
    link = Exists(CaseLink.objects.filter(case=OuterRef("case"), nature=CaseLink.Nature.MERGED))
    rows = Complaint.objects.select_related("case").order_by("pk")
    wrong = Q(link, ~Q(case__state=S.MERGED)) | Q(~link, case__state=S.MERGED)
    yield from (str(row.case) for row in rows.filter(wrong))


CHECKS = (conclusions_were_agreed, reports_are_sealed, answered_complaints_can_end, merged_complaints_are_linked)
