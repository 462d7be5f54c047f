"""Messages in the application: what happened to my cases, newest first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import queries
from casework.errors import NotFound
from casework.models import Case
from casework.staff.pages import done, staff_page
from casework.staff.request import StaffRequest
from notifications.models import Message
from notifications.wording import Versions, read
from notifications.words import Form

SHOWN = 50


@staff_page()
def inbox(request: StaffRequest) -> HttpResponse:
    """My messages, unread first."""
    mine = queries.messages_of(request.actor).order_by("-pk")
    unread = list(mine.filter(read_at__isnull=True)[:SHOWN])
    seen = list(mine.filter(read_at__isnull=False)[:SHOWN])
    versions = Versions.load(form=Form.IN_APP, events={message.event for message in (*unread, *seen)})
    rows = {name: [_row(one, versions) for one in some] for name, some in (("unread", unread), ("seen", seen))}
    return render(request, "staff/messages.html", rows)


def _row(message: Message, versions: Versions) -> dict[str, object]:
    return {"message": message, "words": read(message, Form.IN_APP, versions).words}


@staff_page("POST")
def open_message(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark one message as read and go to its case, if I may still see it."""
    message = queries.messages_of(request.actor).filter(pk=pk).first()
    if message is None:
        raise NotFound(_("There is no such message."))
    mark_read(request, pk=pk)
    if message.case_id is None:  # of many at once: changes of records, or what was taken over from the hotline
        return redirect("staff:deliveries" if message.event == "delivery_late" else "staff:hotline")
    case = Case.objects.visible_to(request.actor).filter(pk=message.case_id).first()
    return redirect("staff:case", case.number) if case else redirect("staff:messages")


@staff_page("POST")
def read_all(request: StaffRequest) -> HttpResponse:
    """Mark all my messages as read."""
    mark_read(request)
    return done(request, _("All messages are marked as read."), reverse("staff:messages"))


def mark_read(request: StaffRequest, **which: int) -> None:
    """Note when unread messages of this person were read."""
    queries.messages_of(request.actor).filter(read_at__isnull=True, **which).update(read_at=request.now)
