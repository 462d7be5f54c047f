"""Who looked at the integrity file of a civil servant (公务员诚信档案查阅登记): one row a look, never changed."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel


class PersonReading(GuardedModel):
    """One look by somebody of the personnel unit, whether anything was found or not. The name is kept masked only."""

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="person_readings")
    unit = models.ForeignKey("casework.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.CharField(_("person, masked"), max_length=40)
    person_index = models.CharField(max_length=64)  # of the identity number
    reason = models.CharField(_("reason"), max_length=200)
    found = models.PositiveSmallIntegerField(_("records found"))

    class Meta:
        verbose_name = _("look at a person's file")
        verbose_name_plural = _("looks at persons' files")
        triggers = [pgtrigger.Protect(name="reading_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.at} {self.by_id}"
