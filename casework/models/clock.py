"""Clocks (期限): one running time limit, the events it is computed from, and the rungs it has set off."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.rules.deadlines import EventKind, Unit
from casework.visibility import CasePartQuerySet


class Clock(GuardedModel):
    """A time limit. due_at is a cache of rules.deadlines.due(rule, calendar, events)."""

    class Status(models.TextChoices):
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        STOPPED = "stopped", _("stopped")

    class Duty(models.TextChoices):
        LEAD = "lead", _("lead unit")
        UNIT = "unit", _("unit asked")
        REVIEW = "review", _("review unit")
        FILER = "filer", _("filer")
        RESPONDENT = "respondent", _("respondent")
        REGISTRY = "registry", _("registering unit")
        RIGHT = "right", _("right of the respondent")  # nobody is late when it ends

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="clocks")
    assignment = models.ForeignKey("casework.Assignment", null=True, on_delete=models.PROTECT, related_name="clocks")
    name = models.SlugField(_("name"), max_length=24)
    rule = models.ForeignKey("casework.DeadlineRule", on_delete=models.PROTECT, related_name="clocks")
    duty = models.CharField(_("whose duty"), max_length=10, choices=Duty.choices)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.RUNNING)
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    amber_at = models.DateTimeField(_("amber from"))
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    calendar = models.CharField(_("calendar version"), max_length=80, blank=True)
    next_rung_at = models.DateTimeField(null=True)  # when the next rung of its ladder is due: a cache as due_at is

    objects: ClassVar[Any] = CasePartQuerySet.as_manager()
    for_party = Q(duty__in=(Duty.RESPONDENT, Duty.REVIEW, Duty.RIGHT))

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name"],
                condition=Q(assignment__isnull=True) & ~Q(status="stopped"),
                name="one_live_clock_per_name",
            ),
            models.UniqueConstraint(
                fields=["assignment", "name"],
                condition=Q(assignment__isnull=False) & ~Q(status="stopped"),
                name="one_live_clock_per_assignment",
            ),
            models.CheckConstraint(
                condition=Q(status="stopped", stopped_at__isnull=False) | (~Q(status="stopped") & Q(stopped_at=None)),
                name="clock_stopped_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["amber_at"], name="clock_amber", condition=Q(status="running")),
            models.Index(fields=["due_at", "id"], name="clock_due", condition=Q(status="running")),
            models.Index(fields=["next_rung_at", "id"], name="clock_next_rung", condition=Q(status="running")),
            models.Index(fields=["case"], name="clock_case"),
            models.Index(fields=["rule"], name="clock_live_rule", condition=~Q(status="stopped")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"


class ClockEvent(GuardedModel):
    """What happened to a clock. Together with the rule and the calendar it determines the due date."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in EventKind])
    at = models.DateTimeField()
    amount = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=12, choices=[(u.value, u.value) for u in Unit], blank=True)
    reason = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["clock", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "seq"], name="one_clock_event_seq"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in EventKind]), name="clock_event_kind"),
            models.CheckConstraint(
                condition=Q(kind="fixed", until__isnull=False) | (~Q(kind="fixed") & Q(until=None)),
                name="clock_event_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id}#{self.seq} {self.kind}"


class Rung(GuardedModel):
    """A rung of its ladder that a clock has set off. Each once for each due date, however often the sweep runs."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="rungs")
    name = models.SlugField(max_length=24)
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "name", "due_at"], name="each_rung_once")]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.name}"
