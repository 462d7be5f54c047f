"""The particulars of a complaint, beside its case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import HotlineTicket
from casework.models.guard import GuardedModel


class Nature(models.TextChoices):
    """投诉 of one's own matter, by name; 举报 as a report, sealed or anonymous."""

    OWN = "own", _("Complaint in one's own matter")
    REPORT = "report", _("Report, identity sealed")


class Category(models.TextChoices):
    """By which procedure it is handled: decides which rules its clocks run by (deadlines.yaml)."""

    PETITION = "petition", _("Petition")
    HOTLINE = "hotline", _("12345 ticket")
    CONTRACT = "contract", _("Broken contract or promise")
    ARREARS = "arrears", _("Overdue payment, passed to us")
    ACCUSATION = "accusation", _("Report against a person")


class Matter(models.TextChoices):
    """What was promised or agreed."""

    COMMITMENT = "commitment", _("A promise or policy commitment")
    CONTRACT = "contract", _("A contract or agreement")
    PAYMENT = "payment", _("A payment")
    DECISION = "decision", _("A decision that is not carried out")
    SERVICE = "service", _("A public service")
    OTHER = "other", _("Something else")


class Finding(models.TextChoices):
    """What is concluded: 属实, 部分属实, 不属实, 无法认定."""

    SUBSTANTIATED = "substantiated", _("Substantiated")
    PARTLY = "partly", _("Partly substantiated")
    UNFOUNDED = "unfounded", _("Not substantiated")
    UNCLEAR = "unclear", _("Cannot be established")


class Contribution(models.TextChoices):
    """What a cooperating unit found about the question put to it."""

    CONFIRMS = "confirms", _("What is said is true")
    PARTLY = "partly", _("True in part")
    CONTRADICTS = "contradicts", _("What is said is not true")
    NOTHING = "nothing", _("We know nothing of it")


class Countersignature(models.TextChoices):
    """What a joint lead says to the draft conclusion."""

    AGREE = "agree", _("We agree to this draft")
    DISAGREE = "disagree", _("We do not agree")


class Service(models.TextChoices):
    """How the letter with the result reached the filer (送达方式)."""

    PORTAL = "portal", _("Put on the filer's page")
    EMAIL = "email", _("By e-mail")
    POST = "post", _("By post")
    IN_PERSON = "in_person", _("Handed over in person")
    PHONE = "phone", _("Told by telephone, then sent")


class Satisfaction(models.TextChoices):
    """What the filer says of the result."""

    SATISFIED = "satisfied", _("Satisfied")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")


class Complaint(GuardedModel):
    """What is complained about, what was found, and what the filer says to it."""

    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT, related_name="complaint")
    nature = models.CharField(_("nature"), max_length=8, choices=Nature.choices)
    category = models.CharField(_("category"), max_length=12, choices=Category.choices)
    ticket = models.CharField(_("sort of ticket"), max_length=10, choices=HotlineTicket.Sort.choices, blank=True)
    received_at = models.DateTimeField(_("received"))  # the day of a letter may lie before that of its entry
    matter = models.CharField(_("what was promised or agreed"), max_length=12, choices=Matter.choices)
    promised = models.TextField(_("promise or agreement"), blank=True)
    loss = models.TextField(_("loss"), blank=True)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2, null=True)
    happened_on = models.DateField(_("day it happened"), null=True)
    contract = models.BooleanField(_("there is a contract"), default=False)
    wish = models.TextField(_("what the filer asks for"), blank=True)
    consent = models.BooleanField(_("the body complained about may learn who complains"), default=False)
    consented_at = models.DateTimeField(_("consented at"), null=True)
    supplement_items = models.TextField(_("what was missing"), blank=True)
    supplemented = models.TextField(_("what the filer added"), blank=True)
    refusal = models.SlugField(_("reason of refusal"), max_length=40, blank=True)
    transferred_to = models.SlugField(_("handed to"), max_length=40, blank=True)
    explanation = models.TextField(_("reasons"), blank=True)
    cooperating = models.JSONField(_("units to be asked"), default=list)
    draft_finding = models.CharField(_("draft finding"), max_length=14, choices=Finding.choices, blank=True)
    draft_text = models.TextField(_("draft conclusion"), blank=True)
    finding = models.CharField(_("finding"), max_length=14, choices=Finding.choices, blank=True)
    conclusion = models.TextField(_("findings and reasons"), blank=True)
    window_days = models.PositiveSmallIntegerField(_("days for feedback"), null=True)  # where no rule has a number
    service = models.CharField(_("how served"), max_length=10, choices=Service.choices, blank=True)
    served_on = models.DateField(_("served on"), null=True)
    satisfaction = models.CharField(_("satisfaction"), max_length=12, choices=Satisfaction.choices, blank=True)
    dissatisfaction = models.TextField(_("why dissatisfied"), blank=True)
    reopen_grounds = models.TextField(_("why it should be handled again"), blank=True)
    reopen_answer = models.TextField(_("answer to that"), blank=True)
    review_grounds = models.TextField(_("why a review is asked for"), blank=True)
    review_opinion = models.TextField(_("opinion of the review"), blank=True)
    withdrawal = models.CharField(_("why withdrawn"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.CheckConstraint(condition=Q(nature__in=Nature.values), name="complaint_nature"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="complaint_category"),
            models.CheckConstraint(condition=Q(finding__in=["", *Finding.values]), name="complaint_finding"),
            models.CheckConstraint(
                condition=~Q(satisfaction="dissatisfied") | ~Q(dissatisfaction=""), name="dissatisfied_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(consent=False) | Q(consented_at__isnull=False), name="consent_has_its_moment"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


def since(case: Any) -> datetime:
    """The moment from which duties of receipt count."""
    received: datetime = case.complaint.received_at
    return received
