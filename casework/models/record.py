"""Credit records (失信记录): what one says, in which version, and whether it is in dispute."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.fields import EncryptedTextField
from casework.models.guard import GuardedModel
from casework.models.party import SubjectType
from casework.visibility import RecordQuerySet


class RecordStatus(models.TextChoices):
    """Where a record stands. What is repaired, expired or revoked is kept, but neither shown nor shared."""

    COLLECTED = "collected", _("collected")  # 已归集, waits for a second person
    DECLINED = "declined", _("not taken up")  # 核验未通过
    VERIFIED = "verified", _("verified")  # 已核验, in use but not public
    PUBLISHED = "published", _("published")
    EXPIRED = "expired", _("publication ended")  # 公示期满
    REPAIRED = "repaired", _("repaired")
    REVOKED = "revoked", _("revoked")


STANDING = (RecordStatus.VERIFIED, RecordStatus.PUBLISHED)  # in use: measures may be built on it, it can be repaired


class CreditRecord(GuardedModel):
    """One record about one subject. What it says stands in its versions; the columns here say whose it is and how it stands.

    A person's name and identity number are ciphertext; `subject_name` then holds the masked name, and the record is
    never published (个人信息保护法 art. 25).
    """

    Status = RecordStatus

    class Severity(models.TextChoices):
        MINOR = "minor", _("minor")
        ORDINARY = "ordinary", _("ordinary")
        SERIOUS = "serious", _("serious")

    class Origin(models.TextChoices):
        MANUAL = "manual", _("entered by hand")
        IMPORT = "import", _("imported")
        API = "api", _("sent by the information provider")
        CASE = "case", _("made by a case")

    number = models.CharField(_("record number"), max_length=32, unique=True)
    subject_type = models.CharField(_("subject type"), max_length=12, choices=SubjectType.choices)
    subject_name = models.CharField(_("subject"), max_length=120)
    subject_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    person_name = EncryptedTextField(_("name"), null=True)
    person_id = EncryptedTextField(_("identity number"), null=True)
    person_index = models.CharField(max_length=64, blank=True)  # of the identity number
    subject_unit = models.ForeignKey(
        "casework.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="records_about"
    )
    source_unit = models.ForeignKey(
        "casework.Unit",
        verbose_name=_("information provider"),
        on_delete=models.PROTECT,
        related_name="provided_records",
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices, default=Origin.MANUAL)
    external_id = models.CharField(_("number at the information provider"), max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of what the provider sent last, keyed
    idempotency_key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001  (most records have none)
    rule_version = models.CharField(_("rule version"), max_length=24)
    status = models.CharField(_("status"), max_length=10, choices=RecordStatus.choices)
    withheld = models.CharField(_("why it is not published"), max_length=200, blank=True)
    collected_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True)
    public_until = models.DateTimeField(_("publication ended at"), null=True)
    # cached answers of casework.rules.publication, checked by check_consistency
    repair_from = models.DateField(_("repair possible from"), null=True)
    ends_on = models.DateField(_("last day of publication"), null=True)
    ends_by_itself = models.BooleanField(_("ends by itself"), default=True)
    kept_until = models.DateField(_("kept public beyond its maximum until"), null=True)
    no_repair_until = models.DateField(_("no repair before"), null=True)
    search = ArrayField(models.CharField(max_length=8), default=list)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit record")
        verbose_name_plural = _("credit records")
        constraints = [
            # persons are never published here: Personal Information Protection Law art. 25
            models.CheckConstraint(
                condition=~Q(subject_type="person") | (~Q(status="published") & Q(published_at=None)),
                name="persons_are_not_published",
            ),
            models.CheckConstraint(
                condition=~Q(subject_type="person") | Q(subject_code=""), name="persons_have_no_open_code"
            ),
            models.CheckConstraint(  # four eyes
                condition=Q(verified_by=None) | Q(collected_by=None) | ~Q(verified_by=F("collected_by")),
                name="who_collects_never_verifies",
            ),
            models.UniqueConstraint(
                fields=["source_unit", "external_id"], condition=~Q(external_id=""), name="one_record_per_source_number"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_code"], name="record_subject_code"),
            models.Index(fields=["person_index"], name="record_person", condition=~Q(person_index="")),
            models.Index(fields=["subject_unit", "-id"], name="record_unit", condition=Q(subject_unit__isnull=False)),
            models.Index(fields=["-id"], name="record_public", condition=Q(status="published")),
            models.Index(fields=["id"], name="record_to_verify", condition=Q(status="collected")),
            models.Index(fields=["ends_on", "id"], name="record_ending", condition=Q(status="published")),
            GinIndex(fields=["search"], name="record_search"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def full_name(self) -> str:
        """The subject's name, a person's in the clear: for comparing and for papers, never for a list or a page."""
        return str(self.person_name or self.subject_name)

    def said(self) -> RecordVersion:
        """What the record says now, read anew each time."""
        return self.versions.get(to_at__isnull=True)

    @property
    def standing(self) -> bool:
        """Whether the record is in use."""
        return self.status in STANDING

    @property
    def shared(self) -> bool:
        """Whether others were told of the record, so that they must be told of its changes too."""
        return self.published_at is not None


class RecordVersion(GuardedModel):
    """What the record said, and how it stood, from a moment on. Never changed but for the moment it was superseded."""

    class Change(models.TextChoices):
        COLLECTED = "collected", _("collected")
        AMENDED = "amended", _("amended before verification")
        DECLINED = "declined", _("not taken up")
        VERIFIED = "verified", _("verified")
        PUBLISHED = "published", _("published")
        PERFORMED = "performed", _("duty performed")  # 义务履行情况更新
        CORRECTED = "corrected", _("corrected")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("publication ended")
        REPAIRED = "repaired", _("repaired")
        RESUMED = "resumed", _("publication resumed")  # 撤销修复

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    change = models.CharField(_("change"), max_length=10, choices=Change.choices)
    status = models.CharField(_("status"), max_length=10, choices=RecordStatus.choices)
    title = models.CharField(_("matter"), max_length=200)
    facts = models.TextField(_("facts"))
    basis = models.CharField(_("basis document"), max_length=200)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    severity = models.CharField(_("class"), max_length=10, choices=CreditRecord.Severity.choices)
    penalties = models.JSONField(_("penalties"), default=list, blank=True)
    decided_on = models.DateField(_("decision date"))
    determined_on = models.DateField(_("determination date"))
    obligations_done_on = models.DateField(_("duties performed on"), null=True, blank=True)
    not_repairable = models.CharField(_("basis on which it cannot be repaired"), max_length=200, blank=True)
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("until"), null=True)
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="record_versions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("record version")
        verbose_name_plural = _("record versions")
        ordering = ["record", "number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="one_record_version"),
            models.UniqueConstraint(fields=["record"], condition=Q(to_at=None), name="one_current_record_version"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="only_superseded", exclude=["to_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"


class DisputeMark(GuardedModel):
    """异议标注: seen by every reader while it stands, and no new sanction may be built on the record."""

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="marks")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="marks")
    placed_at = models.DateTimeField(_("placed at"))
    removed_at = models.DateTimeField(_("removed at"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "case"], condition=Q(removed_at=None), name="one_mark_per_case"),
        ]
        indexes = [models.Index(fields=["record"], name="mark_standing", condition=Q(removed_at=None))]

    def __str__(self) -> str:
        return f"{self.record_id} {self.case_id}"
