"""A sheet of credit records on its way into the register: uploaded, mapped, tried out, confirmed, taken over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RecordImport(models.Model):
    """One sheet. It changes no record itself: its lines go through the door. The file is gone once it is done."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("columns to be confirmed")
        CHECKING = "checking", _("being tried out")
        CHECKED = "checked", _("tried out, waits for confirmation")
        IMPORTING = "importing", _("being taken over")
        DONE = "done", _("taken over")
        FAILED = "failed", _("cannot be read")
        DROPPED = "dropped", _("dropped")

    name = models.CharField(_("file"), max_length=120)
    file = models.FileField(upload_to="imports/", blank=True)
    source = models.ForeignKey(
        "casework.Unit", verbose_name=_("information provider"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    mapping = models.JSONField(default=dict)  # head of a column -> the name it has here
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.UPLOADED)
    trouble = models.CharField(max_length=300, blank=True)
    seen = models.PositiveIntegerField(_("lines read"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    amended = models.PositiveIntegerField(_("amended"), default=0)
    drafted = models.PositiveIntegerField(_("changes drafted"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("not taken over"), default=0)
    problems = models.JSONField(default=list)  # the first of them, by line and column
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("uploaded at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("import of records")
        verbose_name_plural = _("imports of records")
        indexes = [
            models.Index(fields=["id"], name="import_to_do", condition=Q(status__in=("checking", "importing"))),
        ]

    def __str__(self) -> str:
        return self.name
