"""The unit that was asked: answering, and returning what is not its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import actions, casefile, registry
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.models import Assignment, Case, Role, Unit
from casework.permissions import excluded_units
from casework.staff.case_page import filer_facts, record_now
from casework.staff.context import working_calendar
from casework.staff.files import evidence_rows, store_files
from casework.staff.forms import AnswerForm, ReturnAssignmentForm
from casework.staff.moves import add_errors
from casework.staff.pages import case_url, done, load_case, staff_page
from casework.staff.request import StaffRequest


@staff_page("GET", "POST")
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer a question, with proof. "Add files" stores the files and keeps what is typed."""
    assignment, case = load_assignment(request, pk)
    if request.method == "GET":
        return _page(request, assignment, case, AnswerForm(findings=_findings(assignment, case)))
    form = AnswerForm(request.POST, request.FILES, findings=_findings(assignment, case))
    usable = form.is_valid()
    if "proof" in form.cleaned_data:
        store_files(request, form, assignment=assignment)
    if "add" in request.POST and not form.has_error("proof"):
        kept = {name: request.POST.get(name, "") for name in ("finding", "text")}
        return _page(request, assignment, case, AnswerForm(initial=kept, findings=_findings(assignment, case)))
    if not usable or form.errors:
        return _page(request, assignment, case, form, status=422)
    given = form.cleaned_data
    try:
        actions.answer(pk, finding=given["finding"], text=given["text"], by=request.actor, at=request.now)
    except InvalidData as error:
        add_errors(form, error)
        return _page(request, assignment, case, form, status=error.status)
    except Conflict as error:
        return _page(request, assignment, case, form, trouble=error, status=error.status)
    return done(request, _("Your answer has been sent to %(unit)s.") % {"unit": case.lead_unit}, case_url(case))


@staff_page("GET", "POST")
def give_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Return an assignment that is not this unit's."""
    assignment, case = load_assignment(request, pk)
    others = Unit.objects.valid_on(timezone.localdate(request.now)).exclude(pk__in=excluded_units(case))
    form = ReturnAssignmentForm(request.POST or None, units=others.exclude(pk=assignment.unit_id))
    context: dict[str, Any] = {"assignment": assignment, "case": case, "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.return_assignment(pk, by=request.actor, at=request.now, **form.cleaned_data)
            except InvalidData as error:
                add_errors(form, error)
            except Conflict as error:
                context["trouble"], status = error, error.status
            else:
                return done(request, _("Returned to %(unit)s.") % {"unit": case.lead_unit}, case_url(case))
    return render(request, "staff/give_back.html", context, status=status)


def case_of_assignment(request: StaffRequest, pk: int) -> tuple[Assignment, Case]:
    """An assignment of a case this person may see, with the case. Raises NotFound."""
    visible = Case.objects.visible_to(request.actor)
    shown = Assignment.objects.filter(pk=pk, case__in=visible)
    found = shown.select_related("unit", "belongs_to", "case", "asked_by", "answered_by").first()
    if found is None:
        raise NotFound(_("There is no such question, or you may not see it."))
    return found, load_case(request, found.case.number)


def load_assignment(request: StaffRequest, pk: int) -> tuple[Assignment, Case]:
    """An assignment of the actor's own unit with its case. Raises NotFound or NotAllowed."""
    found, case = case_of_assignment(request, pk)
    if not request.actor.holds(found.unit_id, Role.HANDLER):
        raise NotAllowed(_("Only a handler of the unit that was asked may do this."))
    if request.method == "GET" and found.status != Assignment.Status.OPEN:
        raise Conflict(_("This was already settled: %(status)s.") % {"status": found.get_status_display()})
    return found, case


def _findings(assignment: Assignment, case: Case) -> tuple[tuple[str, Any], ...]:
    return registry.get(case.kind).findings.get(assignment.purpose, ())


def _clock(request: StaffRequest, assignment: Assignment, case: Case) -> casefile.ClockView | None:
    clock = assignment.clocks.exclude(status="stopped").select_related("rule", "assignment__unit").first()
    return casefile.clock_view(clock, case.kind, working_calendar(request), request.now) if clock else None


def _page(
    request: StaffRequest,
    assignment: Assignment,
    case: Case,
    form: AnswerForm,
    *,
    trouble: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "assignment": assignment,
        "case": case,
        "clock": _clock(request, assignment, case),
        "form": form,
        "files": evidence_rows(case, request.actor, assignment),
        "filer": filer_facts(case),
        "record": record_now(case.record) if case.record else None,
        "trouble": trouble,
    }
    return render(request, "staff/answer.html", context, status=status)
