"""Changes on their way to subscribers (推送与回执): who has not confirmed what; sending again, confirming by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, registry, telling
from casework.errors import Conflict, NotAllowed, NotFound
from casework.held import held
from casework.keyset import Order, page_of
from casework.models import Delivery, Role, Subscriber
from casework.queries import light_of
from casework.staff.context import working_calendar
from casework.staff.pages import done, staff_page
from casework.staff.request import StaffRequest
from casework.staff.rows import due_words, time_left
from casework.staff.work import with_query

LOOKING = (Role.REGISTRAR, Role.SUPERVISOR, Role.LEADER, Role.AUDITOR)
OLDEST = Order()


class ConfirmForm(forms.Form):
    """The reference of a confirmation that came by letter or telephone."""

    reference = forms.CharField(label=gettext_lazy("Reference of the confirmation"), max_length=80)


@staff_page()
def deliveries(request: StaffRequest) -> HttpResponse:
    """Subscribers with what they have not confirmed, and the list of it, the oldest first."""
    if not any(request.actor.has_role(role) for role in LOOKING):
        raise NotAllowed()
    to = request.GET.get("to", "").replace("\0", "")
    page = page_of(telling.unconfirmed(to), OLDEST, request.GET.get("cursor", ""))
    subscribers = telling.subscribers(request.now)
    registers = request.actor.has_role(Role.REGISTRAR)
    with held():
        rows = [_row(one, request, registers) for one in page.rows]
    context = {
        "to": to,
        "chosen": next((one for one in subscribers if one.code == to), None),
        "subscribers": [_subscriber(one, registers) for one in subscribers],
        "rows": rows,
        "before": with_query("staff:deliveries", {"to": to, "cursor": page.before}) if page.before else "",
        "after": with_query("staff:deliveries", {"to": to, "cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/deliveries.html", context)


@staff_page("POST")
def send_again(request: StaffRequest, code: str) -> HttpResponseBase:
    """Everything that a subscriber has not confirmed goes out now."""
    subscriber = Subscriber.objects.filter(code=code).first()
    if subscriber is None:
        raise NotFound(_("There is no such subscriber."))
    actions.send_again(subscriber, by=request.actor, at=request.now)
    return done(request, _("It is being sent once more."), reverse("staff:deliveries"))


@staff_page("GET", "POST")
def confirm(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Note that a subscriber that is told by hand shows the change."""
    if not request.actor.has_role(Role.REGISTRAR):
        raise NotAllowed(_("Only registrars may do this."))
    one = Delivery.objects.filter(pk=pk).select_related("subscriber", "record").first()
    if one is None:
        raise NotFound(_("There is no such delivery."))
    form, trouble = ConfirmForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data["reference"]
            actions.acknowledge_delivery(one.key, by=request.actor, at=request.now, reference=given)
        except (Conflict, NotAllowed) as error:
            trouble = error
        else:
            return done(request, _("The confirmation is noted."), reverse("staff:deliveries"))
    context = {"one": one, "form": form, "trouble": trouble}
    status = trouble.status if trouble else 422 if request.method == "POST" else 200
    return render(request, "staff/confirm_delivery.html", context, status=status)


def _subscriber(one: Any, registers: bool) -> dict[str, Any]:
    sends = one.active and one.way in (Subscriber.Way.WEBHOOK, Subscriber.Way.FILE)
    return {
        "one": one,
        "open_ones": _shown(one.open_ones),
        "unsent": _shown(one.unsent) if sends else "",
        "late": _shown(one.late),
        "trouble": telling.trouble(one.failing or ""),
        "may_send": registers and sends and one.open_ones,
    }


def _shown(count: int) -> int | str:
    return count if count <= telling.MOST else f"{telling.MOST}+"


def _row(one: Delivery, request: StaffRequest, registers: bool) -> dict[str, Any]:
    waits = one.case is not None and _waits(one)
    by_hand = one.subscriber.way == Subscriber.Way.MANUAL or not one.subscriber.active
    return {
        "one": one,
        "light": light_of(one.due_at, telling.amber_at(one.queued_at), request.now),
        "words": time_left(one.due_at, request.now, working_calendar(request)),
        "due": due_words(one.due_at),
        "trouble": telling.trouble(one.last_error),
        "case": one.case if waits else None,  # there its handlers note it
        "may_confirm": registers and by_hand and not waits,
    }


def _waits(one: Delivery) -> bool:
    """Whether the case of a change goes on with this confirmation."""
    kind = registry.get(one.case.kind)
    move = kind.moves.get(kind.confirms)
    return move is not None and one.case.state in move.source
