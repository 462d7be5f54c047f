"""Read side: which work, cases and proposals somebody sees. Screens and the API ask here; nothing here changes a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from casework import casefile
from casework.keyset import Order
from casework.models import (
    Case,
    CaseTask,
    Clock,
    CreditRecord,
    Party,
    Proposal,
    RecordStatus,
    RecordVersion,
    SubjectType,
)
from casework.models.unit import Role
from casework.models.work import GuardedTaskQuerySet
from casework.permissions import Actor
from casework.register import people
from casework.visibility import WORKING_ROLES, CaseQuerySet, RecordQuerySet, bigrams
from notifications.models import Message

BY_RISK = Order("due_at")
NEWEST_FIRST = Order("opened_at", descending=True)
LIGHTS = ("red", "amber", "green", "grey")
light_of = casefile.lamp  # the light of a row of any list


@dataclass(frozen=True)
class TaskFilter:
    """What a list of tasks is narrowed to. Empty means everything."""

    kind: str = ""
    light: str = ""
    unit: int | None = None
    text: str = ""
    unclaimed: bool = False


def with_light(light: str, at: datetime) -> Q:
    """The rows that show this light at the moment. An unknown light leaves nothing."""
    late = Q(due_at__lt=at)
    soon = Q(due_at__gte=at, amber_at__lte=at)
    rows = {
        "red": late,
        "amber": soon,
        "green": Q(due_at__gte=at) & (Q(amber_at__gt=at) | Q(amber_at__isnull=True)),
        "grey": Q(due_at__isnull=True),
    }
    return rows.get(light, Q(pk__in=[]))


def pairs(actor: Actor) -> Q:
    """Tasks of the (unit, role) pairs this person holds."""
    held = Q(pk__in=[])
    for role in WORKING_ROLES:
        units = actor.units(role)
        if units:
            held |= Q(role=role, unit__in=units)
    return held


def waits_for_approval() -> Exists:
    """A task whose move somebody proposed: until it is decided the task is nobody's to do."""
    return Exists(Proposal.objects.filter(task=OuterRef("pk"), status=Proposal.Status.PENDING))


def open_tasks(actor: Actor) -> GuardedTaskQuerySet:
    """Open tasks of cases this person may see. The one start of every list of work."""
    return CaseTask.objects.open().filter(case__in=Case.objects.visible_to(actor)).seen_by(actor)


def messages_of(actor: Actor) -> Any:
    """Messages of this person, but for those about cases that they may not see any more (回避)."""
    seen = Case.objects.visible_to(actor).filter(pk=OuterRef("case"))
    return Message.objects.for_user(actor.user).filter(Q(case__isnull=True) | Exists(seen))


def my_tasks(actor: Actor) -> GuardedTaskQuerySet:
    """Tasks in this person's hands: claimed, not an approval, and not waiting for one."""
    return open_tasks(actor).filter(~waits_for_approval(), owner=actor.user, proposal__isnull=True)


def claimable_tasks(actor: Actor) -> GuardedTaskQuerySet:
    """Tasks nobody has claimed yet and this person may."""
    return open_tasks(actor).filter(pairs(actor), owner__isnull=True, proposal__isnull=True)


def unit_tasks(actor: Actor) -> GuardedTaskQuerySet:
    """All work of the units this person works in, whoever holds it."""
    return open_tasks(actor).filter(unit__in=actor.units(*WORKING_ROLES), proposal__isnull=True)


def approval_tasks(actor: Actor) -> GuardedTaskQuerySet:
    """Proposals this person may decide now: of their unit and role, made by somebody else."""
    theirs = Proposal.objects.filter(status=Proposal.Status.PENDING, unit__in=actor.units(*WORKING_ROLES))
    approvals = open_tasks(actor).filter(pairs(actor), proposal__isnull=False)
    return approvals.filter(proposal__in=theirs.exclude(proposer=actor.user))


def waiting_tasks(actor: Actor) -> GuardedTaskQuerySet:
    """What others have to do before this person goes on: an approval, an answer of a unit, the filer's reply."""
    took_part = Exists(CaseTask.objects.filter(process=OuterRef("process"), owner=actor.user))
    others = Q(proposal__proposer=actor.user) | Q(assignment__asked_by=actor.user) | (Q(role=Role.FILER) & Q(took_part))
    return open_tasks(actor).filter(others).exclude(owner=actor.user)


