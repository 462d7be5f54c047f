"""Measures built on a credit record (惩戒措施), and decisions to be lenient (从轻, 免于)."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.models.record import CreditRecord

NOT_WHILE_MARKED = """
    IF EXISTS (SELECT 1 FROM casework_disputemark WHERE record_id = NEW.record_id AND removed_at IS NULL) THEN
        RAISE EXCEPTION 'record % is in dispute: no new sanction may be built on it', NEW.record_id;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM casework_creditrecord WHERE id = NEW.record_id AND status IN ('verified', 'published'))
    THEN
        RAISE EXCEPTION 'record % does not stand: no sanction may be built on it', NEW.record_id;
    END IF;
    IF EXISTS (SELECT 1 FROM casework_mitigation WHERE record_id = NEW.record_id AND kind = 'exempt') THEN
        RAISE EXCEPTION 'record % was exempted from sanctions', NEW.record_id;
    END IF;
    RETURN NEW;
"""


class Sanction(GuardedModel):
    """A measure built on a record: who decided it, from when to when, and how it was lifted.

    The database refuses a new one while the record is in dispute, when it no longer stands, or after an exemption.
    """

    class Lifted(models.TextChoices):
        REPAIRED = "repaired", _("the record was repaired")
        CORRECTED = "corrected", _("the record was corrected")
        REVOKED = "revoked", _("the record was revoked")
        EXPIRED = "expired", _("the publication ended")
        LENIENT = "lenient", _("decided out of leniency")
        DECIDED = "decided", _("lifted by the body that decided it")

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.ForeignKey(
        "casework.Measure", verbose_name=_("kind of measure"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    measure = models.CharField(_("measure"), max_length=200)
    decided_by = models.CharField(_("decided by"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    basis = models.CharField(_("basis document"), max_length=200, blank=True)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), null=True)
    recommendation = models.OneToOneField(
        "casework.Recommendation", null=True, on_delete=models.PROTECT, related_name="sanction"
    )
    rests_on = models.PositiveSmallIntegerField(_("version of the record it rests on"), default=1)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(_("looked at again and kept at"), null=True)
    kept_note = models.CharField(_("note"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    lifted = models.CharField(_("why it was lifted"), max_length=10, choices=Lifted.choices, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_note = models.CharField(_("note"), max_length=200, blank=True)
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="lifted_sanctions")

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="sanction_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(lifted="", lifted_at=None) | (~Q(lifted="") & Q(lifted_at__isnull=False)),
                name="lifted_with_a_reason",
            ),
            models.CheckConstraint(  # four eyes
                condition=~Q(lifted="decided") | Q(lifted_by=None) | Q(entered_by=None) | ~Q(lifted_by=F("entered_by")),
                name="who_enters_a_measure_never_lifts_it",
            ),
        ]
        indexes = [models.Index(fields=["record"], name="sanction_standing", condition=Q(lifted_at=None))]
        triggers = [
            pgtrigger.Trigger(
                name="not_while_marked", operation=pgtrigger.Insert, when=pgtrigger.Before, func=NOT_WHILE_MARKED
            ),
            pgtrigger.Protect(name="sanction_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.measure


class Mitigation(GuardedModel):
    """A decision to be lenient (plan, clause 四(四)): lighter measures, or none at all."""

    class Kind(models.TextChoices):
        LIGHTER = "lighter", _("lighter measures")  # 从轻
        EXEMPT = "exempt", _("no measures")  # 免于

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="mitigations")
    kind = models.CharField(_("decision"), max_length=8, choices=Kind.choices)
    reason = models.TextField(_("reason"))
    decided_by = models.CharField(_("decided by"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="mitigations")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("leniency")
        verbose_name_plural = _("leniency")
        triggers = [pgtrigger.Protect(name="mitigation_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"
