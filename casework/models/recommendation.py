"""Measures that bodies outside decide (通报批评、取消评优资格、问责), and the proposals (建议) of them."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.models.rule import Attestation
from casework.visibility import CasePartQuerySet

SHORT, LONG = 120, 2000  # characters of what is entered of a decision


class Measure(models.Model):
    """A measure from the pack that the credit office can propose and only another body can decide."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=120)
    decider = models.CharField(_("decided by"), max_length=200)
    decider_en = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=200)
    article = models.CharField(_("article"), max_length=120, blank=True)
    attestation = models.CharField(_("attestation"), max_length=1, choices=Attestation.choices)

    class Meta:
        verbose_name = _("proposed measure")
        verbose_name_plural = _("proposed measures")

    def __str__(self) -> str:
        return self.zh


class Recommendation(GuardedModel):
    """One proposal to a body outside, and what that body decided. The database takes no decision without a person."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting for the decision")
        APPROVED = "approved", _("taken up")
        DECLINED = "declined", _("not taken up")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="recommendations")
    rung = models.ForeignKey("casework.Rung", on_delete=models.PROTECT, related_name="recommendations")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="recommendations")
    decider = models.CharField(_("decided by"), max_length=200)
    document = models.ForeignKey("casework.Document", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("put forward at"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    decided_by = models.CharField(_("who decided"), max_length=SHORT, blank=True)
    decided_on = models.DateField(_("decided on"), null=True)
    reference = models.CharField(_("number of the decision"), max_length=SHORT, blank=True)
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"), null=True)

    objects: ClassVar[Any] = CasePartQuerySet.as_manager()
    for_party = Q(pk__in=[])  # the unit it is about reads nothing of it here: what is decided is told by who decides

    class Meta:
        verbose_name = _("proposal to a body outside")
        verbose_name_plural = _("proposals to bodies outside")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "measure"], condition=Q(status="waiting"), name="one_waiting_recommendation"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by="", decided_on=None, recorded_by=None, recorded_at=None)
                | (
                    Q(status__in=("approved", "declined"), decided_on__isnull=False)
                    & Q(recorded_by__isnull=False, recorded_at__isnull=False)
                    & ~Q(decided_by="")
                ),
                name="outside_decision_has_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["made_at", "id"], name="recommendation_waiting", condition=Q(status="waiting")),
            models.Index(fields=["-recorded_at", "-id"], name="recommendation_decided", condition=~Q(status="waiting")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="outside_decision_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=("approved", "declined")),
            ),
            pgtrigger.Protect(name="recommendation_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.measure_id} {self.status}"
