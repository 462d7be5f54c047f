"""What a message may say of its case beyond the number: the page that shows more, the office, the day of the next limit."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import quote

from django.conf import settings
from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone

from casework import clocks, queries, wishes
from casework.models import Case, Clock, Pack, Unit
from casework.permissions import Actor
from casework.rules.quiet import bundle_on
from casework.templatetags.casework_ui import cn_date
from notifications.events import EVENTS
from notifications.models import Message
from notifications.wording import Facts
from notifications.words import Form

MOST_LISTED = 100  # lines of one digest; whoever has more opens the page


def facts_of(message: Message, form: str, asked: set[str]) -> Facts:
    """The facts that are asked for, in the active language. Nothing here names a person or what somebody wrote."""
    told = bundled(message) if "list" in asked else []
    return Facts(
        link=link_of(message, form) if "link" in asked else "",
        office=office() if "office" in asked else "",
        due=_due(message) if "due" in asked else "",
        list="\n".join(f"· {one.number} {one.title}".replace("  ", " ") for one in told),
        count=len(told) if "list" in asked else None,
    )


def bundled(digest: Message) -> list[Message]:
    """The messages that a digest tells of: in the system, of its day, of the groups chosen, still to be seen by them."""
    user = digest.recipient
    if user is None:
        return []
    bundle = bundle_on(date.fromisoformat(digest.dedupe_key.rpartition(":")[2]), clocks.calendar())
    chosen = [event for event, one in EVENTS.items() if one.group in wishes.preference_of(user).email]
    actor = Actor.person(user, bundle.day)
    rows = queries.messages_of(actor).filter(created_at__gte=bundle.since, created_at__lt=bundle.until, urgent=False)
    found: list[Message] = list(rows.filter(event__in=chosen).order_by("pk")[:MOST_LISTED])
    return found


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
