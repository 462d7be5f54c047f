"""Tickets (工单) of the 12345 hotline and the cases they became."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel


class HotlineTicket(GuardedModel):
    """One ticket of the platform. Its number opens one case, however often it is sent, and its due time wins.

    `digests` holds a keyed digest of each column as it was sent last, so that a later sheet shows what has changed.
    """

    class Sort(models.TextChoices):
        CONSULT = "consult", _("inquiry")
        GENERAL = "general", _("ordinary request")
        COMPLAINT = "complaint", _("complaint or report")
        HARD = "hard", _("hard request")
        URGENT = "urgent", _("urgent request")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="tickets")
    number = models.CharField(_("ticket number"), max_length=40, unique=True)
    sort = models.CharField(_("sort of ticket"), max_length=10, choices=Sort.choices)
    dispatched_at = models.DateTimeField(_("dispatched at"))
    due_at = models.DateTimeField(_("due time of the platform"), null=True)
    digests = models.JSONField(default=dict)
    taken_at = models.DateTimeField(_("taken over at"))
    changed_at = models.DateTimeField(_("changed at"), null=True)

    class Meta:
        verbose_name = _("hotline ticket")
        verbose_name_plural = _("hotline tickets")
        constraints = [models.UniqueConstraint(fields=["case"], name="one_ticket_a_case")]
        indexes = [models.Index(fields=["-dispatched_at", "-id"], name="ticket_newest")]

    def __str__(self) -> str:
        return self.number
