"""Systems that file cases by the API and asked to be called when something happens in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.fields import EncryptedTextField


class Endpoint(models.Model):
    """Where the system behind an account is called, and the secret that signs the calls."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.PROTECT, related_name="endpoint"
    )
    url = models.URLField(_("address"), max_length=400)
    secret = EncryptedTextField(_("signing secret"))
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("system that is called")
        verbose_name_plural = _("systems that are called")

    def __str__(self) -> str:
        return str(self.user)
