"""The people and firms of a case. Identity numbers and contacts are ciphertext, shown masked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
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
    name = models.CharField(_("name"), max_length=120, blank=True)
    sealed = models.BooleanField(_("sealed"), default=False)
    sealed_name = EncryptedTextField(_("sealed name"), null=True)
    id_number = EncryptedTextField(_("identity number"), null=True)
    id_index = models.CharField(max_length=64, blank=True)
    id_masked = models.CharField(max_length=24, blank=True)
    phone = EncryptedTextField(_("telephone"), null=True)
    phone_index = models.CharField(max_length=64, blank=True)
    phone_masked = models.CharField(max_length=24, blank=True)
    email = EncryptedTextField(_("e-mail"), null=True)
    email_masked = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(role="filer"), name="one_filer_per_case"),
            models.CheckConstraint(  # what is sealed is nowhere in the clear, not even masked
                condition=Q(sealed=False) | Q(name="", id_masked="", phone_masked="", email_masked=""),
                name="sealed_party_shows_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["id_index"], name="party_identity", condition=~Q(id_index="")),
            models.Index(fields=["phone_index"], name="party_phone", condition=~Q(phone_index="")),
            models.Index(fields=["name"], name="party_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"

    @property
    def anonymous(self) -> bool:
        """Whether nobody knows who it is."""
        return not self.name and not self.sealed


class Unsealing(GuardedModel):
    """A request to learn a sealed identity (启封): one person asks with a reason, another grants it for a while."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for a decision")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="unsealings")
    unit = models.ForeignKey("casework.Unit", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(_("asked at"))
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.PENDING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    answer = models.TextField(_("reason of the decision"), blank=True)
    until = models.DateTimeField(_("open until"), null=True)

    class Meta:
        verbose_name = _("unsealing")
        verbose_name_plural = _("unsealings")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "asked_by"], condition=Q(status="pending"), name="one_open_unsealing_a_person"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="who_asks_never_unseals"
            ),
            models.CheckConstraint(
                condition=Q(status="pending") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="unsealing_has_a_person",
            ),
            models.CheckConstraint(condition=~Q(status="granted") | Q(until__isnull=False), name="unsealing_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.status}"
