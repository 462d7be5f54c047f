"""Issued papers (文书): numbered, hashed, never changed."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.visibility import CasePartQuerySet


class Document(GuardedModel):
    """A paper as it was issued, in a case or about a credit record. The database refuses any change of it."""

    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="documents")
    record = models.ForeignKey("casework.CreditRecord", null=True, on_delete=models.PROTECT, related_name="papers")
    assignment = models.ForeignKey("casework.Assignment", null=True, on_delete=models.PROTECT, related_name="documents")
    paper = models.ForeignKey("casework.Paper", on_delete=models.PROTECT, related_name="documents")
    unit = models.ForeignKey("casework.Unit", on_delete=models.PROTECT, related_name="documents")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    addressee = models.CharField(_("addressee"), max_length=120)
    content = models.JSONField(_("content"))
    sha256 = models.CharField(max_length=64)
    code = models.CharField(_("verification code"), max_length=20, unique=True)  # 验证码, printed with its QR code
    signature = models.CharField(max_length=120)  # Ed25519 over the digest: key id, colon, base64
    for_filer = models.BooleanField(default=True)
    for_respondent = models.BooleanField(default=False)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = CasePartQuerySet.as_manager()
    for_party = Q(for_respondent=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["case", "issued_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "unit", "year", "serial"], name="one_paper_number"),
            models.CheckConstraint(
                condition=Q(case__isnull=False, record=None) | Q(case=None, record__isnull=False),
                name="paper_of_a_case_or_a_record",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "id"], name="paper_of_unit"),  # the register of numbers
            models.Index(fields=["issued_at"], name="paper_issued"),  # those without a PDF yet
        ]
        triggers = [pgtrigger.Protect(name="issued_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number


def paper_path(kept: PaperFile, filename: str) -> str:
    """PDFs are stored under their digest: no number and no name reaches the file system."""
    return f"papers/{kept.sha256[:2]}/{kept.sha256}.pdf"


class PaperFile(GuardedModel):
    """The PDF of an issued paper, made once from its words and sealed. The database refuses any change of it."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="pdf")
    file = models.FileField(upload_to=paper_path, max_length=120)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    certificate = models.CharField(_("certificate"), max_length=200, blank=True)  # its subject; empty: not sealed
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("PDF of a paper")
        verbose_name_plural = _("PDFs of papers")
        triggers = [pgtrigger.Protect(name="made_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.document)


class NumberSeries(GuardedModel):
    """The last number used in a series of a year. Locked while the next is taken, so there are no gaps."""

    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="one_series"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
