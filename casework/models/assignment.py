"""The assignment (协办件): what one unit was asked for, with its own clock and answer."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.models.relation import BARRED_UNIT
from casework.visibility import CasePartQuerySet


class Assignment(GuardedModel):
    """A question to one unit in one round."""

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for the answer")
        ANSWERED = "answered", _("answered")
        RETURNED = "returned", _("returned as not theirs")
        CANCELLED = "cancelled", _("cancelled")

    class Purpose(models.TextChoices):
        CONTRIBUTE = "contribute", _("contribute")
        COUNTERSIGN = "countersign", _("countersign")

    class Ruling(models.TextChoices):
        PENDING = "pending", _("waiting for a ruling")
        CONFIRMED = "confirmed", _("confirmed: it is theirs")
        REASSIGNED = "reassigned", _("given to another unit")
        DROPPED = "dropped", _("not asked again")
        UPHELD = "upheld", _("decided: the draft stands")
        AMENDED = "amended", _("decided: the draft has to change")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey("casework.Unit", on_delete=models.PROTECT, related_name="assignments")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices, default=Purpose.CONTRIBUTE)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    asked_only = models.BooleanField(_("asked without obligation"), default=False)
    question = models.TextField(_("question"))
    wished_by = models.DateField(_("wished for by"), null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    finding = models.CharField(_("finding"), max_length=16, blank=True)  # the kind says what may be found
    answer = models.TextField(_("answer"), blank=True)
    belongs_to = models.ForeignKey(
        "casework.Unit", verbose_name=_("belongs to"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    origin = models.ForeignKey(  # the returned one in whose place this one stands
        "self", null=True, on_delete=models.PROTECT, related_name="successors"
    )
    final = models.BooleanField(_("may not be returned again"), default=False)
    ruling = models.CharField(_("ruling"), max_length=10, choices=Ruling.choices, blank=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField(_("ruled at"), null=True)
    ruling_reason = models.TextField(_("reason of the ruling"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects: ClassVar[Any] = CasePartQuerySet.as_manager()
    for_party = Q(unit=F("case__respondent"))

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
            models.CheckConstraint(
                condition=Q(ruling__in=["", "pending"]) | Q(ruled_at__isnull=False), name="assignment_ruling_has_time"
            ),
            models.CheckConstraint(
                condition=Q(ruling="") | Q(status="returned") | Q(status="answered", purpose="countersign"),
                name="only_what_came_back_is_ruled",
            ),
        ]
        indexes = [models.Index(fields=["unit", "status"], name="assignment_unit_status")]
        triggers = [
            pgtrigger.Trigger(
                name="barred_unit_is_not_asked", operation=pgtrigger.Insert, when=pgtrigger.Before, func=BARRED_UNIT
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.unit_id}/{self.round}"
