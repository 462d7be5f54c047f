"""The particulars of an objection, beside its case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel


class Decision(models.TextChoices):
    """What is decided about the record: 更正, 撤销, 维持, 无法确认."""

    CORRECT = "correct", _("Correct the record")
    REVOKE = "revoke", _("Revoke the record")
    UPHOLD = "uphold", _("Leave the record as it is")
    UNCONFIRMED = "unconfirmed", _("Cannot be established")


class Finding(models.TextChoices):
    """What the information provider finds, or the own check."""

    CORRECT = "correct", _("The record is right")
    WRONG = "wrong", _("The record is wrong and should be corrected")
    UNKNOWN = "unknown", _("Cannot be established")


class Objection(GuardedModel):
    """What is objected to, what was found, and what was decided."""

    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT, related_name="objection")
    reason = models.SlugField(_("what is wrong"), max_length=40)
    field = models.CharField(_("the part concerned"), max_length=40, blank=True)
    claim = models.CharField(_("what would be right"), max_length=500, blank=True)
    wish = models.CharField(_("what the filer asks for"), max_length=500, blank=True)
    supplement_items = models.TextField(_("what was missing"), blank=True)
    supplement_until = models.DateField(_("to be handed in by"), null=True)
    supplemented = models.TextField(_("what the filer added"), blank=True)
    own_check = models.TextField(_("own check"), blank=True)
    own_check_decides = models.BooleanField(_("decided from the own check"), default=False)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision.choices, blank=True)
    correction = models.JSONField(_("correction"), default=dict)
    explanation = models.TextField(_("findings and reasons"), blank=True)
    refusal = models.SlugField(_("reason of refusal"), max_length=40, blank=True)
    transferred_to = models.CharField(_("handed to"), max_length=120, blank=True)
    withdrawal = models.CharField(_("why withdrawn"), max_length=500, blank=True)
    review_grounds = models.TextField(_("why a review is asked for"), blank=True)
    review_opinion = models.TextField(_("opinion of the review"), blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.CheckConstraint(condition=models.Q(decision__in=["", *Decision.values]), name="objection_decision")
        ]

    def __str__(self) -> str:
        return str(self.case_id)
