"""The particulars of a rectification, beside its case: the order, its items, and what became of each in each round."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.guard import GuardedModel


class Severity(models.TextChoices):
    """How grave the breach is; the time to put it right depends on it."""

    MINOR = "minor", _("minor")
    ORDINARY = "ordinary", _("ordinary")
    SERIOUS = "serious", _("serious")


class Service(models.TextChoices):
    """How the order was served (送达方式)."""

    IN_PERSON = "in_person", _("Handed over in person")
    EXCHANGE = "exchange", _("By the exchange of official documents")
    POST = "post", _("By registered post")
    LEFT = "left", _("Left at the place, with witnesses")


class Extension(models.TextChoices):
    """What became of the request for more time."""

    ASKED = "asked", _("asked for")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("not granted")


class Ground(models.TextChoices):
    """What may lessen the sanction or spare it (plan, clause 四(四))."""

    RECOVERED = "recovered", _("Losses were made good of their own accord")
    UNDONE = "undone", _("The bad influence was undone")
    AVERTED = "averted", _("Harm was averted in time")


class Leniency(models.TextChoices):
    """What is decided on it. It concerns sanctions only, never the duty to put things right."""

    ASKED = "asked", _("asked for")
    LENIENT = "lenient", _("Milder sanctions")
    EXEMPT = "exempt", _("No sanctions")
    NONE = "none", _("No effect on sanctions")


class Result(models.TextChoices):
    """What the inspection found of an item."""

    PASSED = "passed", _("Put right")
    FAILED = "failed", _("Not put right")


class Reviewed(models.TextChoices):
    """What a review is about."""

    ORDER = "order", _("the order")
    CONCLUSION = "conclusion", _("the conclusion")


class Rectification(GuardedModel):
    """What was ordered, how it was served, and what was decided on the way."""

    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT, related_name="rectification")
    facts = models.TextField(blank=True)
    loss = models.TextField(blank=True)
    influence = models.TextField(blank=True)
    demands = models.TextField(blank=True)
    severity = models.CharField(max_length=10, choices=Severity.choices, default=Severity.ORDINARY)
    designation = models.CharField(max_length=120, blank=True)
    record_rule = models.CharField(max_length=32, blank=True)  # when the breach becomes a record: casework.record_order
    served_on = models.DateField(null=True)
    service = models.CharField(max_length=10, choices=Service.choices, blank=True)
    recipient = models.CharField(max_length=120, blank=True)
    explanation = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    report = models.TextField(blank=True)
    inspection = models.TextField(blank=True)
    extension = models.CharField(max_length=10, choices=Extension.choices, blank=True)
    extension_days = models.PositiveSmallIntegerField(null=True)
    extension_reason = models.TextField(blank=True)
    extension_answer = models.TextField(blank=True)
    ground = models.CharField(max_length=10, choices=Ground.choices, blank=True)
    leniency = models.CharField(max_length=10, choices=Leniency.choices, blank=True)
    leniency_plea = models.TextField(blank=True)
    leniency_answer = models.TextField(blank=True)
    refusal = models.TextField(blank=True)
    accepted_at = models.DateTimeField(null=True)
    reviewed = models.CharField(max_length=10, choices=Reviewed.choices, blank=True)
    review_grounds = models.TextField(blank=True)
    review_opinion = models.TextField(blank=True)
    revocation = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)

    class Meta:
        verbose_name = _("rectification")
        verbose_name_plural = _("rectifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(served_on=None, service="", recipient="")
                | (Q(served_on__isnull=False) & ~Q(service="") & ~Q(recipient="")),
                name="service_has_day_way_and_recipient",
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="rounds_from_one"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class RectificationItem(GuardedModel):
    """One thing that the order wants put right (整改事项)."""

    rectification = models.ForeignKey(Rectification, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    demand = models.TextField()

    class Meta:
        ordering = ["rectification", "position"]
        constraints = [models.UniqueConstraint(fields=["rectification", "position"], name="one_item_a_position")]

    def __str__(self) -> str:
        return f"{self.rectification_id}.{self.position}"


class ItemRound(GuardedModel):
    """What the unit did about an item in one round, and what the inspection found of it. Earlier rounds are kept."""

    item = models.ForeignKey(RectificationItem, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    measure = models.TextField(blank=True)
    done_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_round_of_an_item"),
            models.CheckConstraint(
                condition=Q(result="", words="") | (~Q(result="") & ~Q(words="")), name="item_result_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.number}"


class Proof(GuardedModel):
    """A file of the case that proves something: the service, a written explanation, what was done about an item."""

    class Purpose(models.TextChoices):
        SERVICE = "service", _("service of the order")
        EXPLANATION = "explanation", _("written explanation")
        ITEM = "item", _("item put right")
        LENIENCY = "leniency", _("ground of leniency")

    rectification = models.ForeignKey(Rectification, on_delete=models.PROTECT, related_name="proofs")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    item_round = models.ForeignKey(ItemRound, null=True, on_delete=models.PROTECT, related_name="proofs")
    evidence = models.ForeignKey("casework.Evidence", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rectification", "purpose", "item_round", "evidence"],
                nulls_distinct=False,
                name="one_proof_of_a_thing",
            ),
            models.CheckConstraint(
                condition=Q(purpose="item", item_round__isnull=False) | (~Q(purpose="item") & Q(item_round=None)),
                name="proof_of_an_item_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rectification_id} {self.purpose} {self.evidence_id}"
