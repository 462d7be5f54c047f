"""What becomes of an issued paper: served (送达), read by its filer, cancelled with its number (作废)."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.document import Document
from casework.models.guard import GuardedModel

ONCE = pgtrigger.Update | pgtrigger.Delete
SERVED_IN_TIME = """
    IF NEW.served_on < (SELECT (issued_at AT TIME ZONE 'Asia/Shanghai')::date FROM casework_document
                        WHERE id = NEW.document_id)
       OR NEW.served_on > (NEW.noted_at AT TIME ZONE 'Asia/Shanghai')::date THEN
        RAISE EXCEPTION 'paper % was not served on %', NEW.document_id, NEW.served_on;
    END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM casework_service WHERE id = NEW.replaces_id AND document_id = NEW.document_id
        AND noted_by_id IS DISTINCT FROM NEW.noted_by_id) THEN
        RAISE EXCEPTION 'the service of paper % is corrected by another person', NEW.document_id;
    END IF;
    RETURN NEW;
"""
NOT_ITS_AUTHOR = """
    IF EXISTS (SELECT 1 FROM casework_document d WHERE d.id = NEW.document_id AND (
        d.issued_by_id = NEW.cancelled_by_id OR EXISTS (
            SELECT 1 FROM casework_proposal p WHERE p.case_id = d.case_id AND p.status = 'approved'
            AND p.decided_at = d.issued_at AND p.proposer_id = NEW.cancelled_by_id))) THEN
        RAISE EXCEPTION 'paper % is cancelled by somebody who did not make it', NEW.document_id;
    END IF;
    RETURN NEW;
"""


class Service(GuardedModel):
    """How, when and to whom a paper was served. A wrong one is replaced by another person's; none is changed."""

    class Way(models.TextChoices):
        PORTAL = "portal", _("Put on the filer's page")
        EMAIL = "email", _("By e-mail")
        POST = "post", _("By post")
        IN_PERSON = "in_person", _("Handed over in person")
        EXCHANGE = "exchange", _("By the exchange of official documents")
        LEFT = "left", _("Left at the place, with witnesses")
        PHONE = "phone", _("Told by telephone, then sent")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="services")
    way = models.CharField(_("how served"), max_length=10, choices=Way.choices)
    served_on = models.DateField(_("served on"))
    recipient = models.CharField(_("who received it"), max_length=120)
    tracking = models.CharField(_("number of the consignment"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True)
    proof = models.ForeignKey("casework.Evidence", null=True, on_delete=models.PROTECT, related_name="+")
    receipt = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="receipt_of")  # 送达回证
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("noted at"))
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    reason = models.TextField(_("why it was corrected"), blank=True)

    class Meta:
        verbose_name = _("service of a paper")
        verbose_name_plural = _("services of papers")
        ordering = ["document", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(replaces=None), name="paper_is_served_once"),
            models.CheckConstraint(
                condition=Q(replaces=None, reason="") | (Q(replaces__isnull=False) & ~Q(reason="")),
                name="correction_of_a_service_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(recipient=""), name="service_has_a_recipient"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="served_in_time", operation=pgtrigger.Insert, when=pgtrigger.Before, func=SERVED_IN_TIME
            ),
            pgtrigger.Protect(name="noted_once", operation=ONCE),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.served_on}"


class PaperReading(GuardedModel):
    """When the filer first opened a paper on their own page (查阅). It is no service: nobody agreed to that."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="reading")
    at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("first reading of a paper")
        verbose_name_plural = _("first readings of papers")
        triggers = [pgtrigger.Protect(name="read_first_once", operation=ONCE)]

    def __str__(self) -> str:
        return f"{self.document} {self.at}"


class PaperCancellation(GuardedModel):
    """The number of a paper is void (作废). The paper and its number stay, and what the move did stays done."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="cancellation")
    reason = models.TextField(_("reason"))
    replaced_by = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="stands_for")
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(_("cancelled at"))

    class Meta:
        verbose_name = _("cancelled paper")
        verbose_name_plural = _("cancelled papers")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="cancellation_has_a_reason"),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("document")), name="paper_replaces_another"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="not_its_author", operation=pgtrigger.Insert, when=pgtrigger.Before, func=NOT_ITS_AUTHOR
            ),
            pgtrigger.Protect(name="cancelled_once", operation=ONCE),
        ]

    def __str__(self) -> str:
        return str(self.document)
