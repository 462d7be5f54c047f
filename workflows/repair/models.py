"""The particulars of a repair, beside its case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel


class Finding(models.TextChoices):
    """What those who are asked find about correction and performance (是否已纠正、履行完毕)."""

    CONFIRMED = "confirmed", _("Corrected, and every duty is fulfilled")
    NOT_DONE = "not_done", _("Not corrected, or a duty is not fulfilled")
    UNKNOWN = "unknown", _("We know nothing of it")


class Repair(GuardedModel):
    """What was put right and promised, what was found, and what was decided."""

    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT, related_name="repair")
    performed_on = models.DateField(_("every duty fulfilled on"), null=True)
    promised_on = models.DateField(_("commitment made on"), null=True)
    promised_by = models.CharField(_("commitment made by"), max_length=120, blank=True)
    supplement_items = models.TextField(_("what was missing"), blank=True)
    supplemented = models.TextField(_("what the filer added"), blank=True)
    own_check = models.TextField(_("own check"), blank=True)
    own_confirmed_on = models.DateField(_("confirmed by the own check on"), null=True)
    explanation = models.TextField(_("findings and reasons"), blank=True)
    refusal = models.SlugField(_("reason of refusal"), max_length=40, blank=True)
    again_from = models.DateField(_("may be applied for again from"), null=True)
    ended_by = models.CharField(_("how the record stood when the case ended"), max_length=10, blank=True)
    withdrawal = models.CharField(_("why withdrawn"), max_length=500, blank=True)
    revocation = models.TextField(_("why the repair was revoked"), blank=True)
    no_repair_until = models.DateField(_("no repair before the end of"), null=True)

    class Meta:
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")

    def __str__(self) -> str:
        return str(self.case_id)
