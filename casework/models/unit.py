"""Units (单位), who works in them with which role, and who stands in during an absence."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Roles of a person in a unit (经办人, 审批人, 登记分办, 领导, 审计), and the two that are nobody's membership."""

    HANDLER = "handler", _("Handler")
    SUPERVISOR = "supervisor", _("Supervisor")
    REGISTRAR = "registrar", _("Registrar")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor")
    FILER = "filer", _("Filer")
    SYSTEM = "system", _("System")


MEMBER_ROLES = [r for r in Role if r not in (Role.FILER, Role.SYSTEM)]


class UnitQuerySet(models.QuerySet["Unit"]):
    """Sets of units."""

    def valid_on(self, on: date) -> UnitQuerySet:
        """Units that exist on a day."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )


class Unit(models.Model):
    """A body of the plan. Bodies outside the government (党委, 法院) are asked, never given a deadline."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Government department")
        STREET = "street", _("Street office")
        PARTY = "party", _("Party body")
        DISCIPLINE = "discipline", _("Discipline inspection")
        COURT = "court", _("Court")

    name = models.CharField(_("short name"), max_length=40)
    full_name = models.CharField(_("full name"), max_length=120)
    word = models.CharField(_("word in the numbers of its papers"), max_length=4, blank=True)  # 机关代字
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.GOVERNMENT)
    outside = models.BooleanField(_("outside the government"), default=False)
    superior = models.ForeignKey(
        "self", verbose_name=_("superior"), null=True, blank=True, on_delete=models.PROTECT, related_name="subordinates"
    )
    code = models.CharField(_("code"), max_length=20, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(valid_to__isnull=True), name="one_current_unit_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in a unit, from a day, until a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=[(r.value, r.label) for r in MEMBER_ROLES])
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"], condition=Q(valid_to__isnull=True), name="one_current_membership"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="membership_dates"
            ),
            models.CheckConstraint(condition=Q(role__in=[r.value for r in MEMBER_ROLES]), name="membership_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.get_role_display()}"


class Absence(models.Model):
    """Days on which a deputy acts for a member (代理). A deputy's deputy is not followed: no chains, no cycles."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputising")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"), null=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_dates"),
        ]
        indexes = [models.Index(fields=["last_day", "first_day"], name="absence_days")]

    def __str__(self) -> str:
        return f"{self.membership} {self.first_day} – {self.last_day}"
