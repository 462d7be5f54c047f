"""Changes of a record outside a case: drafting one, the list of those that wait, deciding, and what is at its maximum."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import actions, queries
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.held import held
from casework.keyset import Order, page_of
from casework.models import CreditRecord, RecordChange, RecordVersion
from casework.permissions import Actor
from casework.register import changing, people
from casework.staff.pages import done, staff_page
from casework.staff.record_pages.entering import complain, load_record, record_url
from casework.staff.record_pages.forms import ChangeForm, DecideForm
from casework.staff.request import StaffRequest
from casework.staff.work import with_query

OLDEST = Order()
What = RecordChange.What


@staff_page("GET", "POST")
@held()
def draft(request: StaffRequest, number: str, what: str) -> HttpResponse:
    """Draft a change of a record; it alters nothing until somebody else confirms it."""
    row = load_record(request, number)
    if what not in What.values:
        raise NotFound(_("There is no such change."))
    changing.check_may_draft(request.actor, row, what)
    changing.check_possible(row, what, timezone.localdate(request.now))
    current = row.said()
    form = ChangeForm(request.POST or None, what=what, initial=_start(current))
    trouble: Conflict | None = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        wanted = changing.Draft(what, given["reason"], form.values(), given["basis"], given["seen"])
        try:
            made = actions.draft_record_change(row, wanted, by=request.actor, at=request.now)
        except InvalidData as error:
            complain(form, error)
        except Conflict as error:
            trouble = error
        else:
            words = _("Drafted. It changes nothing until somebody else confirms it.")
            return done(request, words, reverse("staff:record_change", args=[made.pk]))
    status = trouble.status if trouble else 422 if form.is_bound else 200
    context = {"row": row, "form": form, "label": What(what).label, "trouble": trouble, "now": current}
    return render(request, "staff/records/draft.html", context, status=status)


@staff_page()
@held()
def changes(request: StaffRequest) -> HttpResponse:
    """The changes that wait for a decision, the oldest first, with the time limit for withdrawing what is public."""
    _check_registers(request)
    page = page_of(_waiting(), OLDEST, request.GET.get("cursor", ""))
    rows = [{"change": one, "due": changing.due_at(one)} for one in page.rows]
    for row in rows:
        row["late"] = row["due"] is not None and row["due"] < request.now
    context = {"rows": rows, **_beside("staff:record_changes", page)}
    return render(request, "staff/records/changes.html", context)


@staff_page()
@held()
def ending(request: StaffRequest) -> HttpResponse:
    """Public records past their maximum that do not end by themselves: end, or keep with a reason."""
    _check_registers(request)
    rows = queries.records(request.actor).at_their_maximum(timezone.localdate(request.now))
    page = page_of(rows, OLDEST, request.GET.get("cursor", ""))
    waiting = dict(
        RecordChange.objects.filter(
            record__in=[row.pk for row in page.rows], status=RecordChange.Status.PENDING
        ).values_list("record_id", "pk")
    )
    context = {
        "rows": [{"row": row, "waiting": waiting.get(row.pk)} for row in page.rows],
        **_beside("staff:ending_records", page),
    }
    return render(request, "staff/records/ending.html", context)


@staff_page("GET", "POST")
@held()
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Read a change beside what the record says now, and decide it."""
    found = _load(request, pk)
    form = DecideForm(request.POST or None, initial={"decision": DecideForm.CONFIRM})
    trouble: Conflict | None = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        confirm = given["decision"] == DecideForm.CONFIRM
        act = {"by": request.actor, "at": request.now}
        try:
            actions.decide_record_change(found, confirm=confirm, answer=given["answer"], **act)
        except InvalidData as error:
            complain(form, error)
        except Conflict as error:
            trouble, found = error, _load(request, pk)
        else:
            words = _("Confirmed: %(what)s.") if confirm else _("Not confirmed: %(what)s.")
            return done(request, words % {"what": found.get_what_display()}, record_url(found.record))
    status = trouble.status if trouble else 422 if form.is_bound else 200
    return render(request, "staff/records/change.html", _about(request, found, form, trouble), status=status)


@staff_page("POST")
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """The drafter takes a draft back."""
    found = _load(request, pk)
    actions.withdraw_record_change(found, by=request.actor, at=request.now)
    return done(request, _("Withdrawn."), record_url(found.record))


def possible(actor: Actor, row: CreditRecord, request: StaffRequest) -> list[dict[str, Any]]:
    """The changes that this person may draft of a record as it stands."""
    found = []
    for what in What:
        try:
            changing.check_may_draft(actor, row, what)
            changing.check_possible(row, what, timezone.localdate(request.now))
        except (NotAllowed, Conflict):
            continue
        found.append({"what": what.value, "label": what.label})
    return found


def _about(request: StaffRequest, found: RecordChange, form: DecideForm, trouble: Conflict | None) -> dict[str, Any]:
    pending = found.status == RecordChange.Status.PENDING
    old = found.record.versions.get(number=found.version)
    own = found.drafted_by_id == request.user.pk
    return {
        "change": found,
        "row": found.record,
        "form": form,
        "trouble": trouble,
        "differences": [_difference(old, name, value) for name, value in found.fields.items()],
        "pending": pending,
        "why_not": _why_not(request, found) if pending else "",
        "own": own and pending,
        "due": changing.due_at(found),
        "late": pending and (due := changing.due_at(found)) is not None and due < request.now,
    }


def _why_not(request: StaffRequest, found: RecordChange) -> str:
    """Why this person cannot decide it; empty when they can."""
    try:
        people.check_may_register(request.actor, found.record)
    except NotAllowed as error:
        return str(error)
    if found.drafted_by_id == request.user.pk:
        return _("You drafted this yourself, so somebody else has to decide it.")
    return ""


def _difference(old: RecordVersion, name: str, value: Any) -> dict[str, Any]:
    """One value that changes, in words: before and after."""
    columns: Any = RecordVersion._meta
    if name not in {column.name for column in columns.get_fields()}:
        return {"label": ChangeForm.base_fields[name].label, "before": "", "after": value}
    column = columns.get_field(name)
    words = dict(column.flatchoices)
    before = getattr(old, name)
    return {
        "label": column.verbose_name,
        "before": words.get(before, "" if before is None else before),
        "after": words.get(value, value),
    }


def _load(request: StaffRequest, pk: int) -> RecordChange:
    """A change of a record that this person may know of. Raises NotFound."""
    rows: Any = RecordChange.objects.select_related("record__source_unit", "drafted_by", "decided_by")
    found: RecordChange | None = rows.filter(pk=pk, record__in=queries.records(request.actor)).first()
    if found is None:
        raise NotFound(_("There is no such change."))
    return found


def _waiting() -> Any:
    pending = RecordChange.objects.filter(status=RecordChange.Status.PENDING)
    return pending.select_related("record__source_unit", "drafted_by")


def _check_registers(request: StaffRequest) -> None:
    if not people.may_register(request.actor):
        raise NotAllowed(_("Only registrars and supervisors of the registering units may decide on a record."))


def _beside(name: str, page: Any) -> dict[str, str]:
    return {
        "before": with_query(name, {"cursor": page.before}) if page.before else "",
        "after": with_query(name, {"cursor": page.after}) if page.after else "",
    }


def _start(current: RecordVersion) -> dict[str, Any]:
    """What the record says now, so that only what changes has to be typed."""
    names = ("title", "facts", "amount", "severity", "decided_on", "determined_on")
    return {name: getattr(current, name) for name in names} | {"seen": current.number}
