"""The page of one change: what differs, what it would move, who drafted and who decides it, and how far it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import actions, registry, rule_roles
from casework.errors import ActionError, Conflict, InvalidData, NotFound
from casework.models import Case, RuleChange
from casework.rehearsal import Led, Line, concerned, led_otherwise, rehearse
from casework.rule_versions import What, built, versions
from casework.staff.moves import add_errors
from casework.staff.pages import done, staff_page
from casework.staff.request import StaffRequest
from casework.staff.rules.forms import CONFIRM, DECISIONS, DecideForm
from casework.staff.rules.pages import heading
from casework.staff.rules.words import Names, about, differences, facts

SHOWN = 25
Status = RuleChange.Status


@staff_page("GET", "POST")
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Read one change and decide it."""
    rule_roles.check_may_read(request.actor)
    found = load_change(pk)
    if request.method == "GET":
        return _page(request, found, DecideForm(initial={"decision": CONFIRM, "seen": found.content_hash}))
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        decided = _decide(request, found, form)
    except InvalidData as error:
        add_errors(form, error)
        return _page(request, found, form, status=error.status)
    except Conflict as error:
        return _page(request, load_change(pk), form, trouble=error, status=error.status)
    return done(request, _words(decided), reverse("staff:rule_change", args=[pk]))


@staff_page("POST")
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """The drafter withdraws a draft."""
    rule_roles.check_may_read(request.actor)
    taken = actions.withdraw_change(load_change(pk).pk, by=request.actor)
    return done(request, _("Withdrawn."), reverse("staff:rule", args=[taken.what, taken.code]))


def load_change(pk: int) -> RuleChange:
    """A change with the people in it. Raises NotFound."""
    rows: Any = RuleChange.objects.select_related("unit", "drafted_by", "decided_by")
    found: RuleChange | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such change."))
    return found


def _decide(request: StaffRequest, found: RuleChange, form: DecideForm) -> RuleChange:
    given = form.cleaned_data
    return actions.decide_change(
        found.pk,
        by=request.actor,
        at=request.now,
        confirm=given["decision"] == CONFIRM,
        seen=given["seen"],
        opinion=given["opinion"],
    )


def _page(
    request: StaffRequest, found: RuleChange, form: DecideForm, *, trouble: Conflict | None = None, status: int = 200
) -> HttpResponse:
    rows = list(versions(found.what, found.code).filter(version__lte=found.version).order_by("-version"))
    row, names = built(found, found.version), Names.load()
    base = next((old for old in rows if old.version == found.base_version), None)
    before = [*facts(found.what, base, names), *about(base)] if base else []
    pending = found.status == Status.DRAFT
    context: dict[str, Any] = {
        "change": found,
        "title": heading(found.what, row),
        "differences": differences(before, [*facts(found.what, row, names), *about(row)]),
        "new": base is None,
        "pending": pending,
        "running": found.status == Status.CONFIRMED,
        "form": form,
        "choices": _choices(form),
        "why_not": _why_not(request, found) if pending else "",
        "may_withdraw": pending and found.drafted_by_id == request.user.pk,
        "trouble": trouble,
        **(_rehearsed(request, found) if pending else _progress(found)),
    }
    return render(request, "staff/rules/change.html", context, status=status)


def _rehearsed(request: StaffRequest, found: RuleChange) -> dict[str, Any]:
    """What it would do today, one page of it, as far as this person may see the cases."""
    if found.what in (What.CLAUSE, What.RESERVE):
        led, more = led_otherwise(found)
        seen = _visible(request, [one.case.pk for one in led])
        rows = [_led_row(one) for one in led if one.case.pk in seen]
        return {"led": True, "count": len(led), "hidden": len(led) - len(rows), "more": more, **_some(request, rows)}
    result = rehearse(found, request.now)
    seen = _visible(request, [line.clock.case_id for line in (*result.moved, *result.kept)])
    rows = [_line_row(line) for line in (*result.moved, *result.kept) if line.clock.case_id in seen]
    hidden = len(result.moved) + len(result.kept) - len(rows)
    return {"rehearsal": result, "hidden": hidden, "more": result.more, **_some(request, rows)}


def _progress(found: RuleChange) -> dict[str, Any]:
    """How far a confirmed change is carried out."""
    if found.status != Status.CONFIRMED:
        return {}
    return {"left": concerned(found).filter(pk__gt=found.cursor).count()}


def _visible(request: StaffRequest, cases: list[int]) -> set[int]:
    """Which of the cases this person may know of."""
    return set(Case.objects.visible_to(request.actor).filter(pk__in=set(cases)).values_list("pk", flat=True))


def _some(request: StaffRequest, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One page of the rows, from the one that the address names."""
    keys = [str(row["key"]) for row in rows]
    start = keys.index(after) + 1 if (after := request.GET.get("after", "")) in keys else 0
    page = rows[start : start + SHOWN]
    address = request.path
    last = start + SHOWN
    return {
        "rows": page,
        "first": start + 1 if page else 0,
        "last": start + len(page),
        "before": f"{address}?after={keys[start - SHOWN - 1]}#rehearsal" if start > SHOWN else address if start else "",
        "after": f"{address}?after={keys[last - 1]}#rehearsal" if last < len(rows) else "",
    }


def _line_row(line: Line) -> dict[str, Any]:
    clock = line.clock
    return {
        "key": clock.pk,
        "number": clock.case.number,
        "clock": registry.get(clock.case.kind).clocks[clock.name].label,
        "before": line.before,
        "after": line.after,
        "breach": line.breach,
        "why": line.why,
    }


def _led_row(one: Led) -> dict[str, Any]:
    return {"key": one.case.pk, "number": one.case.number, "before": one.before, "after": one.after}


def _why_not(request: StaffRequest, found: RuleChange) -> str:
    """Why this person may not decide, in words; empty when they may."""
    try:
        rule_roles.check_may_decide(request.actor, found)
    except ActionError as error:
        return str(error)
    return ""


def _choices(form: DecideForm) -> list[dict[str, Any]]:
    chosen = form["decision"].value()
    return [{"value": v, "label": words, "hint": does, "checked": v == chosen} for v, words, does in DECISIONS]


def _words(decided: RuleChange) -> str:
    if decided.status == Status.REJECTED:
        return _("Not confirmed. Nothing was changed.")
    if decided.status == Status.CONFIRMED:
        return _("Confirmed. The new version stands; the running time limits follow.")
    return _("Confirmed. The new version stands.")
