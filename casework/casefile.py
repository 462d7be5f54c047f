"""Reading a case for a page: what may be done and why not the rest, clocks in words, timeline, the filer's track."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework import clocks, registry
from casework.context import Context
from casework.errors import ActionError
from casework.forms import MoveForm
from casework.models import Case, CaseTask, Clock
from casework.permissions import Actor
from casework.readiness import check_guard, check_nothing_waits, check_task, check_when, check_who
from casework.registry import Move
from casework.rules import deadlines
from casework.rules.calendars import Calendar
from casework.timeline import Entry, timeline


@dataclass(frozen=True)
class Option:
    """One move of the kind for one person: allowed, or why not."""

    move: Move
    allowed: bool
    why: str
    form: type[MoveForm] | None
    concerns: bool  # the person's role is one that makes this move at all

    @property
    def approval(self) -> bool:
        """Whether it has to be proposed."""
        return self.move.approval is not None


@dataclass(frozen=True)
class ClockView:
    """A clock as a person reads it."""

    clock: Clock
    label: str
    light: str
    words: str
    due_at: datetime
    provisional: bool
    unconfirmed: bool
    of_filer: bool

    @property
    def rule(self) -> Any:
        """The rule version that the clock runs by."""
        return self.clock.rule


@dataclass(frozen=True)
class DayView:
    """One day of the explanation why a date is that date."""

    on: date
    counts: bool
    words: str


@dataclass(frozen=True)
class Track:
    """What the filer sees: where it stands, what comes next, by when."""

    state_words: str
    next_words: str
    expected: ClockView | None
    steps: tuple[tuple[str, str], ...]  # (done / now / next, label)


def options(case: Case, actor: Actor, at: datetime, known: list[CaseTask] | None = None) -> list[Option]:
    """Every move that people make in this kind, with what speaks against it for this person now.

    What several moves ask alike (open tasks, waiting proposals, a shared guard) is looked up once; `known` are the open
    tasks of the case, with their processes, where the caller has them already.
    """
    kind = registry.get(case.kind)
    moves = [move for move in kind.moves.values() if not move.by_system and move.source]
    look = _Look(kind.engine.tasks(case, known))
    found = []
    for move in moves:
        why, concerns = look.objection(Context(case=case, move=move, actor=actor, at=at))
        found.append(Option(move, not why, why, kind.form_for(move.name), concerns))
    return found


class _Look:
    """One look at a case: what was asked of the database once is remembered for the other moves."""

    def __init__(self, tasks: dict[str, CaseTask]) -> None:
        self.tasks = tasks
        self.asked: dict[str, str] = {}

    def objection(self, ctx: Context) -> tuple[str, bool]:
        """What speaks against a move, empty when nothing does; and whether the person's role makes it at all."""
        try:
            check_who(ctx)
        except ActionError as error:
            return str(error), False
        try:
            check_when(ctx)
            check_task(ctx, self.tasks.get(ctx.move.name))
        except ActionError as error:
            return str(error), True
        checks = [("nothing waits", check_nothing_waits)]
        checks += [(guard.name, partial(check_guard, guard)) for guard in ctx.move.guards]
        return next((why for name, check in checks if (why := self._once(name, check, ctx))), ""), True

    def _once(self, name: str, check: Callable[[Context], None], ctx: Context) -> str:
        if name not in self.asked:
            try:
                check(ctx)
                self.asked[name] = ""
            except ActionError as error:
                self.asked[name] = str(error)
        return self.asked[name]


def clock_views(case: Case, actor: Actor, at: datetime) -> list[ClockView]:
    """The clocks of a case that the actor may see, those that run first, by due date."""
    cal = clocks.calendar()
    rows = case.clocks.seen_by(actor).select_related("rule", "assignment__unit")
    views = [clock_view(clock, case.kind, cal, at) for clock in rows]
    return sorted(views, key=lambda v: (v.clock.status == Clock.Status.STOPPED, v.due_at))


