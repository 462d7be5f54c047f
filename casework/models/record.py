"""Credit records (失信记录), their versions, dispute marks, sanctions, and the delivery of every change."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.models.party import SubjectType
from casework.visibility import RecordQuerySet

NOT_WHILE_MARKED = """
    IF EXISTS (SELECT 1 FROM casework_disputemark WHERE record_id = NEW.record_id AND removed_at IS NULL) THEN
        RAISE EXCEPTION 'record % is in dispute: no new sanction may be built on it', NEW.record_id;
    END IF;
    RETURN NEW;
"""


class CreditRecord(GuardedModel):
    """One record about one subject. What it says stands in its versions."""

    class Status(models.TextChoices):
        COLLECTED = "collected", _("collected")
        VERIFIED = "verified", _("verified")
        PUBLISHED = "published", _("published")
        REVOKED = "revoked", _("revoked")

    class Severity(models.TextChoices):
        MINOR = "minor", _("minor")
        ORDINARY = "ordinary", _("ordinary")
        SERIOUS = "serious", _("serious")

    number = models.CharField(_("record number"), max_length=32, unique=True)
    subject_type = models.CharField(_("subject type"), max_length=12, choices=SubjectType.choices)
    subject_name = models.CharField(_("subject"), max_length=120)
    subject_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    subject_unit = models.ForeignKey(
        "casework.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="records_about"
    )
    source_unit = models.ForeignKey(
        "casework.Unit",
        verbose_name=_("information provider"),
        on_delete=models.PROTECT,
        related_name="provided_records",
    )
    rule_version = models.CharField(_("rule version"), max_length=24)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    search = ArrayField(models.CharField(max_length=8), default=list)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit record")
        verbose_name_plural = _("credit records")
        constraints = [
            # persons are never published here: Personal Information Protection Law art. 25
            models.CheckConstraint(
                condition=~Q(subject_type="person", status="published"), name="persons_are_not_published"
            )
        ]
        indexes = [
            models.Index(fields=["subject_code"], name="record_subject_code"),
            models.Index(fields=["-id"], name="record_public", condition=Q(status="published")),
            GinIndex(fields=["search"], name="record_search"),
        ]

    def __str__(self) -> str:
        return self.number


class RecordVersion(GuardedModel):
    """What the record said from a moment on. Never changed but for the moment it was superseded."""

    class Change(models.TextChoices):
        PUBLISHED = "published", _("published")
        CORRECTED = "corrected", _("corrected")
        REVOKED = "revoked", _("revoked")

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    change = models.CharField(_("change"), max_length=10, choices=Change.choices)
    title = models.CharField(_("matter"), max_length=200)
    facts = models.TextField(_("facts"))
    basis = models.CharField(_("basis document"), max_length=200)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    severity = models.CharField(_("class"), max_length=10, choices=CreditRecord.Severity.choices)
    decided_on = models.DateField(_("decision date"))
    determined_on = models.DateField(_("determination date"))
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("until"), null=True)
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="record_versions")
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("record version")
        verbose_name_plural = _("record versions")
        ordering = ["record", "number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="one_record_version"),
            models.UniqueConstraint(fields=["record"], condition=Q(to_at=None), name="one_current_record_version"),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

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


class Sanction(GuardedModel):
    """A measure built on a record. The database refuses a new one while the record is in dispute."""

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="sanctions")
    measure = models.CharField(_("measure"), max_length=200)
    decided_by = models.CharField(_("decided by"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), null=True)

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        triggers = [
            pgtrigger.Trigger(
                name="not_while_marked", operation=pgtrigger.Insert, when=pgtrigger.Before, func=NOT_WHILE_MARKED
            )
        ]

    def __str__(self) -> str:
        return self.measure


class Subscriber(models.Model):
    """Who must learn of every change of a published record: the city's site, departments that use it."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")

    def __str__(self) -> str:
        return self.name


class Delivery(GuardedModel):
    """One change on its way to one subscriber, until it is acknowledged (回执)."""

    class Change(models.TextChoices):
        MARKED = "marked", _("dispute mark placed")
        UNMARKED = "unmarked", _("dispute mark removed")
        CORRECTED = "corrected", _("corrected")
        REVOKED = "revoked", _("revoked")

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="deliveries")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="deliveries")
    change = models.CharField(max_length=10, choices=Change.choices)
    version = models.ForeignKey(RecordVersion, on_delete=models.PROTECT, related_name="deliveries")
    sent_at = models.DateTimeField(_("sent at"))
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["case"], name="delivery_waiting", condition=Q(acknowledged_at=None))]

    def __str__(self) -> str:
        return f"{self.record_id} {self.change} {self.subscriber_id}"
