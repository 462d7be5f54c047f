"""The pack's rules as rows: deadline rules, calendar years, routing clauses, the reserve list, regimes, areas, reasons, papers.

Rows are versions: a change is a new row with a later valid_from; cases keep the version they started under.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Attestation(models.TextChoices):
    """How well a figure is attested (regulations.md). Everything but V is shown as 待确认 to administrators."""

    READ = "V", _("read in the source")
    SECOND_HAND = "S", _("second-hand")
    MEMORY = "M", _("from memory")
    PROPOSAL = "D", _("district's proposal")


class Version(models.Model):
    """One version of a rule. `change` is the decision it was made by; without one it came with the pack."""

    version = models.PositiveSmallIntegerField(_("version"), default=1)
    attestation = models.CharField(_("attestation"), max_length=1, choices=Attestation.choices)
    confirmed_by_district = models.BooleanField(_("confirmed by the district"), default=False)
    change = models.OneToOneField(
        "casework.RuleChange", verbose_name=_("change"), null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta:
        abstract = True

    @property
    def unconfirmed(self) -> bool:
        """True when administrators must see 待确认 beside the figure."""
        return self.attestation != Attestation.READ and not self.confirmed_by_district


class Sourced(Version):
    """A version that cites where it comes from, and says in which days it is in force."""

    source = models.CharField(_("source"), max_length=200)
    article = models.CharField(_("article"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    def in_force(self, on: date) -> bool:
        """True when this version governs what starts on that day, unless a later one does."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class DeadlineRule(Sourced):
    """One time limit of one step. `spec` is the pack's record that casework.rules.deadlines reads."""

    code = models.CharField(_("code"), max_length=32)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(_("kind of case"), max_length=20, blank=True)
    spec = models.JSONField(_("specification"))

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_rule_version")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class CalendarYear(Version):
    """Days off and make-up working days (调休) of one year, by the State Council's notice. The newest version counts."""

    class Status(models.TextChoices):
        OFFICIAL = "official", _("official")
        PROVISIONAL = "provisional", _("provisional")

    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    source_notice = models.CharField(_("notice"), max_length=120, blank=True)
    off = ArrayField(models.DateField(), verbose_name=_("days off"), default=list)
    makeup = ArrayField(models.DateField(), verbose_name=_("make-up working days"), default=list)

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["year", "-version"]
        constraints = [models.UniqueConstraint(fields=["year", "version"], name="one_calendar_version")]

    def __str__(self) -> str:
        return f"{self.year} v{self.version}"


class Clause(Sourced):
    """One clause of the plan: who leads, who cooperates. Open classes (各相关单位) are a flag, never a unit."""

    code = models.CharField(_("clause"), max_length=16)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    leads = ArrayField(models.CharField(max_length=40), verbose_name=_("lead units"), default=list)
    lead_class = models.BooleanField(_("lead is a class (streets)"), default=False)
    cooperating = ArrayField(models.CharField(max_length=40), verbose_name=_("cooperating units"), default=list)
    open_class = models.BooleanField(_("open class of cooperating units"), default=False)
    kinds = models.JSONField(_("kinds of case it names, and how strongly"), default=dict)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_clause_version")]

    def __str__(self) -> str:
        return self.code


class ReserveList(Sourced):
    """Who leads, in this order, when every lead of a clause is excluded. `code` is the pack it belongs to."""

    code = models.SlugField(_("pack"), max_length=40)
    units = ArrayField(models.CharField(max_length=40), verbose_name=_("units in order"), default=list)

    class Meta:
        verbose_name = _("reserve list")
        verbose_name_plural = _("reserve lists")
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_reserve_version")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Regime(Sourced):
    """规则版本: the law of publication and repair that a record comes under. `spec` is the pack's record of it."""

    code = models.CharField(_("code"), max_length=24)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    spec = models.JSONField(_("specification"))

    class Meta:
        verbose_name = _("rule version")
        verbose_name_plural = _("rule versions")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_regime_version")]

    def __str__(self) -> str:
        return self.code


class Area(models.Model):
    """A subject area that people choose; it leads to a clause."""

    code = models.SlugField(_("area"), max_length=40, unique=True)
    clause = models.CharField(_("clause"), max_length=16)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self) -> str:
        return self.zh


class Reason(models.Model):
    """A reason from the pack, by group (refusal, transfer, objection ...), with what the person can do next."""

    group = models.SlugField(max_length=40)
    code = models.SlugField(max_length=40)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    advice_zh = models.TextField(blank=True)
    advice_en = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["group", "position"]
        constraints = [models.UniqueConstraint(fields=["group", "code"], name="one_reason_code")]

    def __str__(self) -> str:
        return self.zh


class Paper(models.Model):
    """A kind of official paper (文书): its title, the series word of its number, and how its head looks."""

    class Form(models.TextChoices):
        """How a paper begins: under a red head (文件式), as a letter (信函格式), or as a plain form."""

        RED_HEAD = "red_head", _("red head")
        LETTER = "letter", _("letter")
        FORM = "form", _("form")

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=80)
    series = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, blank=True)
    form = models.CharField(_("form"), max_length=10, choices=Form.choices, default=Form.RED_HEAD)
    for_filer = models.BooleanField(_("the filer reads it"), default=True)
    for_respondent = models.BooleanField(_("the respondent reads it"), default=False)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def __str__(self) -> str:
        return self.title


class Pack(models.Model):
    """The jurisdiction pack that is loaded: who registers what comes in, and the digest of its files."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    registry = ArrayField(models.CharField(max_length=40), default=list)
    personnel = ArrayField(models.CharField(max_length=40), default=list)  # who may read a civil servant's file
    digest = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pack")
        verbose_name_plural = _("packs")

    def __str__(self) -> str:
        return self.title
