"""Taking, putting back and handing over tasks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import actions, queries, workload
from casework.errors import ActionError, NotFound
from casework.keyset import PAGE_SIZE
from casework.models import CaseTask, User
from casework.permissions import unit_members
from casework.staff.forms import HandOverForm
from casework.staff.pages import back_to, case_url, done, staff_page
from casework.staff.request import StaffRequest
from casework.staff.rows import case_of


@staff_page("POST")
def claim(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one task and go to its case."""
    task = actions.claim(load_task(request, pk).pk, by=request.actor, at=request.now)
    return done(request, _("You have taken this on."), case_url(case_of(task)))


@staff_page("POST")
def claim_many(request: StaffRequest) -> HttpResponse:
    """Take every chosen task; each succeeds or fails by itself and says so."""
    chosen = [int(pk) for pk in request.POST.getlist("task")[:PAGE_SIZE] if pk.isascii() and pk.isdigit()]
    tasks = queries.open_tasks(request.actor).filter(pk__in=chosen).select_related("case").order_by("pk")
    if not tasks:
        messages.warning(request, _("Choose at least one task first."))
    for task in tasks:
        _claim_one(request, task)
    return redirect(back_to(request, reverse("staff:queue")))


@staff_page("POST")
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a task back into the queue."""
    task = actions.release(load_task(request, pk).pk, by=request.actor, at=request.now)
    return done(request, _("The task is back in the unit's queue."), case_url(case_of(task)))


@staff_page("GET", "POST")
def hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a task to a colleague, with the reason."""
    task = load_task(request, pk)
    today = timezone.localdate(request.now)
    members = unit_members(task.unit_id or 0, task.role, today, case_of(task))
    away = workload.away_until(today, "pk", task.unit_id)
    colleagues = User.objects.filter(pk__in=members).annotate(away_until=away)
    form = HandOverForm(request.POST or None, colleagues=colleagues.exclude(pk=task.owner_id or 0).order_by("pk"))
    if request.method == "POST" and form.is_valid():
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        actions.hand_over(task.pk, to=to, reason=reason, by=request.actor, at=request.now)
        return done(request, _("Handed over to %(name)s.") % {"name": to}, case_url(case_of(task)))
    context: dict[str, Any] = {"task": task, "case": case_of(task), "form": form}
    return render(request, "staff/hand_over.html", context, status=422 if form.is_bound else 200)


def load_task(request: StaffRequest, pk: int) -> CaseTask:
    """An open task of a case this person may see. Raises NotFound."""
    task = queries.open_tasks(request.actor).filter(pk=pk).select_related("case", "unit", "owner").first()
    if task is None:
        raise NotFound(_("This task is done, or you may not see it."))
    return task


def _claim_one(request: StaffRequest, task: CaseTask) -> None:
    number = case_of(task).number
    try:
        actions.claim(task.pk, by=request.actor, at=request.now)
    except ActionError as error:
        messages.error(request, _("%(number)s: not taken. %(why)s") % {"number": number, "why": error})
    else:
        messages.success(request, _("%(number)s: you have taken this on.") % {"number": number})
