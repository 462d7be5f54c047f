"""check_consistency: do state, tasks, clocks, assignments, papers, marks and outbox agree?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from viewflow.workflow.status import PROCESS

from casework import clocks, documents, receipts, record_checks, registry, telling
from casework.models import (
    Assignment,
    Case,
    CaseProcess,
    CaseTask,
    Clock,
    CreditRecord,
    Delivery,
    DisputeMark,
    Document,
    Event,
    NumberSeries,
    Proposal,
    Recusal,
    RuleChange,
)
from casework.register import papers
from casework.rule_versions import MODELS, columns, full, versions
from notifications import checks as outbox_checks


def check_consistency() -> dict[str, int]:
    """Count of problems by check; all zero when the system agrees with itself."""
    return {name: sum(1 for _problem in check()) for name, check in all_checks().items()}


def problems() -> Iterator[str]:
    """Every problem in words, for an operator."""
    for name, check in all_checks().items():
        for problem in check():
            yield f"{name}: {problem}"


def all_checks() -> dict[str, Any]:
    """The checks of the house and those of the kinds, by name."""
    return (
        CHECKS
        | record_checks.CHECKS
        | outbox_checks.CHECKS
        | {check.__name__: check for kind in registry.all_kinds() for check in kind.checks}
    )


def tasks_match_state() -> Iterator[str]:
    """The open tasks of a case stand at the nodes of its state, and at no others."""
    for case in Case.objects.prefetch_related("tasks__process").order_by("pk").iterator(chunk_size=500):
        live = [t for t in case.tasks.all() if t.flow_task_type == "HUMAN" and t.finished is None]
        nodes = {t.flow_task.name for t in live if t.process.main}
        expected = registry.get(case.kind).engine.expected_nodes(case)
        if nodes != expected:
            yield f"{case.number}: state {case.state}, tasks at {sorted(nodes)}"


def process_runs_while_open() -> Iterator[str]:
    """A main process runs exactly while the case is open."""
    running = CaseProcess.objects.filter(status=PROCESS.NEW, main=True).values("case_id")
    yield from Case.objects.open().exclude(pk__in=running).values_list("number", flat=True)
    yield from Case.objects.filter(closed_at__isnull=False, pk__in=running).values_list("number", flat=True)


def closed_matches_state() -> Iterator[str]:
    """closed_at is set exactly in the closed states of the kind."""
    for kind in registry.all_kinds():
        cases = Case.objects.filter(kind=kind.code)
        yield from cases.filter(state__in=kind.closed_states, closed_at=None).values_list("number", flat=True)
        yield from (
            cases.exclude(state__in=kind.closed_states).filter(closed_at__isnull=False).values_list("number", flat=True)
        )


def assignments_have_tasks() -> Iterator[int]:
    """An open assignment has one live task, a settled one none."""
    rows = Assignment.objects.annotate(live=_live_tasks(tasks__process__main=True))
    yield from rows.filter(status="open").exclude(live=1).values_list("pk", flat=True)
    yield from rows.exclude(status="open").exclude(live=0).values_list("pk", flat=True)


def rulings_have_tasks() -> Iterator[int]:
    """A return that waits for its ruling has one live task, any other assignment none."""
    rows = Assignment.objects.annotate(live=_live_tasks(tasks__process__main=False))
    yield from rows.filter(ruling="pending").exclude(live=1).values_list("pk", flat=True)
    yield from rows.exclude(ruling="pending").exclude(live=0).values_list("pk", flat=True)


def _live_tasks(**which: Any) -> Count:
    return Count("tasks", filter=Q(tasks__finished__isnull=True, tasks__flow_task_type="HUMAN", **which))


def nobody_recused_is_at_work() -> Iterator[str]:
    """Who keeps out of a case holds no task of it, and no unit that keeps out leads, registers or was left asked."""
    held = Recusal.objects.filter(user__isnull=False, case__tasks__finished=None, case__tasks__owner=F("user"))
    yield from (str(row) for row in held)
    units = Recusal.objects.filter(unit__isnull=False)
    asked = Q(case__assignments__status="open", case__assignments__unit=F("unit"))
    yield from (str(row) for row in units.filter(Q(case__lead_unit=F("unit")) | asked, case__closed_at=None))


def proposals_have_tasks() -> Iterator[int]:
    """A waiting proposal has one live task, a settled one none."""
    rows = Proposal.objects.annotate(live=_live_tasks())
    yield from rows.filter(status="pending").exclude(live=1).values_list("pk", flat=True)
    yield from rows.exclude(status="pending").exclude(live=0).values_list("pk", flat=True)


def clocks_match_rules() -> Iterator[str]:
    """Every stored due date is what rule, calendar and events give."""
    for clock, due in clocks.moved(clocks.calendar()):
        yield f"{clock}: {clock.due_at} is {due.at}"


def no_clock_runs_in_closed_cases() -> Iterator[int]:
    """Nothing runs after the end."""
    live = Clock.objects.exclude(status=Clock.Status.STOPPED).filter(case__closed_at__isnull=False)
    yield from live.values_list("pk", flat=True)


def due_dates_cached() -> Iterator[str]:
    """The due date on a task is that of the running clock that it works against; on a case that of the earliest."""
    tasks, duty = CaseTask.objects.open(), Clock.Duty
    own = Q(case=OuterRef("case"))
    yield from _not_due(tasks.filter(assignment__isnull=False), Q(assignment=OuterRef("assignment")))
    yield from _not_due(tasks.filter(assignment=None, role="filer"), own & Q(duty=duty.FILER))
    ours = tasks.filter(assignment=None).exclude(role="filer")
    respondents = Q(unit=F("case__respondent"))
    yield from _not_due(ours.filter(respondents), own & Q(duty=duty.RESPONDENT))
    led = Exists(Clock.objects.filter(own, status=Clock.Status.RUNNING, duty__in=clocks.OWN_DUTIES))
    ours = ours.exclude(respondents)
    yield from _not_due(ours.filter(led), own & Q(duty__in=clocks.OWN_DUTIES))
    yield from _not_due(ours.exclude(led), own & Q(duty=duty.RESPONDENT))
    of_case = Q(case=OuterRef("pk"))
    led = Exists(Clock.objects.filter(of_case, status=Clock.Status.RUNNING, duty__in=clocks.OWN_DUTIES))
    yield from _not_due(Case.objects.filter(led), of_case & Q(duty__in=clocks.OWN_DUTIES))
    yield from _not_due(Case.objects.exclude(led), of_case & Q(duty__in=(duty.UNIT, duty.RESPONDENT)))


def _not_due(rows: Any, clocks_of_row: Q) -> Iterator[str]:
    """Rows whose due date is not that of the earliest running one of these clocks."""
    running = Clock.objects.filter(clocks_of_row, status=Clock.Status.RUNNING).order_by("due_at")
    rows = rows.annotate(should=Subquery(running.values("due_at")[:1]))
    for row in rows.exclude(Q(due_at=F("should")) | Q(due_at=None, should=None)).order_by("pk"):
        yield f"{type(row).__name__} {row.pk}: {row.due_at} should be {row.should}"


def marks_match_cases() -> Iterator[int]:
    """A record is marked exactly while an accepted objection is pending."""
    standing = DisputeMark.objects.filter(removed_at__isnull=True)
    yield from standing.filter(case__closed_at__isnull=False).values_list("pk", flat=True)
    # a decision of a review concerns a record whose mark has gone with the first decision
    pending = Q(state__in=("verifying", "consulting", "deciding")) | Q(state="decided", review_unit=None)
    disputed = Case.objects.filter(pending, kind="objection")
    yield from disputed.exclude(marks__removed_at__isnull=True, marks__isnull=False).values_list("pk", flat=True)


def papers_were_recorded() -> Iterator[str]:
    """Each paper issued in a case has its event, and the content of every paper has its digest."""
    issued = Event.objects.filter(case=OuterRef("case"), verb="issued").annotate(digest=KT("data__sha256"))
    rows = Document.objects.annotate(recorded=Exists(issued.filter(digest=OuterRef("sha256"))))
    for document in rows.order_by("pk").iterator(chunk_size=500):
        if (document.case_id is not None and not document.recorded) or not documents.is_genuine(document):
            yield document.number


def receipts_agree() -> Iterator[str]:
    """Every case has a receipt whose signature holds and whose digest is that of what was filed."""
    yield from receipts.faults()


def papers_are_numbered() -> Iterator[str]:
    """The numbers of every sort, unit and year run from 1 without a gap; cancelled ones are there too."""
    lasts = {(row.series, row.year): row.last for row in NumberSeries.objects.filter(series__startswith="paper:")}
    rows = Document.objects.order_by().values("paper__series", "unit", "year")
    for row in rows.annotate(first=Min("serial"), last=Max("serial"), count=Count("pk")):
        series = f"paper:{row['paper__series']}:{row['unit']}"
        given = lasts.pop((series, row["year"]), 0)
        if not (row["first"] == 1 and row["last"] == row["count"] == given):
            yield f"{series} {row['year']}: {row['count']} papers, {row['first']} to {row['last']}, given {given}"
    yield from (f"{series} {year}: no papers, given {last}" for (series, year), last in lasts.items() if last)


def notices_went_together() -> Iterator[str]:
    """两书同达: no notice of a record without that of its repair in the same moment, nor the other way round."""
    pair = {papers.NOTICE: papers.REPAIR_NOTICE, papers.REPAIR_NOTICE: papers.NOTICE}
    for code, other in pair.items():
        rows = Document.objects.filter(record__isnull=False, paper__code=code)
        twin = Document.objects.filter(record=OuterRef("record"), paper__code=other, issued_at=OuterRef("issued_at"))
        yield from rows.exclude(Exists(twin)).values_list("number", flat=True)


def versions_do_not_overlap() -> Iterator[int]:
    """A published record has exactly one current version."""
    current = Count("versions", filter=Q(versions__to_at__isnull=True))
    rows = CreditRecord.objects.filter(status="published").annotate(current=current)
    yield from rows.exclude(current=1).values_list("pk", flat=True)


def changes_made_their_version() -> Iterator[str]:
    """A confirmed change of a rule stands as its version, word for word; no other change made one."""
    decided = RuleChange.objects.filter(status__in=("confirmed", "applied"))
    for change in decided.order_by("pk").iterator(chunk_size=500):
        made = versions(change.what, change.code).filter(change=change, version=change.version).first()
        said = columns(change.what, full(change))
        if made is None or any(getattr(made, name) != value for name, value in said.items()):
            yield f"{change}: version {change.version}"
    for model in MODELS.values():
        yield from map(str, model.objects.filter(change__isnull=False).exclude(change__in=decided))


def deliveries_are_in_order() -> Iterator[str]:
    """By when a change is to be confirmed is what rule and calendar give; what was confirmed is not sent any more."""
    yield from (f"delivery {row.key}: {row.due_at} should be {due}" for row, due in telling.misdated())
    done = Delivery.objects.filter(acknowledged_at__isnull=False, next_try__isnull=False)
    yield from (f"delivery {row.key} is confirmed and still to be sent" for row in done.order_by("pk"))


def nodes_exist() -> Iterator[str]:
    """No open task stands at a node that the code no longer has."""
    for task in CaseTask.objects.filter(finished__isnull=True).order_by("pk").iterator(chunk_size=500):
        node: Any = task.flow_task
        if node is None or node.task_type == "OBSOLETE":
            yield str(task.pk)


CHECKS = {
    check.__name__: check
    for check in (
        tasks_match_state,
        process_runs_while_open,
        closed_matches_state,
        assignments_have_tasks,
        rulings_have_tasks,
        nobody_recused_is_at_work,
        proposals_have_tasks,
        clocks_match_rules,
        no_clock_runs_in_closed_cases,
        due_dates_cached,
        marks_match_cases,
        papers_were_recorded,
        papers_are_numbered,
        receipts_agree,
        notices_went_together,
        versions_do_not_overlap,
        changes_made_their_version,
        deliveries_are_in_order,
        nodes_exist,
    )
}
