"""The lists of rules: time limits, calendar years, who leads, ladders, and the changes that were drafted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from casework import registry, rule_roles
from casework.keyset import PAGE_SIZE, Order, Page, page_of
from casework.limit_words import length
from casework.models import Area, Attestation, CalendarYear, Clause, DeadlineRule, ReserveList, RuleChange
from casework.rule_versions import What
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.rules.words import Names, english, listed, rung_words, spans, title, validity
from casework.staff.work import search_text, with_query

NEWEST = Order(descending=True)
SEPARATOR = "~"
UNCONFIRMED = ~Q(attestation=Attestation.READ) & Q(confirmed_by_district=False)


@staff_page()
def rules(request: StaffRequest) -> HttpResponse:
    """One of the lists, with its filters."""
    rule_roles.check_may_read(request.actor)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "limits"
    kinds = {kind.code: kind.label for kind in registry.all_kinds()}
    wanted = {
        "tab": tab,
        "q": search_text(request),
        "kind": request.GET.get("kind", "") if request.GET.get("kind") in kinds else "",
        "standing": "open" if request.GET.get("standing") == "open" else "",
    }
    context = {
        "tab": tab,
        "wanted": wanted,
        "filtered": any(wanted[name] for name in ("q", "kind", "standing")),
        "kinds": list(kinds.items()),
        "may_draft": rule_roles.may_draft(request.actor),
        "tabs": [(name, with_query("staff:rules", {"tab": name})) for name in TABS],
        **TABS[tab](request, wanted),
    }
    return render(request, "staff/rules/list.html", context)


def shown_versions(model: type[Any], name: str, request: StaffRequest) -> QuerySet[Any]:
    """Of each rule the version in force today, else its newest; `coming`: a later one is there."""
    today = timezone.localdate(request.now)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    going = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    same = model.objects.filter(**{name: OuterRef(name)})
    in_force = Case(When(begun & going, then=Value(1)), default=Value(0), output_field=IntegerField())
    best = same.annotate(now=in_force).order_by("-now", "-version").values("pk")[:1]
    later = same.filter(version__gt=OuterRef("version"))
    return model.objects.filter(pk=Subquery(best)).annotate(now=in_force, coming=Exists(later))


def _limits(request: StaffRequest, wanted: dict[str, str]) -> dict[str, Any]:
    rows = _narrowed(shown_versions(DeadlineRule, "code", request), wanted)
    page = _by_code(rows, request.GET.get("cursor", ""))
    listed = [_line(What.RULE, row, title(row), length(row.spec.get("limit"))) for row in page.rows]
    return {"rows": listed, **_beside(page, wanted)}


def _years(request: StaffRequest, wanted: dict[str, str]) -> dict[str, Any]:
    newer = CalendarYear.objects.filter(year=OuterRef("year"), version__gt=OuterRef("version"))
    rows = CalendarYear.objects.filter(~Exists(newer)).order_by("-year")
    if wanted["standing"]:
        rows = rows.filter(UNCONFIRMED)
    return {"rows": [{"row": row, "url": _url(What.YEAR, row.year), "makeup": spans(row.makeup)} for row in rows]}


def _routing(request: StaffRequest, wanted: dict[str, str]) -> dict[str, Any]:
    first = Clause.objects.filter(code=OuterRef("code")).order_by("version").values("pk")[:1]
    clauses = shown_versions(Clause, "code", request).annotate(place=Subquery(first)).order_by("place")
    reserve = shown_versions(ReserveList, "code", request).order_by("code")
    if q := wanted["q"]:
        named = Q(leads__contains=[q]) | Q(cooperating__contains=[q])
        areas = Area.objects.filter(Q(zh__icontains=q) | Q(en__icontains=q)).values("clause")
        clauses = clauses.filter(named | Q(code__icontains=q) | Q(title__icontains=q) | Q(code__in=areas))
    if wanted["standing"]:
        clauses, reserve = clauses.filter(UNCONFIRMED), reserve.filter(UNCONFIRMED)
    areas_of: dict[str, list[str]] = {}
    for area in Area.objects.order_by("pk"):
        areas_of.setdefault(area.clause, []).append(area.en if english() else area.zh)
    return {
        "rows": [
            {**_line(What.CLAUSE, row, row.title), "areas": listed(areas_of.get(row.code, ()))} for row in clauses
        ],
        "reserve": [_line(What.RESERVE, row, listed(row.units)) for row in reserve],
    }


def _ladders(request: StaffRequest, wanted: dict[str, str]) -> dict[str, Any]:
    """The ladders that rules have of their own; the one that all others share stands once, before them."""
    names, rows = Names.load(), shown_versions(DeadlineRule, "code", request).filter(spec__has_key="ladder")
    shared = rows.filter(spec__has_key="ladder_basis").order_by("code").first()
    own = _narrowed(rows.exclude(spec__has_key="ladder_basis"), wanted)
    page = _by_code(own, request.GET.get("cursor", ""))
    listed = [{**_line(What.RULE, row, title(row)), "steps": _steps(row, names)} for row in page.rows]
    default = {"steps": _steps(shared, names), "basis": shared.spec["ladder_basis"]} if shared else None
    return {"rows": listed, "default": default, **_beside(page, wanted)}


def _changes(request: StaffRequest, wanted: dict[str, str]) -> dict[str, Any]:
    rows: Any = RuleChange.objects.select_related("drafted_by", "decided_by", "unit")
    if wanted["q"]:
        rows = rows.filter(code__icontains=wanted["q"])
    if wanted["standing"]:
        rows = rows.filter(status=RuleChange.Status.DRAFT)
    page = page_of(rows, NEWEST, request.GET.get("cursor", ""))
    mine = set(
        rule_roles.waiting_for(request.actor).filter(pk__in=[row.pk for row in page.rows]).values_list("pk", flat=True)
    )
    return {"rows": [{"change": row, "mine": row.pk in mine} for row in page.rows], **_beside(page, wanted)}


TABS: dict[str, Callable[[StaffRequest, dict[str, str]], dict[str, Any]]] = {
    "limits": _limits,
    "years": _years,
    "routing": _routing,
    "ladder": _ladders,
    "changes": _changes,
}


def _narrowed(rows: QuerySet[Any], wanted: dict[str, str]) -> QuerySet[Any]:
    if q := wanted["q"]:
        texts = ("code", "title", "title_en", "source", "article")
        found = Q()
        for name in texts:
            found |= Q(**{f"{name}__icontains": q})
        rows = rows.filter(found)
    if wanted["kind"]:
        rows = rows.filter(kind=wanted["kind"])
    return rows.filter(UNCONFIRMED) if wanted["standing"] else rows


def _line(what: str, row: Any, words: str, limit: str = "") -> dict[str, Any]:
    return {"row": row, "title": words, "limit": limit, "validity": validity(row), "url": _url(what, row.code)}


def _steps(row: DeadlineRule, names: Names) -> list[dict[str, str]]:
    return [{"code": step["rung"], "words": rung_words(step, names)} for step in row.spec["ladder"]]


def _url(what: str, code: Any) -> str:
    return reverse("staff:rule", args=[what, code])


def _by_code(rows: QuerySet[Any], cursor: str) -> Page:
    """One page in the order of the codes, which never change, in one query."""
    direction, _sep, code = cursor.replace("\0", "").partition(SEPARATOR)
    backwards = direction == "p" and bool(code)
    if code:
        rows = rows.filter(**{"code__lt" if backwards else "code__gt": code})
    found = list(rows.order_by("-code" if backwards else "code")[: PAGE_SIZE + 1])
    more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        found.reverse()
    has_before, has_after = (more, True) if backwards else (bool(code), more)
    return Page(
        rows=found,
        before=f"p{SEPARATOR}{found[0].code}" if found and has_before else "",
        after=f"n{SEPARATOR}{found[-1].code}" if found and has_after else "",
    )


def _beside(page: Page, wanted: dict[str, str]) -> dict[str, str]:
    return {
        "before": with_query("staff:rules", wanted | {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:rules", wanted | {"cursor": page.after}) if page.after else "",
    }
