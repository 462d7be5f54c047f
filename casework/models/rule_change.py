"""A change of a rule (规则变更): a new version, drafted by one person, rehearsed, and confirmed by another."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.models.rule import Attestation

CONTENT = [
    "what",
    "code",
    "base_version",
    "record",
    "valid_from",
    "valid_to",
    "source",
    "article",
    "attestation",
    "confirms",
    "applies_to_open",
    "reason",
    "content_hash",
    "unit",
    "drafted_by",
    "drafted_at",
]


class RuleChange(GuardedModel):
    """A version that somebody drafted. Its content never changes: who wants another content drafts another change."""

    class What(models.TextChoices):
        RULE = "rule", _("deadline rule")
        YEAR = "year", _("calendar year")
        CLAUSE = "clause", _("clause")
        RESERVE = "reserve", _("reserve list")

    class Status(models.TextChoices):
        DRAFT = "draft", _("waits for its decision")
        CONFIRMED = "confirmed", _("confirmed, being carried out")
        APPLIED = "applied", _("confirmed and carried out")
        REJECTED = "rejected", _("not confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    what = models.CharField(_("what"), max_length=8, choices=What.choices)
    code = models.CharField(_("code"), max_length=40)
    base_version = models.PositiveSmallIntegerField(_("drafted on version"), default=0)
    record = models.JSONField(_("content"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    article = models.CharField(_("article"), max_length=120, blank=True)
    attestation = models.CharField(_("attestation"), max_length=1, choices=Attestation.choices)
    confirms = models.BooleanField(_("confirmed by the district"), default=False)
    applies_to_open = models.BooleanField(_("applies to open cases"), default=False)
    reason = models.TextField(_("reason"))
    content_hash = models.CharField(max_length=64)
    unit = models.ForeignKey("casework.Unit", on_delete=models.PROTECT, related_name="rule_changes")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafted_rule_changes"
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decided_rule_changes"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    opinion = models.TextField(_("opinion"), blank=True)
    cursor = models.BigIntegerField(default=0)  # the last clock that was looked at
    moved = models.PositiveIntegerField(_("clocks moved"), default=0)
    kept = models.PositiveIntegerField(_("clocks that keep their version"), default=0)
    applied_at = models.DateTimeField(_("carried out at"), null=True)

    class Meta:
        verbose_name = _("change of a rule")
        verbose_name_plural = _("changes of rules")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["what", "code"], condition=Q(status="draft"), name="one_draft_per_rule"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("drafted_by")), name="drafter_never_confirms"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["confirmed", "applied", "rejected"], decided_by__isnull=False, decided_at__isnull=False
                )
                | Q(status__in=["draft", "withdrawn"], decided_by__isnull=True, decided_at__isnull=True),
                name="change_decision_has_a_person",
            ),
            models.CheckConstraint(condition=~Q(status="rejected") | ~Q(opinion=""), name="rejection_has_a_reason"),
            models.CheckConstraint(
                condition=Q(status="applied", applied_at__isnull=False)
                | (~Q(status="applied") & Q(applied_at__isnull=True)),
                name="applied_change_has_time",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="change_content_stays", fields=CONTENT),
            pgtrigger.Protect(name="change_kept", operation=pgtrigger.Delete),
        ]
        indexes = [
            models.Index(fields=["what", "code", "-id"], name="change_of_rule"),
            models.Index(fields=["unit", "id"], name="change_waiting", condition=Q(status="draft")),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.code} {self.status}"

    @property
    def version(self) -> int:
        """The version that it makes: it is confirmed only while nothing has come after the one it was drafted on."""
        return self.base_version + 1
