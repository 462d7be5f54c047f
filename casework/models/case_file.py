"""The case file (案卷): the whole case bound as one PDF, and a ZIP with all originals. Made on demand, kept for some days."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.visibility import CasePartQuerySet


def volume_path(made: CaseFile, filename: str) -> str:
    """Stored under the digest: no number and no name reaches the file system."""
    return f"casefiles/{made.pdf_sha256[:2]}/{made.pdf_sha256}.pdf"


def bundle_path(made: CaseFile, filename: str) -> str:
    """Stored under the digest as well."""
    return f"casefiles/{made.bundle_sha256[:2]}/{made.bundle_sha256}.zip"


class CaseFile(GuardedModel):
    """One case file as of one event of the case: asked for, made by a worker, taken out, and purged after some days."""

    class Status(models.TextChoices):
        ASKED = "asked", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")
        PURGED = "purged", _("no longer kept")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="case_files")
    last_seq = models.PositiveIntegerField(_("up to the event"))  # the version of the case that it holds
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    tries = models.PositiveSmallIntegerField(default=0)  # a worker that was killed leaves it for the next one
    trouble = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    parts = models.PositiveIntegerField(_("pieces"), default=0)
    volume = models.FileField(upload_to=volume_path, max_length=120, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_size = models.PositiveBigIntegerField(default=0)
    bundle = models.FileField(upload_to=bundle_path, max_length=120, blank=True)
    bundle_sha256 = models.CharField(max_length=64, blank=True)
    bundle_size = models.PositiveBigIntegerField(default=0)

    objects: ClassVar[Any] = CasePartQuerySet.as_manager()
    for_party = Q(pk__in=())  # the respondent takes no file of its case out

    class Meta:
        verbose_name = _("case file")
        verbose_name_plural = _("case files")
        ordering = ["case", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "last_seq"], condition=Q(status__in=("asked", "ready")), name="one_case_file_a_version"
            ),
            models.CheckConstraint(
                condition=~Q(status="ready")
                | (Q(finished_at__isnull=False, expires_at__isnull=False) & ~Q(volume="") & ~Q(bundle="")),
                name="ready_case_file_is_there",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="case_file_to_make", condition=Q(status="asked")),
            models.Index(fields=["expires_at"], name="case_file_expires", condition=Q(status="ready")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.last_seq} {self.status}"
