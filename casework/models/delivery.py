"""Who is told of every change of a published record, and each change on its way until it is acknowledged."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.fields import EncryptedTextField
from casework.models.guard import GuardedModel
from casework.models.record import CreditRecord, RecordVersion


class Subscriber(models.Model):
    """Who must learn of every change of a published record: the city's site, departments that use it."""

    class Way(models.TextChoices):
        MANUAL = "manual", _("told by hand")
        API = "api", _("fetches changes itself")
        WEBHOOK = "webhook", _("webhook")
        FILE = "file", _("exchange file")

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    active = models.BooleanField(_("active"), default=True)
    way = models.CharField(_("how it is told"), max_length=8, choices=Way.choices, default=Way.MANUAL)
    url = models.URLField(_("address"), max_length=400, blank=True)
    secret = EncryptedTextField(_("signing secret"), null=True)
    folder = models.CharField(_("folder"), max_length=80, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions"
    )

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(way="webhook") | (~Q(url="") & Q(secret__isnull=False)), name="webhook_has_an_address"
            ),
            models.CheckConstraint(condition=~Q(way="file") | ~Q(folder=""), name="file_drop_has_a_folder"),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(GuardedModel):
    """One change on its way to one subscriber, until it is acknowledged (回执).

    `seq` orders the changes of one record for one subscriber: a later one is not sent before the earlier one has been
    received. `body` is what the subscriber gets, fixed in the moment of the change. While `next_try` is set the change
    is still to be sent, or sent again; nothing is ever given up.
    """

    class Change(models.TextChoices):
        PUBLISHED = "published", _("published")
        MARKED = "marked", _("dispute mark placed")
        UNMARKED = "unmarked", _("dispute mark removed")
        CORRECTED = "corrected", _("corrected")
        PERFORMED = "performed", _("duty performed")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("publication ended")
        REPAIRED = "repaired", _("repaired")
        RESUMED = "resumed", _("publication resumed")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="deliveries")
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="deliveries")
    change = models.CharField(_("change"), max_length=10, choices=Change.choices)
    version = models.ForeignKey(RecordVersion, on_delete=models.PROTECT, related_name="deliveries")
    seq = models.PositiveIntegerField()
    body = models.JSONField(default=dict)
    queued_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("to be acknowledged by"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)  # null: nothing to be sent any more, or nothing we send ourselves
    last_error = models.CharField(max_length=200, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    acknowledged_by = models.ForeignKey(  # who noted it; nobody when the subscriber said so itself
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    chased_at = models.DateTimeField(_("chased at"), null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["record", "subscriber", "seq"], name="one_delivery_seq"),
        ]
        indexes = [
            models.Index(fields=["case"], name="delivery_waiting", condition=Q(acknowledged_at=None)),
            models.Index(fields=["next_try", "id"], name="delivery_to_send", condition=Q(next_try__isnull=False)),
            models.Index(
                fields=["due_at", "id"], name="delivery_to_chase", condition=Q(acknowledged_at=None, chased_at=None)
            ),
            models.Index(fields=["subscriber", "id"], name="delivery_open", condition=Q(acknowledged_at=None)),
        ]
        triggers = [pgtrigger.Protect(name="delivery_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.record_id} {self.change} {self.subscriber_id}"
