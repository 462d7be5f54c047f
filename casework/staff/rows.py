"""A task or a case as one line of a list: light, words, masked filer, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework import casefile, registry
from casework.errors import NotFound
from casework.models import Case, CaseTask, Proposal, Role, SubjectType
from casework.permissions import Actor
from casework.queries import light_of
from casework.rules.calendars import Calendar
from casework.templatetags.casework_ui import cn_date
from casework.templatetags.masks import masked


@dataclass(frozen=True)
class Row:
    """One line. `tag` is a second, amber chip; `claimable` whether this person may take the task."""

    task: CaseTask
    case: Case
    light: str
    words: str
    used: int
    due: str
    title: str
    filer: str
    kind: str
    state: str
    tag: str
    step: str
    url: str
    claimable: bool
    is_mine: bool
    away: str


def row_of(task: CaseTask, actor: Actor, at: datetime, calendar: Calendar) -> Row:
    """A task of queries.for_rows() as a line. Asks the database nothing."""
    case = case_of(task)
    kind = registry.get(case.kind)
    step, url = next_step(task)
    return Row(
        task=task,
        case=case,
        light=light_of(task.due_at, task.amber_at, at),
        words=time_left(task.due_at, at, calendar),
        used=percent_used(task.clock_started, task.due_at, at),
        due=due_words(task.due_at),
        title=masked_title(case.title, task.filer_name, task.filer_type),
        filer=filer_name(task.filer_name, task.filer_type),
        kind=str(kind.label),
        state=kind.state_label(case.state),
        tag=_("Returned to you") if task.proposal_status == Proposal.Status.RETURNED else "",
        step=step,
        url=url,
        claimable=task.owner_id is None and task.proposal_id is None and actor.holds(task.unit_id, task.role),
        is_mine=actor.user is not None and task.owner_id == actor.user.pk,
        away=away_words(getattr(task, "away_until", None)),
    )


def time_left(due_at: datetime | None, at: datetime, calendar: Calendar) -> str:
    """How long is left, in words."""
    return casefile.left_words(due_at, calendar, at) if due_at else _("No time limit running")


def away_words(last_day: date | None) -> str:
    """That somebody is away, and until when; empty when they are there."""
    return _("away until %(day)s") % {"day": cn_date(last_day, "short")} if last_day else ""


def percent_used(started: datetime | None, due_at: datetime | None, at: datetime) -> int:
    """How much of the time is used up, 0 to 100."""
    if started is None or due_at is None or due_at <= started:
        return 100 if due_at is not None and due_at < at else 0
    return max(0, min(100, round(100 * (at - started) / (due_at - started))))


def filer_name(name: str | None, subject: str | None) -> str:
    """A firm by its name, a person masked: lists never show the name of a person. Without a name: sealed or unknown."""
    if not name:
        return _("Identity sealed")
    return masked(name or "", "name") if subject == SubjectType.PERSON else name or ""


def masked_title(title: str, name: str | None, subject: str | None) -> str:
    """The title of a case; when it holds the name of the person who filed, that is masked too."""
    return title.replace(name, filer_name(name, subject)) if name and subject == SubjectType.PERSON else title


def due_words(due_at: datetime | None) -> str:
    """The last day in short, for the second line of a light."""
    return _("due %(day)s") % {"day": cn_date(due_at, "short")} if due_at else ""


def next_step(task: CaseTask) -> tuple[str, str]:
    """The words and the address of what a task asks for."""
    case = case_of(task)
    if task.proposal_id:
        return _("Review and decide"), reverse("staff:approval", args=[task.proposal_id])
    if getattr(task, "proposal_status", "") == Proposal.Status.PENDING:
        return _("Waiting for approval"), reverse("staff:case", args=[case.number])
    if task.assignment_id and task.role != Role.HANDLER:
        return ruling_of(task)
    if task.assignment_id:
        return _("Answer"), reverse("staff:answer", args=[task.assignment_id])
    moves: tuple[str, ...] = (*getattr(task.flow_task, "moves", ()), *getattr(task.flow_task, "during", ()))
    if len(moves) == 1:
        words = registry.get(case.kind).moves[moves[0]].label
        return str(words), reverse("staff:move", args=[case.number, moves[0]])
    words = getattr(task.flow_task, "task_title", "")
    return str(words or _("Open")), reverse("staff:case", args=[case.number]) + "#acts"


def ruling_of(task: CaseTask) -> tuple[str, str]:
    """The words and the address of a task that ends with a ruling: on a return, or between units that lead together."""
    page = task.node.page
    words = _("Decide the difference") if page == "difference" else _("Rule on the return")
    return words, reverse(f"staff:{page}", args=[task.assignment_id])


def case_of(task: CaseTask) -> Case:
    """The case of a task of a person: such a task always has one."""
    if task.case is None:
        raise NotFound()
    return task.case


def case_rows(cases: list[Any], at: datetime, calendar: Calendar) -> list[dict[str, Any]]:
    """Cases of queries.cases() as lines of the list of all cases."""
    return [
        {
            "case": case,
            "light": "none" if case.closed_at else light_of(case.due_at, case.amber_at, at),
            "words": _("Closed") if case.closed_at else time_left(case.due_at, at, calendar),
            "due": "" if case.closed_at else due_words(case.due_at),
            "title": masked_title(case.title, case.filer_name, case.filer_type),
            "filer": filer_name(case.filer_name, case.filer_type),
            "kind": str(registry.get(case.kind).label),
            "state": registry.get(case.kind).state_label(case.state),
        }
        for case in cases
    ]
