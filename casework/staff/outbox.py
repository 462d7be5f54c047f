"""Messages that did not arrive (发件箱): why, since when, and sending them again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import actions, message_roles
from casework.delivery_words import trouble, whom
from casework.keyset import Order, page_of
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.work import with_query
from notifications.events import EVENTS
from notifications.models import Channel, Message, MessageAct
from notifications.wording import Versions, read
from notifications.words import Form

NEWEST = Order("created_at", descending=True)
MOST = 100  # settled at once
STATES = ("unconfirmed", "bounced", "dead", "withheld")
OUT = (Channel.EMAIL, Channel.SMS, Channel.WEBHOOK)


@staff_page()
def outbox(request: StaffRequest) -> HttpResponse:
    """What did not arrive, the newest first, by channel and state."""
    return _list(request, {})


def _list(request: StaffRequest, wrong: dict[int, str]) -> HttpResponse:
    message_roles.check_may_settle(request.actor)
    given = request.GET
    wanted = {name: given.get(name, "") for name in ("channel", "status")}
    wanted = {"channel": _known(wanted["channel"], Channel.values), "status": _known(wanted["status"], STATES)}
    rows = message_roles.outbox_of(request.actor).filter(**{name: one for name, one in wanted.items() if one})
    rows = rows.select_related("recipient").prefetch_related("acts__by")
    page = page_of(rows, NEWEST, given.get("cursor", ""))
    versions = Versions.load(form=Form.IN_APP, events={one.event for one in page.rows})
    named = not message_roles.administers(request.actor)
    context = {
        "rows": [_row(one, versions, named, wrong) for one in page.rows],
        "channel": wanted["channel"],
        "status": wanted["status"],
        "channels": [(one.value, one.label) for one in OUT],
        "states": [(state, Message.Status(state).label) for state in STATES],
        "filtered": any(wanted.values()),
        "before": with_query("staff:outbox", wanted | {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:outbox", wanted | {"cursor": page.after}) if page.after else "",
        "failures": len(wrong),
    }
    return render(request, "staff/outbox.html", context, status=409 if wrong else 200)


def _known(given: str, known: Any) -> str:
    return given if given in known else ""


def _row(one: Message, versions: Versions, named: bool, wrong: dict[int, str]) -> dict[str, Any]:
    return {
        "one": one,
        "title": read(one, Form.IN_APP, versions).words.title if named else event_title(one),
        "number": one.number if named else "",
        "whom": whom(one),
        "trouble": trouble(one.status, one.last_error),
        "acts": list(one.acts.all()),
        "wrong": wrong.get(one.pk, ""),
    }


def event_title(one: Message) -> str:
    """What a message tells of, without the number of its case."""
    known = EVENTS.get(one.event)
    return str(known.staff or known.filer).replace("{number}", "…").replace("{count}", "…") if known else one.event


@staff_page("POST")
def settle(request: StaffRequest) -> HttpResponseBase:
    """Send the chosen ones again, or count them as arrived: each for itself, and what went wrong stands beside it."""
    what = request.POST.get("what", "")
    if what not in MessageAct.What.values:
        return redirect("staff:outbox")
    chosen = [
        int(pk) for pk in request.POST.getlist("message")[:MOST] if pk.isascii() and pk.isdigit() and len(pk) < 19
    ]
    if not chosen:
        messages.warning(request, _("Nothing was chosen, so nothing was done."))
        return redirect("staff:outbox")
    wrong = actions.settle_messages(chosen, what, by=request.actor, at=request.now)
    if good := len(chosen) - len(wrong):
        words = _("Being sent again: %(n)d.") if what == MessageAct.What.AGAIN else _("Counted as arrived: %(n)d.")
        messages.success(request, words % {"n": good})
    if wrong:
        for words in sorted(set(wrong.values())):
            messages.error(request, words)
        return _list(request, wrong)
    return redirect(_back(request))


def _back(request: StaffRequest) -> str:
    query = {name: request.POST.get(name, "") for name in ("channel", "status")}
    return with_query("staff:outbox", query) if any(query.values()) else reverse("staff:outbox")