def narrowed(tasks: GuardedTaskQuerySet, wanted: TaskFilter, at: datetime) -> GuardedTaskQuerySet:
    """The tasks that fit the filter. Text finds two Chinese characters of number, title or names."""
    if wanted.kind:
        tasks = tasks.filter(case__kind=wanted.kind)
    if wanted.unit is not None:
        tasks = tasks.filter(unit=wanted.unit)
    if wanted.light:
        tasks = tasks.filter(with_light(wanted.light, at))
    if wanted.unclaimed:
        tasks = tasks.filter(owner__isnull=True)
    return tasks.filter(case__in=Case.objects.matching(wanted.text)) if bigrams(wanted.text) else tasks


def for_rows(tasks: GuardedTaskQuerySet) -> GuardedTaskQuerySet:
    """Everything one row of a list shows, without a query per row."""
    filer = Party.objects.filter(case=OuterRef("case"), role=Party.Role.FILER)
    clock = Clock.objects.filter(case=OuterRef("case"), due_at=OuterRef("due_at")).exclude(status="stopped")
    latest = Proposal.objects.filter(task=OuterRef("pk")).order_by("-pk")
    return tasks.select_related("case", "unit", "owner", "proposal", "assignment").annotate(
        filer_name=Subquery(filer.values("name")[:1]),
        filer_type=Subquery(filer.values("type")[:1]),
        clock_started=Subquery(clock.values("started_at")[:1]),
        proposal_status=Subquery(latest.values("status")[:1]),
    )


def light_counts(tasks: GuardedTaskQuerySet, at: datetime) -> dict[str, int]:
    """How many tasks show each light, in one query."""
    return tasks.aggregate(**{light: Count("pk", filter=with_light(light, at)) for light in LIGHTS})


def cases(actor: Actor, *, kind: str = "", state: str = "", text: str = "") -> CaseQuerySet:
    """Cases this person may see, ready for a list. Open and closed ones."""
    found = Case.objects.visible_to(actor).matching(text)
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    filer = Party.objects.filter(case=OuterRef("pk"), role=Party.Role.FILER)
    return found.select_related("lead_unit", "record").annotate(
        filer_name=Subquery(filer.values("name")[:1]), filer_type=Subquery(filer.values("type")[:1])
    )


def proposals(actor: Actor, *, mine: bool = False) -> Any:
    """Pending proposals: those this person made, or those they may decide, most urgent first."""
    visible = Case.objects.visible_to(actor)
    pending = Proposal.objects.filter(status=Proposal.Status.PENDING, case__in=visible).seen_by(actor)
    pending = pending.select_related("case__lead_unit", "unit", "proposer")
    if mine:
        return pending.filter(proposer=actor.user).order_by("proposed_at", "pk")
    tasks = approval_tasks(actor)
    return pending.filter(pk__in=tasks.values("proposal")).order_by("proposed_at", "pk")


def records(actor: Actor, *, text: str = "") -> RecordQuerySet:
    """Credit records this person may read, with their mark and what they say now.

    Published ones are public. Others are seen by the unit that provided them, by those who may see a case on them,
    by auditors, and by registrars and supervisors who verify them; one's own unit's by its leader, and by nobody of it
    before a second person verified it.
    """
    units, own = actor.units(), Q(subject_unit__in=actor.units(Role.LEADER), subject_type=SubjectType.UNIT)
    waiting = Q(subject_unit__in=units, status__in=(RecordStatus.COLLECTED, RecordStatus.DECLINED))
    found = CreditRecord.objects.exclude(waiting & ~Q(source_unit__in=units))
    if not (actor.has_role(Role.REGISTRAR) or actor.has_role(Role.AUDITOR) or people.may_register(actor)):
        concerned = Case.objects.visible_to(actor).filter(record=OuterRef("pk"))
        mine = Q(source_unit__in=actor.units(*WORKING_ROLES)) | Q(Exists(concerned))
        found = found.filter(Q(status=CreditRecord.Status.PUBLISHED) | mine | own)
    now = RecordVersion.objects.filter(record=OuterRef("pk"), to_at__isnull=True)
    return (
        found.matching(text)
        .with_marks()
        .select_related("source_unit")
        .annotate(now_title=Subquery(now.values("title")[:1]), now_severity=Subquery(now.values("severity")[:1]))
    )
