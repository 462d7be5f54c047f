"""Everything the page of a case shows, gathered in a fixed number of queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import actions, casefile, clocks, diagram, made_records, queries, registry
from casework.archive.access import may_take
from casework.delivery_words import to_filer, told_entry
from casework.models import Case, CaseTask, Clock, CreditRecord, DisputeMark, Event, Role, SubjectType
from casework.paper_status import standing, with_standing
from casework.permissions import Actor, is_party
from casework.rules.calendars import Calendar
from casework.rules.terms import Unit
from casework.staff import measures
from casework.staff.acts import acts_of, task_acts
from casework.staff.around import around
from casework.staff.context import working_calendar
from casework.staff.files import evidence_rows
from casework.staff.request import StaffRequest
from casework.staff.rows import due_words, filer_name, masked_title, percent_used, time_left
from casework.templatetags.casework_ui import cn_date
from casework.timeline import Entry, entry, events_for
from casework.unnumbered import unnumbered

RELATED = 5


def read(request: StaffRequest, case: Case) -> None:
    """Note that this person opened the file."""
    actions.log_reading(case, by=request.actor, at=request.now)


def build(request: StaffRequest, case: Case) -> dict[str, Any]:
    """The context of the page."""
    actor, at = request.actor, request.now
    kind = registry.get(case.kind)
    filer = filer_facts(case)
    tasks = list(open_tasks(case, actor))
    pending = next((task.proposal for task in tasks if task.proposal_id), None)
    events = events_for(case, actor)
    cards = clock_cards(case, actor, working_calendar(request), at)
    options = casefile.options(case, actor, at, tasks)
    return {
        "case": case,
        "kind": kind,
        "title": title_of(case, filer),
        "state": kind.state_label(case.state),
        "pending": pending,
        "pending_step": kind.moves[pending.move].label if pending else "",
        "head": head_clock(cards),
        "running": [card for card in cards if not card["stopped"]],
        "finished": [card for card in cards if card["stopped"]],
        "unnumbered": unnumbered(case, events, [card["name"] for card in cards]),
        "holders": [task for task in tasks if task.owner_id],
        "tasks": task_acts(tasks, actor),
        "facts": facts(case, kind),
        "filer": filer,
        "acts": acts_of(case, options, tasks, pending, actor),
        "refused": sorted((option for option in options if not option.allowed), key=lambda o: not o.concerns),
        **rights(case, actor, tasks),
        "assignments": list(assignments(case, actor)),
        "record": record_now(case.record) if case.record else None,
        "made_records": records_made(case, actor),
        "files": evidence_rows(case, actor),
        "papers": [standing(row) for row in with_standing(case.documents.seen_by(actor)).order_by("-issued_at", "-pk")],
        "entries": [*waiting(tasks, working_calendar(request), at), *course(case, events, actor)],
        "recommendations": measures.of_case(case, events, actor, working_calendar(request), at),
        "panel": kind.panel_facts(case, at) if kind.panel_facts else {},
        "related": related(case, actor),
        **around(case, actor, at),
        **flow(case, kind, passed(case, events, actor)),
    }


def course(case: Case, events: list[Event], actor: Actor) -> list[Entry]:
    """What happened and what the filer was told of it by which way, the newest first."""
    found = [entry(event, case, actor) for event in events]
    if is_party(actor, case):
        return found
    return sorted([*(told_entry(told) for told in to_filer(case)), *found], key=lambda one: one.at, reverse=True)


def title_of(case: Case, filer: list[dict[str, Any]]) -> str:
    """The title of the case, without the name of a person who filed."""
    first = filer[0] if filer else {"full": "", "kind": ""}
    return masked_title(case.title, first["full"], first["kind"])


def clock_cards(case: Case, actor: Actor, calendar: Calendar, at: datetime) -> list[dict[str, Any]]:
    """The clocks, running ones first, each with its light and its day-by-day reckoning."""
    rows = case.clocks.seen_by(actor).select_related("rule", "assignment__unit").prefetch_related("events")
    cards = [clock_card(clock, case.kind, calendar, at) for clock in rows]
    return sorted(cards, key=lambda card: (card["stopped"], card["due_at"]))


def clock_card(clock: Clock, kind: str, calendar: Calendar, at: datetime) -> dict[str, Any]:
    """One clock: light and words, the rule it runs by, and why the date is that date."""
    view = casefile.clock_view(clock, kind, calendar, at)
    due = clocks.compute(clock, clock.events.all(), calendar)
    counted = [day for day in due.days if day.counts]
    used = sum(day.on <= timezone.localdate(at) for day in counted)
    return {
        "name": clock.name,
        "label": view.label,
        "light": view.light,
        "words": view.words,
        "due_at": view.due_at,
        "due_style": "time" if due.unit is Unit.HOUR else "day",  # hours and times set from outside end within a day
        "provisional": view.provisional,
        "unconfirmed": view.unconfirmed,
        "of_filer": view.of_filer,
        "right": clock.duty == Clock.Duty.RIGHT,
        "stopped": clock.status == Clock.Status.STOPPED,
        "used": percent_used(clock.started_at, view.due_at, at),
        "used_words": _("%(used)d of %(all)d days used") % {"used": used, "all": len(counted)},
        "basis": " · ".join(filter(None, [clock.rule.title, clock.rule.source, clock.rule.article])),
        "days": [casefile.DayView(day.on, day.counts, casefile.day_words(day)) for day in due.days],
    }


def head_clock(cards: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The clock of the case's head: of those the authorities answer for, the one that runs out first."""
    running = (card for card in cards if not card["stopped"])
    return min(running, key=lambda card: (card["of_filer"] or card["right"], card["due_at"]), default=None)


