"""What a message may say of its case beyond the number: the page that shows more, the office, the day of the next limit."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone

from casework.models import Case, Clock, Pack, Unit
from casework.templatetags.casework_ui import cn_date
from notifications.models import Message
from notifications.wording import Facts
from notifications.words import Form


def facts_of(message: Message, form: str) -> Facts:
    """The facts of a message, in the active language. Nothing here names a person or what somebody wrote."""
    return Facts(link=link_of(message, form), office=office(), due=_due(message))


def link_of(message: Message, form: str) -> str:
    """The page that shows more. On a telephone it is short, so the number is not in it."""
    if message.recipient_id is not None:
        page = reverse("staff:case", args=[message.number]) if message.case_id else reverse("staff:messages")
    else:
        page = reverse("portal:track")
        if form != Form.SMS:
            page += f"?number={quote(message.number)}"
    return f"{settings.PUBLIC_URL}{page}"


def office() -> str:
    """The office in whose name messages are written: the first of those that register what comes in."""
    pack = Pack.objects.order_by("pk").first()
    name = pack.registry[0] if pack and pack.registry else ""
    full = Unit.objects.filter(name=name, valid_to=None).values_list("full_name", flat=True).first()
    return full or name


def _due(message: Message) -> str:
    """For a filer the end of what they have to do, else of what is done for them; for staff that of the case."""
    if message.case_id is None:
        return ""
    running = Clock.objects.filter(case=message.case_id, status=Clock.Status.RUNNING)
    ends = running.aggregate(own=Min("due_at", filter=Q(duty=Clock.Duty.FILER)), any=Min("due_at"))
    of_case: datetime | None = Case.objects.filter(pk=message.case_id).values_list("due_at", flat=True).first()
    if message.recipient_id is None:
        return cn_date(ends["own"] or of_case or ends["any"], "plain")
    return cn_date(of_case and timezone.localtime(of_case), "plain")
