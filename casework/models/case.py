"""The case (案件): one matter, of one kind, with one legal state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField

from casework.models.guard import GuardedModel
from casework.visibility import CaseQuerySet

if TYPE_CHECKING:
    from casework.models.hotline import HotlineTicket


class KindState(models.Model):
    """The states each kind declares. casework_case (kind, state) refers to it, so a foreign state cannot be stored."""

    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=24)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "state"], name="kind_state")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.state}"


class Channel(models.TextChoices):
    """How a matter came in."""

    WEB = "web", _("Online")
    WINDOW = "window", _("At the window")
    PHONE = "phone", _("By telephone")
    LETTER = "letter", _("By letter")
    API = "api", _("From another system")
    HOTLINE = "hotline", _("12345 hotline")
    PETITION = "petition", _("Petition")
    CREDIT_SITE = "credit_site", _("Column of the credit website")
    SME_ARREARS = "sme_arrears", _("Transfer about overdue payments")
    OFFICE = "office", _("By the office itself")


class Case(ConcurrentTransitionMixin, GuardedModel):
    """One matter. Its moves live on the proxy of its kind; its particulars in the kind's details table."""

    number = models.CharField(_("number"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=20)
    state = FSMField(_("state"), max_length=24, protected=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=200)
    content = models.TextField(_("content"), blank=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices, default=Channel.WEB)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    area = models.CharField(_("area"), max_length=40, blank=True)
    route = models.JSONField(_("routing decision"), default=dict)
    lead_unit = models.ForeignKey(
        "casework.Unit", verbose_name=_("lead unit"), on_delete=models.PROTECT, related_name="led_cases"
    )
    review_unit = models.ForeignKey(
        "casework.Unit",
        verbose_name=_("review unit"),
        null=True,
        on_delete=models.PROTECT,
        related_name="reviewed_cases",
    )
    respondent = models.ForeignKey(
        "casework.Unit",
        verbose_name=_("respondent"),
        null=True,
        on_delete=models.PROTECT,
        related_name="answered_cases",
    )
    registry_unit = models.ForeignKey(
        "casework.Unit",
        verbose_name=_("registering unit"),
        null=True,
        on_delete=models.PROTECT,
        related_name="registered_cases",
    )
    street = models.ForeignKey(
        "casework.Unit", verbose_name=_("street"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    respondent_barred = models.BooleanField(_("the respondent keeps out"), default=True)
    respondent_since = models.DateTimeField(_("the respondent takes part since"), null=True)
    named_person = models.CharField(_("person complained about"), max_length=120, blank=True)
    sealed = models.BooleanField(_("identity of the filer is sealed"), default=False)
    restricted = models.BooleanField(_("only the registering unit may read it"), default=False)
    record = models.ForeignKey(
        "casework.CreditRecord",
        verbose_name=_("credit record"),
        null=True,
        on_delete=models.PROTECT,
        related_name="cases",
    )
    outcome = models.CharField(_("outcome"), max_length=24, blank=True)
    receipt_hash = models.CharField(max_length=200, blank=True)
    idempotency_key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001  (several cases have none)
    external_id = models.CharField(_("outside number"), max_length=80, blank=True)
    opened_at = models.DateTimeField(_("filed at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    touched_at = models.DateTimeField(_("last worked on"))
    due_at = models.DateTimeField(_("due"), null=True)
    amber_at = models.DateTimeField(_("amber from"), null=True)
    last_seq = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)
    search = ArrayField(models.CharField(max_length=8), default=list)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()
    current: Any = None  # the context of the move that is being carried out
    _kept_out: list[tuple[int | None, int | None]] | None = None
    _ticket: tuple[HotlineTicket | None] | None = None

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="case_closed_after_opened"
            ),
            models.CheckConstraint(
                condition=Q(respondent__isnull=True) | ~Q(respondent=F("lead_unit")), name="respondent_never_leads"
            ),
        ]
        indexes = [
            models.Index(fields=["lead_unit", "due_at", "id"], name="case_lead_due", condition=Q(closed_at=None)),
            models.Index(fields=["lead_unit", "touched_at", "id"], name="case_untouched", condition=Q(closed_at=None)),
            models.Index(fields=["-opened_at", "-id"], name="case_newest"),
            models.Index(fields=["record"], name="case_record"),
            GinIndex(fields=["search"], name="case_search"),
        ]

    def __str__(self) -> str:
        return self.number

    def kept_out(self, *, anew: bool = False) -> list[tuple[int | None, int | None]]:
        """(person, unit) of each recusal; asked of the database once, and again when a recusal was added."""
        if self._kept_out is None or anew:
            self._kept_out = list(self.recusals.values_list("user_id", "unit_id"))
        return self._kept_out

    def hotline_ticket(self) -> HotlineTicket | None:
        """The ticket of the 12345 platform that the case comes from, if it does; asked of the database once."""
        if self._ticket is None:
            self._ticket = (self.tickets.first(),)
        return self._ticket[0]

    def comes_from(self, ticket: HotlineTicket | None) -> None:
        """Remember without asking which ticket a case just opened comes from."""
        self._ticket = (ticket,)

    def nobody_kept_out(self) -> None:
        """Remember without asking that a case just opened has no recusals."""
        self._kept_out = []

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Refused: django-fsm-2 unprotects the field on the class while it reloads. Get the case again instead."""
        raise TypeError("get the case again instead of refreshing it")