def passed(case: Case, events: list[Event], actor: Actor) -> set[str]:
    """The states the case has been in. Which they were is no secret, though the respondent sees some events only."""
    if is_party(actor, case):
        return casefile.visited(case)
    return {event.to_state for event in events if event.verb == "move"} | {case.state}


def flow(case: Case, kind: registry.CaseKind, visited: set[str]) -> dict[str, Any]:
    """The diagram of the kind with what was passed and where the case stands, for desk and phone."""
    onward = {move.target for move in kind.moves.values() if case.state in move.source and move.primary}
    return {
        "flow_lr": diagram.draw(kind, visited, case.state, orient="LR"),
        "flow_tb": diagram.draw(kind, visited, case.state, orient="TB"),
        "next_states": [kind.state_label(state) for state in kind.layout if state in onward - {case.state}],
    }


def facts(case: Case, kind: registry.CaseKind) -> list[tuple[str, Any]]:
    """Facts of the case: those all kinds share, then the kind's own."""
    shared = [
        (_("Filed at"), cn_date(case.opened_at, "time")),
        (_("Channel"), case.get_channel_display()),
        (_("Outside number"), case.external_id),
    ]
    own = kind.facts(case) if kind.facts else []
    return [(str(label), value) for label, value in [*shared, *own] if value not in (None, "")]


def filer_facts(case: Case) -> list[dict[str, Any]]:
    """The parties, masked: a person's name, numbers and addresses never in full (`full` is for masking only)."""
    return [
        {
            "role": party.get_role_display(),
            "name": filer_name(party.name, party.type),
            "full": party.name,
            "kind": party.type,
            "type": party.get_type_display(),
            "personal": party.type == SubjectType.PERSON,
            "lines": [
                (label, value)
                for label, value in (
                    (_("Identity number"), party.id_masked),
                    (_("Telephone"), party.phone_masked),
                    (_("E-mail"), party.email_masked),
                )
                if value
            ],
        }
        for party in case.parties.order_by("pk")
    ]


def waiting(tasks: list[CaseTask], calendar: Calendar, at: datetime) -> list[dict[str, Any]]:
    """What the case waits for at the moment, as the first lines of its timeline."""
    proposed = {task.proposal.task_id for task in tasks if task.proposal}  # these only wait for the decision
    return [
        {
            "state": "now",
            "title": _("Waiting for approval") if task.proposal_id else str(task.flow_task.task_title),
            "who": " · ".join(str(who) for who in (task.owner, task.unit) if who) or _("Filer"),
            "at_text": due_words(task.due_at),
            "text": time_left(task.due_at, at, calendar),
        }
        for task in tasks
        if task.pk not in proposed
    ]


def record_now(record: CreditRecord) -> dict[str, Any]:
    """The record as it stands, since when it is marked as disputed, and its versions."""
    standing = DisputeMark.objects.filter(record=OuterRef("record"), removed_at__isnull=True).order_by("placed_at")
    marked = Subquery(standing.values("placed_at")[:1])
    versions = list(record.versions.select_related("by").annotate(marked_since=marked).order_by("-number"))
    return {
        "row": record,
        "subject": filer_name(record.subject_name, record.subject_type),
        "now": versions[0] if versions else None,
        "versions": versions,
        "marked_since": versions[0].marked_since if versions else None,
    }


def records_made(case: Case, actor: Actor) -> list[CreditRecord]:
    """The records that the case has made, as far as this person may read them; only what was decided makes one."""
    if case.record_id is not None or not case.outcome:
        return []
    return list(queries.records(actor).filter(pk__in=made_records.by(case.pk)))


def related(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Other cases on the same record that this person may see."""
    if case.record_id is None:
        return []
    others = Case.objects.visible_to(actor).filter(record=case.record_id).exclude(pk=case.pk)
    return [
        {"case": other, "state": registry.get(other.kind).state_label(other.state)}
        for other in others.order_by("-opened_at", "-pk")[:RELATED]
    ]


def rights(case: Case, actor: Actor, tasks: list[CaseTask]) -> dict[str, bool]:
    """What this person may do beside moves: add files, take questions back, take the file of the case out."""
    return {
        "may_add": may_add(case, actor, tasks),
        "may_recall": actor.holds(case.lead_unit_id, Role.HANDLER) and case.closed_at is None,
        "may_take_file": may_take(case, actor),
    }


def may_add(case: Case, actor: Actor, tasks: list[CaseTask]) -> bool:
    """Whether this person may add files to the case now: the lead unit while it is open, the respondent in its turn."""
    if is_party(actor, case):
        theirs = any(task.unit_id == case.respondent_id for task in tasks)
        return theirs and actor.holds(case.respondent_id, Role.HANDLER)
    return case.closed_at is None and actor.holds(case.lead_unit_id, Role.HANDLER)


def open_tasks(case: Case, actor: Actor) -> Any:
    """The work that is open in the case."""
    return (
        CaseTask.objects.open()
        .filter(case_id=case.pk)
        .seen_by(actor)
        .select_related("owner", "unit", "process", "proposal__proposer")
        .order_by("pk")
    )


def assignments(case: Case, actor: Actor) -> Any:
    """Who was asked what, the newest first."""
    return (
        case.assignments.seen_by(actor).select_related("unit", "asked_by", "answered_by", "belongs_to").order_by("-pk")
    )
