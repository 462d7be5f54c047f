"""Words of messages as administrators write them (消息模板): versions, each drafted by one person and confirmed by another."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notifications.events import Audience
from notifications.words import Form


class MessageTemplate(models.Model):
    """One version of the words of an event for one audience, language and form. A settled one never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("waiting for a decision")
        CONFIRMED = "confirmed", _("confirmed by a second person")
        REJECTED = "rejected", _("not confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    event = models.SlugField(_("event"), max_length=32)
    audience = models.CharField(_("audience"), max_length=6, choices=Audience.choices)
    language = models.CharField(_("language"), max_length=10)
    form = models.CharField(_("shape"), max_length=6, choices=Form.choices)
    version = models.PositiveSmallIntegerField(_("version"))
    default = models.BooleanField(_("the words that come with the system"), default=False)
    subject = models.CharField(_("subject line"), max_length=80, blank=True)
    text = models.TextField(_("text"), blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(_("drafted at"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    opinion = models.CharField(_("opinion"), max_length=200, blank=True)
    valid_from = models.DateTimeField(_("valid from"), null=True)

    class Meta:
        verbose_name = _("words of a message")
        verbose_name_plural = _("words of messages")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "audience", "language", "form", "version"], name="one_wording_version"
            ),
            models.UniqueConstraint(
                fields=["event", "audience", "language", "form"],
                condition=Q(status="draft"),
                name="one_open_wording",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("confirmed", "rejected"))
                | (Q(confirmed_by__isnull=False, decided_at__isnull=False) & ~Q(confirmed_by=F("drafted_by"))),
                name="wording_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(valid_from__gte=F("decided_at")), name="wording_never_valid_before"
            ),
            models.CheckConstraint(condition=Q(default=True, text="") | ~Q(text=""), name="wording_says_something"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="wording_kept", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__status="draft")
            ),
            pgtrigger.Protect(name="wording_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.audience} {self.language} {self.form} v{self.version}"
