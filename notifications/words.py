"""How a message reads: the words that come with the system, for each event, audience and form, and filling them in.

A form is the shape that a channel needs: a title and a text inside the system, a subject and a text by e-mail, one short
text on a telephone. Administrators write other words (notifications/wording.py); what a message may say at all is the
same for both: PLACEHOLDERS. There is none for a name or for anything that somebody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.events import EVENTS, Audience, Group, Lazy

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
LONGEST_SMS = 70  # what one text message holds in Chinese
LONGEST_NUMBER = "西信异〔2026〕99999999号"


class Form(models.TextChoices):
    """The shape of a message; each belongs to one channel."""

    IN_APP = "in_app", _("In the system")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


class Words(NamedTuple):
    """A message as a person reads it. A text message has no title."""

    title: str
    text: str


PLACEHOLDERS: dict[str, Lazy] = {  # all that a message can carry
    "number": _("number of the case"),
    "event": _("what happened"),
    "link": _("address of the page that shows more"),
    "office": _("the office that writes"),
    "due": _("day on which the next time limit ends"),
    "count": _("how many"),
    "list": _("the messages of the day, each with its number and what happened"),
}
NUMBERED = ("number", "event", "link", "office", "due")
COUNTED = ("count", "event", "link", "office")

STAFF_HINTS = {
    Group.NEEDS_ME: _("Case {number}. Please sign in and see to it."),
    Group.PROGRESS: _("Case {number}. Sign in to see more."),
    Group.LIMITS: _("Case {number}. Please sign in, look at the time limit and act in time."),
}
STAFF_SMS = {
    Group.NEEDS_ME: _("{number} needs you. Please sign in."),
    Group.PROGRESS: _("{number}: there is news. Please sign in."),
    Group.LIMITS: _("{number}: mind the time limit. Please sign in."),
}
OTHER_HINTS = {  # of events that are not about a case
    "tickets_taken": _("Please sign in and register them."),
    "delivery_late": _("{number} still has to confirm. Sign in to see which changes, and send them again."),
    "digest": "{list}",
}
OTHER_SMS = {
    "clock_amber": _("{number}: a time limit is near. Please sign in."),
    "clock_red": _("{number}: a time limit has passed. Please sign in."),
    "clock_late": _("{number}: a time limit passed days ago. Please sign in."),
    "tickets_taken": _("{count} tickets of the hotline were taken over. Please sign in."),
    "delivery_late": _("A subscriber has not confirmed in time. Please sign in."),
    "digest": _("{count} messages wait for you. Please sign in."),
}
FILER_CLOSING = _(
    "To protect you, this message says nothing of what your matter is about. It is only a hint: letters that have legal"
    " effect are served on their own, and the dates that stand in them count. Please do not answer this message."
)
STAFF_CLOSING = _("This message is only a hint and says nothing of what the case is about. Please do not answer it.")
READ_MORE = _("See more: {link}")


def default_words(event: str, audience: str, form: str) -> Words:
    """The words that come with the system, in the active language, their placeholders not filled in."""
    if form == Form.SMS:
        return Words("", str(EVENTS[event].filer_brief if audience == Audience.FILER else _staff_sms(event)))
    title, hint = "{event}", _hint(event, audience)
    if form == Form.IN_APP:
        return Words(title, hint)
    if audience == Audience.STAFF and EVENTS[event].about == "number":
        title = str(_("{event} ({number})"))
    closing = FILER_CLOSING if audience == Audience.FILER else STAFF_CLOSING
    parts = [str(_("{event}.")), hint, str(READ_MORE), str(closing), "{office}"]
    return Words(title, "\n\n".join(parts))


def _hint(event: str, audience: str) -> str:
    if audience == Audience.FILER:
        return str(EVENTS[event].filer_hint)
    return str(OTHER_HINTS.get(event) or STAFF_HINTS[EVENTS[event].group])


def _staff_sms(event: str) -> Lazy:
    return OTHER_SMS.get(event) or STAFF_SMS[EVENTS[event].group]


def allowed(event: str) -> list[str]:
    """The placeholders that the words of this event may use."""
    if event == "digest":
        return [*COUNTED, "list"]
    return list(COUNTED if EVENTS[event].about == "count" else NUMBERED)


def happened(event: str, audience: str, values: Mapping[str, object]) -> str:
    """What happened, in one line of the active language."""
    return fill(str(getattr(EVENTS[event], audience) or EVENTS[event].staff), values)


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with its placeholders replaced; what has no value stands as a dash."""
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1]) or "—"), text)


def names_in(text: str) -> set[str]:
    """The placeholders that a text uses."""
    return set(PLACEHOLDER.findall(text))
