"""Read side of deadline care (督促): what stands still, what is about to breach, what was proposed to bodies outside."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from casework import clocks
from casework.keyset import Order
from casework.models import Case, CaseTask, Clock, DeadlineRule, Party, Recommendation, Role, Unit
from casework.permissions import Actor
from casework.rules.calendars import Calendar
from casework.rules.deadlines import longer_ago
from casework.visibility import CaseQuerySet

STALLED = "GL-XG-STALLED"
LONGEST_UNTOUCHED = Order("touched_at")
MOST_URGENT = Order("due_at")
OLDEST_PROPOSAL = Order("made_at")
NEWEST_DECISION = Order("recorded_at", descending=True)
SHOWN = ("case__lead_unit", "case__review_unit", "case__registry_unit", "case__respondent", "assignment__unit")
CARING_ROLES = (Role.HANDLER, Role.SUPERVISOR, Role.LEADER)


def units_of(actor: Actor) -> frozenset[int]:
    """The units whose matters concern this person: their own, and for a leader those below."""
    below = Unit.objects.filter(superior__in=actor.units(Role.LEADER)).values_list("pk", flat=True)
    return actor.units(*CARING_ROLES) | frozenset(below if actor.has_role(Role.LEADER) else ())


def overseen_by(actor: Actor) -> frozenset[int]:
    """The units whose people this person oversees: a supervisor's own, a leader's own and those below."""
    if not actor.has_role(Role.LEADER):
        return actor.units(Role.SUPERVISOR)
    below = Unit.objects.filter(superior__in=actor.units(Role.LEADER)).values_list("pk", flat=True)
    return actor.units(Role.SUPERVISOR, Role.LEADER) | frozenset(below)


def stalled_rule(at: datetime) -> DeadlineRule:
    """How long nobody may touch a case before it counts as stalled, as the district has set it."""
    return clocks.rule_in_force(STALLED, at)


def stalled(actor: Actor, rule: DeadlineRule, calendar: Calendar, at: datetime) -> CaseQuerySet:
    """Open cases of these units that nobody has worked on for longer than the rule says."""
    limit = clocks.as_rule(rule).limit
    if limit is None:
        return Case.objects.none()
    cases = Case.objects.visible_to(actor).open().filter(lead_unit__in=units_of(actor))
    tasks = CaseTask.objects.open().filter(case=OuterRef("pk"), proposal__isnull=True).order_by("pk")
    found: CaseQuerySet = cases.filter(touched_at__lt=longer_ago(limit, calendar, at)).select_related("lead_unit")
    return found.annotate(**_filer("pk"), holder=Subquery(tasks.values("owner__name")[:1]))


def at_risk(actor: Actor, light: str, at: datetime) -> QuerySet[Clock]:
    """Running time limits of these units that are about to breach (amber) or in breach (red); never a citizen's own."""
    units, duty = units_of(actor), Clock.Duty
    theirs = Q(case__lead_unit__in=units) | Q(case__review_unit__in=units) | Q(assignment__unit__in=units)
    theirs |= Q(duty=duty.RESPONDENT, case__respondent__in=units)
    theirs |= Q(duty=duty.REGISTRY, case__registry_unit__in=units | actor.units(Role.REGISTRAR))
    running = Clock.objects.filter(theirs, status=Clock.Status.RUNNING, case__in=Case.objects.visible_to(actor))
    running = running.seen_by(actor).exclude(duty__in=(duty.FILER, duty.RIGHT))
    lit = Q(due_at__lt=at) if light == "red" else Q(due_at__gte=at, amber_at__lte=at)
    return running.filter(lit).select_related(*SHOWN).annotate(**_filer("case"))


def recommendations(actor: Actor) -> QuerySet[Recommendation]:
    """Proposals to bodies outside of the cases that these units lead."""
    cases = Case.objects.visible_to(actor).filter(lead_unit__in=units_of(actor))
    return shown(Recommendation.objects.filter(case__in=cases).seen_by(actor))


def recommendations_of(case: Case, actor: Actor) -> QuerySet[Recommendation]:
    """Those of one case that this person may see anyhow, the newest first; none for who only works with its lead."""
    leads = actor.holds(case.lead_unit_id, *CARING_ROLES) or actor.holds(case.lead_unit.superior_id, Role.LEADER)
    found = (
        shown(Recommendation.objects.filter(case=case.pk).seen_by(actor)) if leads else Recommendation.objects.none()
    )
    return found.order_by("-made_at", "-pk")


def shown(found: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """With all that a line shows of each."""
    return found.select_related(
        "case__lead_unit", "case__respondent", "measure", "document", "recorded_by", "rung__clock"
    )


def _filer(case: str) -> dict[str, Subquery]:
    """Name and type of the filer, for a title that masks a person."""
    filer = Party.objects.filter(case=OuterRef(case), role=Party.Role.FILER)
    return {"filer_name": Subquery(filer.values("name")[:1]), "filer_type": Subquery(filer.values("type")[:1])}
