"""What stands around a case: other cases, joint leads, and who has to keep out of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel


class CaseLink(GuardedModel):
    """Two cases that belong together. `case` is the later one. Seen from both sides by whoever may see both."""

    class Nature(models.TextChoices):
        OPENED = "opened", _("opened from")
        SUSPECTED = "suspected", _("perhaps the same matter")
        RELATED = "related", _("related")
        MERGED = "merged", _("merged into")
        DIFFERENT = "different", _("another matter")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="linked_by")
    nature = models.CharField(_("how they belong together"), max_length=10, choices=Nature.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"))
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="one_link_a_pair"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="no_link_to_itself"),
            models.CheckConstraint(
                condition=~Q(nature__in=["merged", "different"]) | Q(settled_by__isnull=False),
                name="a_person_settles_a_suspicion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.nature} {self.other_id}"


class JointLead(GuardedModel):
    """A unit that leads together with the one that answers for the case (共同牵头): it countersigns the conclusion."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="joint_leads")
    unit = models.ForeignKey("casework.Unit", on_delete=models.PROTECT, related_name="joint_cases")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("joint lead")
        verbose_name_plural = _("joint leads")
        ordering = ["case", "position"]
        constraints = [models.UniqueConstraint(fields=["case", "unit"], name="one_joint_lead_a_unit")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"


class Recusal(GuardedModel):
    """回避: a person or a unit that keeps out of one case, beside the respondent, which always does."""

    class Why(models.TextChoices):
        DECLARED = "declared", _("declared a conflict of interest")
        NAMED = "named", _("named in the complaint")
        ORDERED = "ordered", _("ordered to keep out")

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="recusals")
    unit = models.ForeignKey("casework.Unit", null=True, on_delete=models.PROTECT, related_name="recusals")
    why = models.CharField(_("why"), max_length=10, choices=Why.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit=None) | Q(user=None, unit__isnull=False),
                name="recusal_of_a_person_or_a_unit",
            ),
            models.UniqueConstraint(
                fields=["case", "user"], condition=Q(user__isnull=False), name="one_recusal_a_person"
            ),
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(unit__isnull=False), name="one_recusal_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id or self.unit_id}"


# What the database refuses whatever the code says: a recused person never holds, proposes or decides anything of the
# case, a barred unit is never asked.
RECUSED_PERSON = """
    IF EXISTS (SELECT 1 FROM casework_recusal WHERE case_id = NEW.case_id AND user_id = NEW.{column}) THEN
        RAISE EXCEPTION 'person % keeps out of case %', NEW.{column}, NEW.case_id;
    END IF;
    RETURN NEW;
"""
BARRED_UNIT = """
    IF EXISTS (SELECT 1 FROM casework_case WHERE id = NEW.case_id AND respondent_barred AND respondent_id = NEW.unit_id)
       OR EXISTS (SELECT 1 FROM casework_recusal WHERE case_id = NEW.case_id AND unit_id = NEW.unit_id) THEN
        RAISE EXCEPTION 'unit % keeps out of case %', NEW.unit_id, NEW.case_id;
    END IF;
    RETURN NEW;
"""
