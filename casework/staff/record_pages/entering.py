"""Entering a record by hand (归集), and putting it right while it waits for its second person."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, queries, recordin
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.models import CreditRecord, RecordStatus, Role, SubjectType, Unit
from casework.permissions import Actor
from casework.register import people
from casework.staff.pages import done, staff_page
from casework.staff.record_pages.forms import RecordForm
from casework.staff.request import StaffRequest

ABOUT = {
    SubjectType.ENTERPRISE: (gettext_lazy("An enterprise"), gettext_lazy("With its unified social credit code.")),
    SubjectType.UNIT: (gettext_lazy("A public body"), gettext_lazy("A unit of the district; nobody of it decides.")),
    SubjectType.PERSON: (gettext_lazy("A civil servant"), gettext_lazy("Stored encrypted, never published.")),
}
BESIDE = {"fields": "fields_of_penalty"}  # where the form calls something otherwise


@staff_page("GET", "POST")
def new(request: StaffRequest) -> HttpResponse:
    """First whom the record is about, then the record."""
    if not may_enter(request.actor):
        raise NotAllowed(_("Only the information provider and registrars may enter records."))
    about = request.GET.get("about", "")
    if about not in SubjectType.values:
        choices = [(value, *words) for value, words in ABOUT.items()]
        return render(request, "staff/records/about.html", {"choices": choices})
    sources = sources_of(request.actor)
    first = sources.first() if sources.count() == 1 else None
    form = _form(request, about, sources, {"source_unit": first})
    if form.is_bound and form.is_valid():
        try:
            given = recordin.read(form.entry(), timezone.localdate(request.now))
            made = actions.collect_record(given, by=request.actor, at=request.now)
        except InvalidData as error:
            complain(form, error)
        else:
            words = _("Collected as %(number)s. A second person verifies it.") % {"number": made.number}
            return done(request, words, record_url(made))
    return _page(request, form, about)


@staff_page("GET", "POST")
def amend(request: StaffRequest, number: str) -> HttpResponse:
    """Put a record right that nobody has verified yet."""
    row = load_record(request, number)
    people.check_may_collect(request.actor, row.source_unit)
    if row.status != RecordStatus.COLLECTED:
        raise Conflict(_("The record has been verified. Draft a change of it instead."))
    current = row.said()
    form = _form(
        request, row.subject_type, sources_of(request.actor), _start(row, current), known=bool(row.person_name)
    )
    trouble: Conflict | None = None
    if form.is_bound and form.is_valid():
        try:
            given = recordin.read(form.entry(**_kept(row)), timezone.localdate(request.now))
            seen = request.POST.get("seen", "")
            version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 5 else 0
            actions.amend_record(row, given, by=request.actor, at=request.now, seen=version)
        except InvalidData as error:
            complain(form, error)
        except Conflict as error:
            trouble = error
        else:
            return done(request, _("Amended. A second person verifies it."), record_url(row))
    return _page(request, form, row.subject_type, row=row, seen=current.number, trouble=trouble)


def may_enter(actor: Actor) -> bool:
    """Whether this person may enter records of any unit."""
    return actor.has_role(Role.REGISTRAR) or bool(actor.units(Role.HANDLER, Role.SUPERVISOR))


def sources_of(actor: Actor) -> QuerySet[Unit]:
    """Units for which this person may enter records."""
    units = Unit.objects.filter(valid_to__isnull=True).order_by("pk")
    if actor.has_role(Role.REGISTRAR):
        return units
    return units.filter(pk__in=actor.units(Role.HANDLER, Role.SUPERVISOR))


def load_record(request: StaffRequest, number: str) -> CreditRecord:
    """The record as far as this person may know of it. Raises NotFound."""
    found: CreditRecord | None = queries.records(request.actor).filter(number=number.replace("\0", "")).first()
    if found is None:
        raise NotFound(_("There is no such record, or you may not see it."))
    return found


def record_url(row: CreditRecord) -> str:
    """The page of a record."""
    return reverse("staff:record", args=[row.number])


def complain(form: Any, error: InvalidData) -> None:
    """The door's errors beside their fields, those of unknown fields on top."""
    for name, words in error.errors.items():
        beside = BESIDE.get(name, name)
        for word in words:
            form.add_error(beside if beside in form.fields else None, word)


def _form(
    request: StaffRequest, about: str, sources: QuerySet[Unit], initial: dict[str, Any], *, known: bool = False
) -> RecordForm:
    units = Unit.objects.filter(valid_to__isnull=True).order_by("pk")
    if about == SubjectType.UNIT:
        units = units.filter(outside=False)
    on = timezone.localdate(request.now)
    given: dict[str, Any] = {"about": about, "sources": sources, "units": units, "on": on, "known": known}
    return RecordForm(request.POST or None, initial=initial, **given)


def _page(request: StaffRequest, form: RecordForm, about: str, **more: Any) -> HttpResponse:
    trouble = more.get("trouble")
    status = trouble.status if trouble else 422 if form.is_bound else 200
    context = {"form": form, "about": ABOUT[SubjectType(about)][0], "person": about == SubjectType.PERSON, **more}
    return render(request, "staff/records/enter.html", context, status=status)


def _start(row: CreditRecord, current: Any) -> dict[str, Any]:
    """What the form starts from; a person's name and number are not shown again."""
    start = recordin.own_words(row, current)
    start["fields_of_penalty"] = start.pop("fields")
    return start | ({"subject_name": ""} if row.subject_type == SubjectType.PERSON else {})


def _kept(row: CreditRecord) -> dict[str, Any]:
    """What stays when it is left empty: of a person, whom the form does not show."""
    if row.subject_type != SubjectType.PERSON:
        return {}
    return {"subject_name": row.full_name, "subject_code": str(row.person_id or "")}
