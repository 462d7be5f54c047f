"""What people want to hear and where: preferences, addresses that must not be written to, and what a person did by hand."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.events import Group
from notifications.models.message import Channel, Message


class Preference(models.Model):
    """How one member of staff, or the filer of one case, wants to be told. Without a row the defaults count."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="message_preference"
    )
    case = models.OneToOneField("casework.Case", null=True, on_delete=models.PROTECT, related_name="message_preference")
    email = ArrayField(
        models.CharField(max_length=10, choices=Group.choices), verbose_name=_("by e-mail"), default=list
    )
    sms = ArrayField(
        models.CharField(max_length=10, choices=Group.choices), verbose_name=_("by text message"), default=list
    )
    daily = models.BooleanField(_("once a working day"), default=False)
    quiet = models.BooleanField(_("quiet at night and on days off"), default=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, case__isnull=True) | Q(user__isnull=True, case__isnull=False),
                name="preference_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id or ''} {self.case_id or ''}".strip()


class Suppression(models.Model):
    """An address that must not be written to. Only a keyed digest of it is kept. Lifted, it stays as history."""

    class Reason(models.TextChoices):
        OPTED_OUT = "opted_out", _("the person does not want it")
        BOUNCED = "bounced", _("came back as undeliverable")
        COMPLAINED = "complained", _("reported as unwanted")

    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    digest = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("since"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "digest"], condition=Q(lifted_at=None), name="one_standing_suppression"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reason}"


class MessageAct(models.Model):
    """What a person did with a message that did not arrive, and what had been wrong with it."""

    class What(models.TextChoices):
        AGAIN = "again", _("sent again")
        ARRIVED = "arrived", _("counted as arrived")

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="acts")
    what = models.CharField(_("act"), max_length=8, choices=What.choices)
    was = models.CharField(_("state before"), max_length=11, choices=Message.Status.choices)
    error = models.CharField(_("error before"), max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("act on a message")
        verbose_name_plural = _("acts on messages")

    def __str__(self) -> str:
        return f"{self.message_id} {self.what}"