def clock_view(clock: Clock, kind: str, cal: Calendar, at: datetime) -> ClockView:
    """One clock in words."""
    ended_right = clock.duty == Clock.Duty.RIGHT and at > clock.due_at
    running = clock.status == Clock.Status.RUNNING and not ended_right
    light = lamp(clock.due_at, clock.amber_at, at) if running else "grey"
    label = str(registry.get(kind).clocks[clock.name].label)
    if clock.assignment_id and clock.assignment:
        label = f"{label} · {clock.assignment.unit}"
    return ClockView(
        clock=clock,
        label=label,
        light=light,
        words=_("The time is over") if ended_right else _status_words(clock, cal, at),
        due_at=clock.due_at,
        provisional=clock.provisional,
        unconfirmed=clock.rule.unconfirmed,
        of_filer=clock.duty == Clock.Duty.FILER,
    )


def lamp(due_at: datetime | None, amber_at: datetime | None, at: datetime) -> str:
    """red, amber, green; grey without a due date."""
    if due_at is None:
        return "grey"
    if at > due_at:
        return "red"
    return "amber" if amber_at is not None and at >= amber_at else "green"


def left_words(due_at: datetime, cal: Calendar, at: datetime) -> str:
    """剩 2 个工作日, 今天到期, 超期 1 个工作日: in working days, which is how offices count."""
    today, last = timezone.localdate(at), timezone.localdate(due_at)
    if at > due_at:
        late = max(1, -cal.workdays_between(today, last))
        return ngettext("%(n)d working day late", "%(n)d working days late", late) % {"n": late}
    if last == today:
        return _("Due today")
    left = cal.workdays_between(today, last)
    return ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}


def _status_words(clock: Clock, cal: Calendar, at: datetime) -> str:
    if clock.status == Clock.Status.PAUSED:
        return _("Paused")
    if clock.stopped_at is not None:
        in_time = clock.stopped_at <= clock.due_at
        return _("Done in time") if in_time else _("Done late")
    return left_words(clock.due_at, cal, at)


DAY_WORDS = {
    "start_day": lambda: _("The day of the event does not count."),
    "workday": lambda: _("Working day"),
    "makeup_workday": lambda: _("Make-up working day"),
    "weekend": lambda: _("Weekend, does not count"),
    "holiday": lambda: _("Public holiday, does not count"),
    "natural_day": lambda: _("Calendar day"),
    "hours": lambda: _("Counted in hours"),
    "extension": lambda: _("Day of the extension"),
    "paused": lambda: _("Paused, does not count"),
    "rolled": lambda: _("The last day moves on to the next working day."),
    "set_outside": lambda: _("Due time set by the platform that sent the matter"),
}


def explain(clock: Clock, at: datetime) -> list[DayView]:
    """Why this date: day by day, what counted, and under which notice."""
    due = clocks.recompute(clock, clocks.calendar())
    return [DayView(day.on, day.counts, day_words(day)) for day in due.days]


def day_words(day: deadlines.Day) -> str:
    """A day of the explanation in words, with the notice that makes it so."""
    words = DAY_WORDS[day.why]() if day.why in DAY_WORDS else day.why
    return f"{words} ({day.notice})" if day.notice else words


def track(case: Case, at: datetime) -> Track:
    """What the filer is told, in plain words."""
    kind = registry.get(case.kind)
    running = [view for view in clock_views(case, Actor.filer(case), at) if view.clock.status == Clock.Status.RUNNING]
    return Track(
        state_words=str(kind.plain_states.get(case.state, kind.state_label(case.state))),
        next_words=str(kind.next_steps.get(case.state, "")),
        expected=running[0] if running else None,
        steps=_steps(case),
    )


def _steps(case: Case) -> tuple[tuple[str, str], ...]:
    kind = registry.get(case.kind)
    line = [state for state, (_column, row) in sorted(kind.layout.items(), key=lambda item: item[1]) if row == 0]
    been = visited(case)
    if case.state not in line:
        line = [state for state in line if state in been] + [case.state]
    now = line.index(case.state)
    done = case.state in kind.closed_states
    marks = ["done" if i < now or (done and i == now) else "now" if i == now else "next" for i in range(len(line))]
    return tuple((mark, kind.state_label(state)) for mark, state in zip(marks, line, strict=True))


def visited(case: Case) -> set[str]:
    """The states the case has been in."""
    moves = case.events.filter(verb="move").order_by().values_list("to_state", flat=True)
    return set(moves) | {case.state}


__all__ = [
    "ClockView",
    "DayView",
    "Entry",
    "Option",
    "Track",
    "clock_view",
    "clock_views",
    "day_words",
    "explain",
    "lamp",
    "left_words",
    "options",
    "timeline",
    "track",
    "visited",
]
