"""Evidence: files of a case or of a draft, with their digest; and the draft of a filing."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.fields import EncryptedJSONField
from casework.models.guard import GuardedModel
from casework.visibility import CasePartQuerySet


class Draft(models.Model):
    """A filing that is not sent yet. Its content is ciphertext; its token is known to the person alone."""

    token_digest = models.CharField(max_length=64, unique=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=20)
    step = models.SlugField(max_length=24, blank=True)
    data = EncryptedJSONField(default=dict)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="drafts")

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [models.Index(fields=["expires_at"], name="draft_expires")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def evidence_path(evidence: "Evidence", filename: str) -> str:
    """Files are stored under their digest: no name of a person ever reaches the file system."""
    return f"evidence/{evidence.sha256[:2]}/{uuid.uuid4().hex}"


class Evidence(GuardedModel):
    """A file. Pictures are stored re-encoded, so that place and device data are gone."""

    class Source(models.TextChoices):
        FILER = "filer", _("Filer")
        LEAD = "lead", _("Lead unit")
        UNIT = "unit", _("Unit asked")
        RESPONDENT = "respondent", _("Respondent")

    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="evidence")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="evidence")
    assignment = models.ForeignKey("casework.Assignment", null=True, on_delete=models.PROTECT, related_name="evidence")
    source = models.CharField(_("from"), max_length=10, choices=Source.choices, default=Source.FILER)
    file = models.FileField(upload_to=evidence_path, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    scanned = models.BooleanField(_("virus-checked"), default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects: ClassVar[Any] = CasePartQuerySet.as_manager()
    for_party = Q(source=Source.RESPONDENT)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(draft__isnull=False), name="evidence_belongs_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.name
