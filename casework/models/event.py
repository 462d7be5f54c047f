"""The audit trail: append-only, one hash chain per case, erasable personal payload beside it."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel
from casework.models.unit import Role
from casework.visibility import CasePartQuerySet

IN_SEQUENCE = """
    IF NEW.seq <> COALESCE((SELECT MAX(seq) FROM casework_event WHERE case_id = NEW.case_id), 0) + 1 THEN
        RAISE EXCEPTION 'event % of case % is out of sequence', NEW.seq, NEW.case_id;
    END IF;
    RETURN NEW;
"""


class Event(GuardedModel):
    """One thing that happened to a case. Refused by the database: change, removal, a gap in the sequence."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField(_("at"))
    verb = models.SlugField(_("what"), max_length=32)
    move = models.SlugField(_("move"), max_length=32, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    unit = models.ForeignKey("casework.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24, blank=True)
    data = models.JSONField(default=dict)
    private_digest = models.CharField(max_length=64, blank=True)
    for_filer = models.BooleanField(default=False)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects: ClassVar[Any] = CasePartQuerySet.as_manager()
    # its own acts, what was done to it, and its papers, from the day on which it was told
    for_party = Q(at__gte=F("case__respondent_since")) & (
        Q(unit=F("case__respondent")) | Q(for_filer=True) | Q(verb="issued", data__for_respondent=True)
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["case", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="one_event_seq"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="event_seq_from_one"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(name="in_sequence", operation=pgtrigger.Insert, when=pgtrigger.Before, func=IN_SEQUENCE),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.seq} {self.verb}"


class EventPrivate(GuardedModel):
    """Words that may hold personal data. The chain holds only their salted digest, so lawful erasure leaves it whole."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="private")
    salt = models.CharField(max_length=32)
    data = models.JSONField()

    def __str__(self) -> str:
        return str(self.event_id)


class Reading(GuardedModel):
    """Who opened a case, or took out its file, and when. Beside the chain, so that reading never waits for the case row."""

    class What(models.TextChoices):
        CASE = "case", _("opened the case")
        ASKED = "asked", _("asked for the case file")
        VOLUME = "volume", _("took out the case file (PDF)")
        BUNDLE = "bundle", _("took out the case file with all originals (ZIP)")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="readings")
    what = models.CharField(_("what was read"), max_length=8, choices=What.choices, default=What.CASE)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="reading_kept", operation=pgtrigger.Update | pgtrigger.Delete)]
        indexes = [models.Index(fields=["case", "-at"], name="reading_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.actor_id}"
