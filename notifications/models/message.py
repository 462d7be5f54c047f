"""The outbox: a message is a row, written in the transaction of the change it tells about.

    queued ──claim──> sending ──accepted──────────────> delivered ──returned by the other side──> bounced
      ^                 │ ├──refused for now─────────> queued, or dead after MOST_ATTEMPTS
      │                 │ ├──refused for good────────> bounced
      │                 │ ├──nobody knows (e-mail)───> unconfirmed: a person decides
      └──released───────┘ └──not to be sent──────────> withheld, with the reason

Addresses are never kept here: they are looked up when the message is sent (notifications/addressbook.py).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notifications.words import Form, Words


class Channel(models.TextChoices):
    """How a message reaches its recipient."""

    IN_APP = "in_app", _("In the system")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    WEBHOOK = "webhook", _("Call of a system")


class MessageQuerySet(models.QuerySet["Message"]):
    """Sets of messages."""

    def shown_to(self, user: Any) -> MessageQuerySet:
        """Messages that a person sees in the system."""
        return self.filter(recipient=user, channel=Channel.IN_APP, status=Message.Status.DELIVERED)

    def for_user(self, user: Any) -> MessageQuerySet:
        """Delivered messages of a person, unread first, newest first."""
        return self.shown_to(user).order_by(F("read_at").asc(nulls_first=True), "-pk")

    def unread(self, user: Any) -> MessageQuerySet:
        """Delivered messages a person has not read."""
        return self.shown_to(user).filter(read_at__isnull=True)


class Message(models.Model):
    """One message to one recipient. It carries number, event and link, never the content of a case."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        DELIVERED = "delivered", _("delivered")
        UNCONFIRMED = "unconfirmed", _("sent, unconfirmed")
        BOUNCED = "bounced", _("returned")
        DEAD = "dead", _("given up")
        WITHHELD = "withheld", _("not sent")

    event = models.SlugField(_("event"), max_length=32)
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="messages")
    number = models.CharField(_("case number"), max_length=32, blank=True)
    count = models.PositiveIntegerField(_("how many"), null=True)  # of what is told of all at once, without a case
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="messages"
    )  # without one: the filer of the case
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices, default=Channel.IN_APP)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    urgent = models.BooleanField(_("urgent"), default=False)
    dedupe_key = models.CharField(max_length=120)
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True)  # Message-ID, idempotency key, id of a webhook
    status = models.CharField(_("status"), max_length=11, choices=Status.choices, default=Status.QUEUED)
    created_at = models.DateTimeField(_("written"))
    not_before = models.DateTimeField(_("not before"))  # the end of the quiet hours, say
    next_try = models.DateTimeField(_("next attempt"))  # of one that waits
    lease_until = models.DateTimeField(null=True)  # of one that a worker has: how long it is believed to be alive
    begun = models.BooleanField(default=False)  # whether what that worker did may have reached the other side
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=40, blank=True)  # a code word: no address, no content
    delivered_at = models.DateTimeField(_("delivered"), null=True)  # accepted by the next hop, or shown in the system
    reference = models.CharField(_("reference of the other side"), max_length=80, blank=True)
    followed = models.BooleanField(default=False)  # of one that came back: whether those whom it concerns were told
    read_at = models.DateTimeField(_("read"), null=True)
    wording = models.ForeignKey(  # which version it was sent with; none: the words that come with the system
        "notifications.MessageTemplate", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key", "channel"], name="message_once_a_channel"),
            models.CheckConstraint(
                condition=Q(status="sending", lease_until__isnull=False)
                | (~Q(status="sending") & Q(lease_until__isnull=True, begun=False)),
                name="message_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered") | Q(delivered_at__isnull=False), name="message_delivered_at_a_moment"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("unconfirmed", "bounced", "dead", "withheld")) | ~Q(last_error=""),
                name="message_failed_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                F("channel"),
                F("urgent").desc(),
                F("next_try"),
                F("id"),
                name="message_due",
                condition=Q(status="queued"),
            ),
            models.Index(fields=["not_before"], name="message_waiting", condition=Q(status="queued")),
            models.Index(fields=["lease_until"], name="message_leased", condition=Q(status="sending")),
            models.Index(
                fields=["status", "-id"],
                name="message_failed",
                condition=Q(status__in=("unconfirmed", "bounced", "dead", "withheld")),
            ),
            models.Index(fields=["id"], name="message_came_back", condition=Q(status="bounced", followed=False)),
            models.Index(fields=["case", "-id"], name="message_of_case", condition=~Q(channel="in_app")),
            models.Index(fields=["recipient", "-id"], name="message_inbox", condition=Q(channel="in_app")),
            models.Index(
                fields=["recipient"],
                name="message_unread",
                condition=Q(channel="in_app", status="delivered", read_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.number}".strip()

    @property
    def title(self) -> str:
        """One line in the active language."""
        return self.words().title

    def words(self) -> Words:
        """Title and text as they are read inside the system, in the active language."""
        from notifications.wording import read

        return read(self, Form.IN_APP).words
