"""May this person make this move now? Who, when, whose task, guards: the questions before anything changes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework import registry
from casework.context import Context
from casework.errors import Conflict, GuardFailed, InvalidData, NotAllowed, Stale, Taken
from casework.models import CaseTask, Proposal, Role
from casework.permissions import check_not_recused, took_part, unit_id_of, unit_of
from casework.registry import Guard


def ready(ctx: Context, version: int | None = None) -> CaseTask | None:
    """Raise when the move cannot be made; otherwise the open task that it finishes, if it belongs to one."""
    check_who(ctx)
    check_version(ctx, version)
    check_when(ctx)
    task = registry.get(ctx.case.kind).engine.task_for(ctx.case, ctx.move)
    check_task(ctx, task)
    check_nothing_waits(ctx)
    check_guards(ctx)
    return task


def check_who(ctx: Context) -> None:
    """Raise NotAllowed unless the actor holds a role of the move in the unit that the move names."""
    move, actor, case = ctx.move, ctx.actor, ctx.case
    if actor.is_filer:
        if Role.FILER not in move.by or actor.case_id != case.pk:
            raise NotAllowed()
        return
    if actor.user is None:
        if not (actor.system and Role.SYSTEM in move.by):
            raise NotAllowed()
        return
    check_not_recused(actor, case, unit_id_of(case, move.unit))
    if not actor.holds(unit_id_of(case, move.unit), *move.by):
        raise NotAllowed(_("Only %(who)s of %(unit)s may do this.") % {"who": _roles(ctx), "unit": _unit_name(ctx)})
    if move.fresh_eyes and actor.user.pk in took_part(case):
        raise NotAllowed(_("You took part in this case, so you may not review it."))


def check_version(ctx: Context, version: int | None) -> None:
    """Raise Stale when the page was made from an older version of the case."""
    if version is not None and version != ctx.case.version:
        raise Stale()


def check_when(ctx: Context) -> None:
    """Raise Conflict unless the machine allows the move from this state."""
    if ctx.case.state not in ctx.move.source:
        state = registry.get(ctx.case.kind).state_label(ctx.case.state)
        raise Conflict(_("This step is not possible while the case is “%(state)s”.") % {"state": state})


def check_task(ctx: Context, task: CaseTask | None) -> None:
    """Raise Taken when a colleague holds the task of this move."""
    if task is not None and task.owner_id and ctx.user is not None and task.owner_id != ctx.user.pk:
        raise Taken(_("%(name)s is working on this. Ask them, or have it handed over.") % {"name": task.owner})


def check_nothing_waits(ctx: Context) -> None:
    """Raise Conflict while a proposal of the unit waits for its approval.

    The filer's own moves are not held up, nor are the respondent's: what the authority proposes is not theirs to know.
    """
    waiting = ctx.case.proposals.filter(status=Proposal.Status.PENDING)
    if ctx.move.unit == "respondent":
        waiting = waiting.filter(unit=ctx.case.respondent)
    if ctx.user is not None and waiting.exists():
        raise Conflict(_("A proposal is waiting for approval. Take it back first if something has to change."))


def check_guards(ctx: Context) -> None:
    """Raise GuardFailed with the words of the first guard that is not met."""
    for guard in ctx.move.guards:
        check_guard(guard, ctx)


def check_guard(guard: Guard, ctx: Context) -> None:
    """Raise GuardFailed with the words of the guard unless it is met."""
    if not guard.check(ctx):
        raise GuardFailed(str(guard.why))


def cleaned(ctx: Context, data: dict[str, Any] | None, files: Any = None) -> dict[str, Any]:
    """The payload of the move from what was entered. Raises InvalidData with the errors of each field."""
    form_class = registry.get(ctx.case.kind).form_for(ctx.move.name)
    if form_class is None:
        return {}
    form = form_class(data or {}, files, case=ctx.case, actor=ctx.actor, at=ctx.at)
    if not form.is_valid():
        raise InvalidData({name: [str(e) for e in errors] for name, errors in form.errors.items()})
    return form.payload()


def _roles(ctx: Context) -> str:
    people = [role for role in ctx.move.by if role != Role.SYSTEM]  # what the system does too, people ask people for
    return "、".join(str(Role(role).label) for role in people or ctx.move.by)


def _unit_name(ctx: Context) -> str:
    return str(unit_of(ctx.case, ctx.move.unit) or "—")
