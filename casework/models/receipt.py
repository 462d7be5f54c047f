"""The signed receipt (回执) of a filing: what was filed, as a digest, when, and what happens by when."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.visibility import CasePartQuerySet


class Receipt(GuardedModel):
    """One a case, written with it. The database refuses any change of it.

    The payload is what was signed (docs/receipts.md). It names nobody; what it digests is salted, so that nobody who
    sees a receipt can test a guess about what was filed, or by whom.
    """

    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT, related_name="receipt")
    code = models.CharField(_("verification code"), max_length=20, unique=True)  # that of the paper, where there is one
    payload = models.JSONField()
    kept = models.JSONField(default=dict)  # particulars as filed, of those that a supplement may overwrite
    salt = models.CharField(max_length=32)  # for the holder, who can show with it what was filed
    filer_salt = models.CharField(max_length=32, blank=True)  # never given out; empty for who is sealed or unknown
    signature = models.CharField(max_length=120)  # Ed25519 over the payload: key id, colon, base64
    made_at = models.DateTimeField()

    objects: ClassVar[Any] = CasePartQuerySet.as_manager()
    for_party = Q(pk=None)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        triggers = [pgtrigger.Protect(name="given_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.code
