"""The people and firms of a case. Identity numbers and contacts are ciphertext, shown masked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.fields import EncryptedTextField
from casework.models.guard import GuardedModel


class SubjectType(models.TextChoices):
    """Who somebody is before the law."""

    ENTERPRISE = "enterprise", _("Enterprise or organisation")
    PERSON = "person", _("Person")
    UNIT = "unit", _("Public body")


class Party(GuardedModel):
    """Who filed, or who files on their behalf."""

    class Role(models.TextChoices):
        FILER = "filer", _("Filer")
        AGENT = "agent", _("Agent")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.FILER)
    type = models.CharField(_("type"), max_length=12, choices=SubjectType.choices)
    name = models.CharField(_("name"), max_length=120)
    id_number = EncryptedTextField(_("identity number"), null=True)
    id_index = models.CharField(max_length=64, blank=True)
    id_masked = models.CharField(max_length=24, blank=True)
    phone = EncryptedTextField(_("telephone"), null=True)
    phone_masked = models.CharField(max_length=24, blank=True)
    email = EncryptedTextField(_("e-mail"), null=True)
    email_masked = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(role="filer"), name="one_filer_per_case"),
        ]
        indexes = [models.Index(fields=["id_index"], name="party_identity", condition=~Q(id_index=""))]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"
