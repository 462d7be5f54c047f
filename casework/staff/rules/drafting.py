"""Drafting a change: the forms, a newly published year, and going back to an older version."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework import actions, rule_roles
from casework.errors import ActionError, Conflict, InvalidData, NotFound
from casework.models import Attestation, RuleChange
from casework.rule_versions import NewVersion, What, record_of
from casework.staff.moves import add_errors
from casework.staff.pages import done, staff_page
from casework.staff.request import StaffRequest
from casework.staff.rules.forms import ChangeForm, ClauseForm, ReserveForm
from casework.staff.rules.pages import heading, load_versions
from casework.staff.rules.rule_form import RuleForm, ladder_form, with_ladder
from casework.staff.rules.words import about
from casework.staff.rules.year_form import YearForm

FORMS: dict[str, Any] = {
    What.RULE: RuleForm,
    What.YEAR: YearForm,
    What.CLAUSE: ClauseForm,
    What.RESERVE: ReserveForm,
}


@staff_page("GET", "POST")
def draft(request: StaffRequest, what: str, code: str) -> HttpResponse:
    """Draft the next version of a rule, starting from the newest."""
    rule_roles.drafting_unit(request.actor)
    newest = load_versions(what, code)[0]
    base = record_of(what, newest)
    given: dict[str, Any] = {"initial": FORMS[what].start(base) | _about(request, newest), "base": base}
    if what == What.YEAR:
        given["fixed"] = True
    form = FORMS[what](request.POST or None, **given)
    rungs = ladder_form(base, request.POST or None) if what == What.RULE else None
    page = {"what": what, "code": code, "title": heading(what, newest), "newest": newest, "rungs": rungs}
    page["cites"] = about(newest)[0].text
    return _answer(request, form, rungs, code, page)


@staff_page("GET", "POST")
def new_year(request: StaffRequest) -> HttpResponse:
    """Enter the notice of a year, whether the year is known so far or not."""
    rule_roles.drafting_unit(request.actor)
    today = timezone.localdate(request.now)
    form = YearForm(
        request.POST or None, initial={"year": today.year + 1, "attestation": Attestation.READ, "confirms": True}
    )
    code = str(form.cleaned_data.get("year", "")) if form.is_bound and form.is_valid() else ""
    page = {"what": What.YEAR, "code": "", "title": _("Holidays of a new year")}
    return _answer(request, form, None, code, page)


@staff_page("POST")
def roll_back(request: StaffRequest, what: str, code: str) -> HttpResponse:
    """Draft a version that says again what an older one said. Like any other it waits for its decision."""
    rows = load_versions(what, code)
    wanted = request.POST.get("version", "")
    old = next((row for row in rows[1:] if str(row.version) == wanted), None)
    if old is None:
        raise NotFound(_("There is no such older version."))
    newest = rows[0]
    with translation.override("zh-hans"):  # files are kept in Chinese, whatever language the drafter reads
        reason = _("Back to version %(n)s.") % {"n": old.version}
    change = actions.draft_change(
        NewVersion(
            what=what,
            code=code,
            record=record_of(what, old),
            valid_from=_first_day(request, newest),
            source=getattr(old, "source", getattr(old, "source_notice", "")),
            article=getattr(old, "article", ""),
            attestation=old.attestation,
            confirms=old.confirmed_by_district,
            applies_to_open=newest.change is not None and newest.change.applies_to_open,
            reason=reason,
        ),
        by=request.actor,
        at=request.now,
    )
    return _drafted(request, change)


def _answer(
    request: StaffRequest, form: ChangeForm, rungs: BaseFormSet[Any] | None, code: str, page: dict[str, Any]
) -> HttpResponse:
    """The form; or, when it was sent and the door took it, the draft."""
    trouble: ActionError | None = None
    if form.is_bound and form.is_valid() and (rungs is None or rungs.is_valid()):
        new = form.new_version(code, timezone.localdate(request.now))
        if rungs is not None:
            new = NewVersion(**{**vars(new), "record": with_ladder(new.record, rungs)})
        try:
            return _drafted(request, actions.draft_change(new, by=request.actor, at=request.now))
        except InvalidData as error:
            add_errors(form, error)
        except Conflict as error:
            trouble = error
    status = 422 if form.is_bound else 200
    context = page | {"form": form, "trouble": trouble, "reaches": page["what"] == What.YEAR}
    return render(request, "staff/rules/draft.html", context, status=trouble.status if trouble else status)


def _drafted(request: StaffRequest, change: RuleChange) -> HttpResponse:
    address = reverse("staff:rule_change", args=[change.pk])
    return done(request, _("Drafted. It changes nothing until somebody else confirms it."), address)


def _about(request: StaffRequest, newest: Any) -> dict[str, Any]:
    """Source, standing and first day as they stand, so that only what changes has to be typed."""
    return {
        "source": getattr(newest, "source", getattr(newest, "source_notice", "")),
        "article": getattr(newest, "article", ""),
        "attestation": newest.attestation,
        "confirms": newest.confirmed_by_district,
        "valid_from": _first_day(request, newest),
    }


def _first_day(request: StaffRequest, newest: Any) -> date:
    """Tomorrow, or the day of the newest version if that is still to come: the decision may take until then."""
    tomorrow = timezone.localdate(request.now) + timedelta(days=1)
    return max(tomorrow, getattr(newest, "valid_from", None) or tomorrow)
