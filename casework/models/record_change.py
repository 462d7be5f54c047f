"""A change of a credit record outside any case: drafted by one person, decided by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.models.record import CreditRecord


class RecordChange(GuardedModel):
    """What the information provider wants changed (行政处罚法 art. 48), or what is to become of a record at its maximum."""

    class What(models.TextChoices):
        CORRECT = "correct", _("Correct the record")
        REVOKE = "revoke", _("Revoke the record")
        PERFORMED = "performed", _("Note that the duty was performed")
        PUBLISH = "publish", _("Publish the record")
        END = "end", _("End the publication")
        KEEP = "keep", _("Keep it public beyond the maximum")

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for a decision")
        CONFIRMED = "confirmed", _("confirmed and carried out")
        REFUSED = "refused", _("refused")
        VOID = "void", _("void")  # the record has changed since

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(_("change"), max_length=10, choices=What.choices)
    fields = models.JSONField(default=dict)
    version = models.PositiveSmallIntegerField()  # the record's version that the draft is about
    digest = models.CharField(max_length=64, blank=True)  # of the line of a sheet that it was drafted from, keyed
    reason = models.TextField(_("reason"))
    basis = models.CharField(_("basis document"), max_length=200, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(_("drafted at"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    answer = models.TextField(_("reason of the decision"), blank=True)

    class Meta:
        verbose_name = _("change of a record")
        verbose_name_plural = _("changes of records")
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(status="pending"), name="one_open_change_per_record"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("drafted_by")), name="who_drafts_a_record_never_decides"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("confirmed", "refused")) | Q(decided_by__isnull=False),
                name="record_change_has_a_person",
            ),
        ]
        indexes = [models.Index(fields=["id"], name="record_change_open", condition=Q(status="pending"))]

    def __str__(self) -> str:
        return f"{self.record_id} {self.what}"
