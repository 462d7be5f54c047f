"""Absences (请假与代理): who of my units is away, who stands in, and entering one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Case, DateTimeField, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, care
from casework.errors import InvalidData
from casework.keyset import Order, page_of
from casework.models import Absence, Membership, Role, User
from casework.permissions import Actor
from casework.staff.moves import add_errors
from casework.staff.pages import done, staff_page
from casework.staff.request import StaffRequest
from casework.staff.work import with_query

FIRST_BACK = Order("ends")


class MembershipField(forms.ModelChoiceField):
    """A role of a person in a unit, one's own first."""

    def label_from_instance(self, obj: Any) -> str:
        """Name, role and unit."""
        return f"{obj.user} · {obj.get_role_display()} · {obj.unit}"


class AbsenceForm(forms.Form):
    """Who is away from which role, when, and who stands in."""

    membership = MembershipField(
        Membership.objects.none(), label=gettext_lazy("Who is away, and from which role"), empty_label=None
    )
    first_day = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who stands in"),
        empty_label=gettext_lazy("Please choose"),
        help_text=gettext_lazy(
            "A colleague of the same unit with the same role. A supervisor may name somebody with another role."
        ),
    )

    def __init__(self, *args: Any, roles: QuerySet[Membership], deputies: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = roles  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]  # likewise


@staff_page()
def absences(request: StaffRequest) -> HttpResponse:
    """Absences of today and to come in the units of this person, who is back first above."""
    today = timezone.localdate(request.now)
    found = Absence.objects.filter(_concerns(request.actor), last_day__gte=today)
    found = found.select_related("membership__user", "membership__unit", "deputy")
    found = found.annotate(ends=Cast("last_day", DateTimeField()))  # pages are keyed by moments
    page = page_of(found, FIRST_BACK, request.GET.get("cursor", ""))
    context = {
        "rows": [
            {
                "absence": one,
                "role": one.membership.get_role_display(),
                "now": one.first_day <= today,
                "may_end": _may_change(request.actor, one.membership),
            }
            for one in page.rows
        ],
        "may_enter": roles_of(request.actor, today).exists(),
        "before": with_query("staff:absences", {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:absences", {"cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/absences.html", context)


@staff_page("GET", "POST")
def enter(request: StaffRequest) -> HttpResponse:
    """Enter an absence: one's own, or as a supervisor that of a member."""
    today = timezone.localdate(request.now)
    roles, deputies = roles_of(request.actor, today), deputies_for(request.actor, today)
    form = AbsenceForm(request.POST or None, roles=roles, deputies=deputies)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            absence = actions.enter_absence(given.pop("membership"), by=request.actor, at=request.now, **given)
        except InvalidData as error:
            add_errors(form, error)
        else:
            words = _("Entered. %(name)s stands in.") % {"name": absence.deputy}
            return done(request, words, reverse("staff:absences"))
    return render(request, "staff/absence.html", {"form": form}, status=422 if form.is_bound else 200)


@staff_page("POST")
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """Back earlier, or not away at all."""
    actions.end_absence(pk, by=request.actor, at=request.now)
    return done(request, _("The absence has been ended."), reverse("staff:absences"))


def roles_of(actor: Actor, on: date) -> QuerySet[Membership]:
    """Roles for which this person enters absences: their own first, then those of the members they supervise."""
    theirs = Q(user=actor.user) | Q(unit__in=actor.units(Role.SUPERVISOR))
    own_first = Case(When(user=actor.user, then=Value(0)), default=Value(1))
    rows = _valid(on).filter(theirs, user__is_active=True).select_related("user", "unit")
    return rows.order_by(own_first, "unit", "user", "role")


def deputies_for(actor: Actor, on: date) -> QuerySet[User]:
    """Who may stand in: in the units one supervises every member, else colleagues with a role one has oneself."""
    fit = Q(unit__in=actor.units(Role.SUPERVISOR))
    for unit, role in _valid(on).filter(user=actor.user).values_list("unit", "role"):
        fit |= Q(unit=unit, role=role)
    people = User.objects.filter(is_active=True, memberships__in=_valid(on).filter(fit))
    if not actor.has_role(Role.SUPERVISOR):
        people = people.exclude(pk=actor.user.pk if actor.user else 0)
    return people.distinct().order_by("name", "pk")


def _valid(on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _concerns(actor: Actor) -> Q:
    """Absences in the units of this person, their own, and those in which they stand in."""
    units = care.units_of(actor) | actor.units()
    return Q(membership__unit__in=units) | Q(membership__user=actor.user) | Q(deputy=actor.user)


def _may_change(actor: Actor, membership: Membership) -> bool:
    own = actor.user is not None and membership.user_id == actor.user.pk
    return own or actor.holds(membership.unit_id, Role.SUPERVISOR)
