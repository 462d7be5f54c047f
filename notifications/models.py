"""The outbox: a message is a row, written in the transaction of the change it tells about."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.words import Words, title_of, words_of


class MessageQuerySet(models.QuerySet["Message"]):
    """Sets of messages."""

    def for_user(self, user: Any) -> MessageQuerySet:
        """Delivered messages of a person, unread first, newest first."""
        return self.filter(recipient=user, status=Message.Status.DELIVERED).order_by(
            models.F("read_at").asc(nulls_first=True), "-pk"
        )

    def unread(self, user: Any) -> MessageQuerySet:
        """Delivered messages a person has not read."""
        return self.filter(recipient=user, status=Message.Status.DELIVERED, read_at__isnull=True)


class Message(models.Model):
    """One message to one recipient. It carries number, event and link, never the content of a case."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        DELIVERED = "delivered", _("delivered")
        DEAD = "dead", _("given up")

    event = models.SlugField(_("event"), max_length=32)
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="messages")
    number = models.CharField(_("case number"), max_length=32, blank=True)
    count = models.PositiveIntegerField(_("how many"), null=True)  # of what is told of all at once, without a case
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    channel = models.CharField(_("channel"), max_length=12, default="in_app")
    dedupe_key = models.CharField(max_length=120, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    created_at = models.DateTimeField(_("written"))
    next_try = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    read_at = models.DateTimeField(_("read"), null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["next_try", "id"], name="message_waiting", condition=Q(status="queued")),
            models.Index(fields=["recipient", "-id"], name="message_inbox"),
            models.Index(fields=["recipient"], name="message_unread", condition=Q(status="delivered", read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.number}".strip()

    @property
    def title(self) -> str:
        """One line in the active language."""
        return title_of(self.event, self.count)

    def words(self) -> Words:
        """Title and text in the active language."""
        return words_of(self.event, self.number, self.count)
