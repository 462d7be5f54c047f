"""A move that waits for approval (审批): who proposes what, who decides, and on which content."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.models.relation import RECUSED_PERSON
from casework.visibility import CasePartQuerySet


class Proposal(GuardedModel):
    """Overlays the machine: the state changes only when somebody else approves the unchanged content."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for approval")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned for correction")
        VOID = "void", _("void: the case changed")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="proposals")
    task = models.ForeignKey("casework.CaseTask", null=True, on_delete=models.PROTECT, related_name="proposals")
    move = models.SlugField(_("move"), max_length=32)
    payload = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    unit = models.ForeignKey("casework.Unit", on_delete=models.PROTECT, related_name="proposals")
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    note = models.TextField(_("note"), blank=True)
    proposed_at = models.DateTimeField(_("proposed at"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decided_proposals"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    objects: ClassVar[Any] = CasePartQuerySet.as_manager()
    for_party = Q(unit=F("case__respondent"))

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "move"], condition=Q(status="pending"), name="one_open_proposal_per_move"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposer")), name="proposer_never_decides"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "returned"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decision_has_a_person",
            ),
            models.CheckConstraint(condition=~Q(status="returned") | ~Q(reason=""), name="return_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["unit", "proposed_at", "id"], name="proposal_waiting", condition=Q(status="pending"))
        ]
        triggers = [
            pgtrigger.Trigger(
                name="recused_propose_nothing",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=RECUSED_PERSON.format(column="proposer_id"),
            ),
            pgtrigger.Trigger(
                name="recused_decide_nothing",
                operation=pgtrigger.UpdateOf("decided_by_id"),  # type: ignore[no-untyped-call]  # pgtrigger has no types
                when=pgtrigger.Before,
                func=RECUSED_PERSON.format(column="decided_by_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.move} {self.status}"
