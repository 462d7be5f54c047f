"""The page of one rule: what it says now, every version with what changed, and what runs by which of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import clocks, rule_roles
from casework.errors import NotFound
from casework.models import Case, Clock, RuleChange
from casework.rehearsal import reaching_into
from casework.rule_versions import What, in_force, versions
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.rules.words import Names, about, differences, facts, title, validity


@staff_page()
def rule(request: StaffRequest, what: str, code: str) -> HttpResponse:
    """One rule with its history."""
    rule_roles.check_may_read(request.actor)
    rows, names = load_versions(what, code), Names.load()
    newest, now = rows[0], in_force(rows, timezone.localdate(request.now))
    shown = now or newest
    context = {
        "what": what,
        "code": code,
        "what_label": What(what).label,
        "title": heading(what, shown),
        "shown": shown,
        "now": now,
        "facts": facts(what, shown, names),
        "about": about(shown),
        "versions": _history(what, rows, names, _running(what, code)),
        "running_label": RUNNING.get(what, ""),
        "reach": reaching_into([newest]).count() if what == What.YEAR else None,
        "draft": _draft_of(what, code),
        "may_draft": rule_roles.may_draft(request.actor),
    }
    return render(request, "staff/rules/rule.html", context)


def load_versions(what: str, code: str) -> list[Any]:
    """Every version of a rule, the newest first, with who made it. Raises NotFound."""
    known = what in What.values and (what != What.YEAR or (code.isascii() and code.isdigit() and len(code) == 4))
    rows = list(versions(what, code).select_related("change__drafted_by", "change__decided_by")) if known else []
    if not rows:
        raise NotFound(gettext("There is no such rule."))
    return rows


def heading(what: str, row: Any) -> str:
    """What a rule is called on its page."""
    if what == What.YEAR:
        return gettext("Holidays of %(year)s") % {"year": row.year}
    return title(row) or gettext("Reserve list of leads")


RUNNING = {
    What.RULE: _("running time limits"),
    What.CLAUSE: _("open cases"),
}


def _history(what: str, rows: list[Any], names: Names, running: dict[int, int]) -> list[dict[str, Any]]:
    """Each version with the lines in which it differs from the one before."""
    said = [[*facts(what, row, names), *about(row)] for row in rows]
    return [
        {
            "row": row,
            "validity": validity(row) if hasattr(row, "valid_from") else "",
            "differences": differences(said[n + 1], said[n]) if n + 1 < len(rows) else [],
            "first": n + 1 == len(rows),
            "older": n > 0,
            "running": running.get(row.version, 0),
        }
        for n, row in enumerate(rows)
    ]


def _running(what: str, code: str) -> dict[int, int]:
    """How much runs by each version: live clocks of a rule, open cases of a clause."""
    if what == What.RULE:
        live = Clock.objects.filter(rule__code=code, status__in=clocks.LIVE).order_by()
        return dict(live.values_list("rule__version").annotate(Count("pk")))
    if what == What.CLAUSE:
        led = Case.objects.open().filter(route__clause=code).order_by()
        counted = led.values_list("route__version").annotate(Count("pk"))
        return {int(version): n for version, n in counted if str(version).isdigit()}
    return {}


def _draft_of(what: str, code: str) -> RuleChange | None:
    drafts: Any = RuleChange.objects.filter(what=what, code=code, status=RuleChange.Status.DRAFT)
    found: RuleChange | None = drafts.select_related("drafted_by", "unit").first()
    return found
