"""What somebody may do on the page of a case, as buttons: the ordinary next step first, what cannot be undone last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework import registry
from casework.casefile import Option
from casework.models import Case, CaseTask, Proposal, Role
from casework.permissions import Actor
from casework.staff.rows import ruling_of


@dataclass(frozen=True)
class Act:
    """One button: words, address, look (primary, line, danger-line), icon, and a hint behind the words."""

    label: str
    url: str
    style: str
    icon: str
    hint: str = ""


def acts_of(
    case: Case, options: list[Option], tasks: list[CaseTask], pending: Proposal | None, actor: Actor
) -> list[Act]:
    """Everything this person may do now."""
    found = [*_approval(case, pending, actor), *_answers(tasks, actor)]
    allowed = sorted((o for o in options if o.allowed), key=lambda o: (o.move.grave, not o.move.primary))
    return found + [_move(case, option, first=not found and i == 0) for i, option in enumerate(allowed)]


def _move(case: Case, option: Option, *, first: bool) -> Act:
    move = option.move
    look = "primary" if first and move.primary else "danger-line" if move.grave else "line"
    icon = "check2-circle" if look == "primary" else "x-octagon" if look == "danger-line" else "pencil"
    hint = _("needs approval") if option.approval else ""
    return Act(str(move.label), reverse("staff:move", args=[case.number, move.name]), look, icon, hint)


def _approval(case: Case, pending: Proposal | None, actor: Actor) -> list[Act]:
    if pending is None or actor.user is None:
        return []
    url = reverse("staff:approval", args=[pending.pk])
    if pending.proposer_id == actor.user.pk:
        return [Act(_("See my proposal, or take it back"), url, "line", "arrow-counterclockwise")]
    approver = registry.get(case.kind).moves[pending.move].approval
    if approver is not None and actor.holds(pending.unit_id, approver):
        return [Act(_("Review and decide"), url, "primary", "patch-check")]
    return [Act(_("See the proposal"), url, "line", "eye")]


def _answers(tasks: list[CaseTask], actor: Actor) -> list[Act]:
    found = []
    for task in tasks:
        pk = task.assignment_id
        if pk and task.role != Role.HANDLER and actor.holds(task.unit_id, task.role) and _free_for(task, actor):
            words, url = ruling_of(task)
            found.append(Act(words, url, "primary", "arrow-left-right"))
        elif pk and task.role == Role.HANDLER and actor.holds(task.unit_id, Role.HANDLER) and _free_for(task, actor):
            found.append(Act(_("Answer"), reverse("staff:answer", args=[pk]), "primary", "check2-circle"))
            found.append(
                Act(_("Return as not ours"), reverse("staff:give_back", args=[pk]), "line", "arrow-left-right")
            )
    return found


def task_acts(tasks: list[CaseTask], actor: Actor) -> list[dict[str, Any]]:
    """Tasks that this person can take on, put back or hand over."""
    shown = []
    for task in tasks:
        if task.proposal_id is not None or task.unit_id is None:
            continue
        claimable = task.owner_id is None and actor.holds(task.unit_id, task.role)
        own = actor.user is not None and task.owner_id == actor.user.pk
        disposable = own or actor.holds(task.unit_id, Role.SUPERVISOR)
        if claimable or disposable:
            shown.append({"task": task, "claimable": claimable, "disposable": disposable})
    return shown


def _free_for(task: CaseTask, actor: Actor) -> bool:
    return task.owner_id is None or (actor.user is not None and task.owner_id == actor.user.pk)
