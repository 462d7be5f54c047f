"""The assignment (协办件): what one unit was asked for, with its own clock and answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel


class Assignment(GuardedModel):
    """A question to one unit in one round."""

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for the answer")
        ANSWERED = "answered", _("answered")
        RETURNED = "returned", _("returned as not theirs")
        CANCELLED = "cancelled", _("cancelled")

    class Finding(models.TextChoices):
        CORRECT = "correct", _("The record is right")
        WRONG = "wrong", _("The record is wrong and should be corrected")
        UNKNOWN = "unknown", _("Cannot be established")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey("casework.Unit", on_delete=models.PROTECT, related_name="assignments")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    asked_only = models.BooleanField(_("asked without obligation"), default=False)
    question = models.TextField(_("question"))
    wished_by = models.DateField(_("wished for by"), null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    finding = models.CharField(_("finding"), max_length=10, choices=Finding.choices, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    belongs_to = models.ForeignKey(
        "casework.Unit", verbose_name=_("belongs to"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(status="open"), name="one_open_assignment_per_unit"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "returned"]) | Q(answered_at__isnull=False),
                name="assignment_answer_has_time",
            ),
        ]
        indexes = [models.Index(fields=["unit", "status"], name="assignment_unit_status")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.unit_id}/{self.round}"
