"""How a message fared, in words: for staff with the reason, for the filer of the case in plain language."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Case
from casework.templatetags.casework_ui import cn_date
from casework.timeline import Entry
from notifications.models import Channel, Message
from notifications.wording import Versions, read
from notifications.words import Form

Status = Message.Status
REASONS = {  # whole codes
    "none": gettext_lazy("no address of this kind is known"),
    "sealed": gettext_lazy("filed under seal: nothing is sent unless the person wants it"),
    "recused": gettext_lazy("the person keeps out of this case now"),
    "opted_out": gettext_lazy("the person does not want messages there"),
    "bounced": gettext_lazy("mail to this address came back before"),
    "complained": gettext_lazy("the person reported messages as unwanted"),
    "switched_off": gettext_lazy("the person has switched this off"),
    "empty": gettext_lazy("there was nothing left to tell"),
    "address": gettext_lazy("this is no address that mail can be sent to"),
    "timeout": gettext_lazy("the other side did not answer in time"),
    "cut": gettext_lazy("the connection broke"),
    "refused": gettext_lazy("the other side took no connection"),
    "connect": gettext_lazy("the other side could not be reached"),
    "lease": gettext_lazy("the program that was sending it ended in the middle"),
    "internal": gettext_lazy("a fault of the program"),
    "report": gettext_lazy("the network reports that it was not delivered"),
}
KINDS = {  # the word before the colon
    "smtp": gettext_lazy("the mail server refused it (%(code)s)"),
    "dsn": gettext_lazy("the mail came back (%(code)s)"),
    "http": gettext_lazy("the gateway refused it (%(code)s)"),
    "report": gettext_lazy("the network reports that it was not delivered (%(code)s)"),
    "auth": gettext_lazy("the mail server did not accept our password (%(code)s)"),
}
LIMIT = 30  # of one case
TO_PEOPLE = (Channel.EMAIL, Channel.SMS)


class Told(NamedTuple):
    """One message to the filer as a line. `bad`: it did not arrive. `wait`: it is on its way."""

    at: datetime
    channel: str
    title: str
    state: str
    why: str
    bad: bool


def trouble(status: str, code: str) -> str:
    """Why a message did not arrive, in words; nothing when it did."""
    if not code or status in (Status.DELIVERED, Status.QUEUED, Status.SENDING):
        return ""
    if code in REASONS:
        return str(REASONS[code])
    kind, _colon, rest = code.partition(":")
    return str(KINDS[kind]) % {"code": rest} if kind in KINDS else code


def whom(message: Message) -> str:
    """Who it was for; a filer is never named."""
    return str(message.recipient) if message.recipient_id is not None else _("the filer")


def way(channel: str) -> str:
    """A channel as people call what comes by it."""
    return _("text message") if channel == Channel.SMS else _("e-mail message")


def to_filer(case: Case) -> list[Told]:
    """What was sent to the filer outside of the system, the newest first. No address is shown."""
    rows = Message.objects.filter(case=case, recipient=None, channel__in=TO_PEOPLE).order_by("-pk")
    found = list(rows[:LIMIT])
    versions = Versions.load(form=Form.IN_APP, events={one.event for one in found}) if found else Versions({})
    return [_told(one, versions) for one in found]


def told_entry(told: Told) -> Entry:
    """One message to the filer as a line of the timeline."""
    title = _("To the filer by %(channel)s: %(title)s") % {"channel": told.channel, "title": told.title}
    words = f"{told.state}：{told.why}" if told.why else told.state
    return Entry(told.at, _("System"), title, words, "mail")


def _told(one: Message, versions: Versions) -> Told:
    bad = one.status in (Status.BOUNCED, Status.DEAD, Status.WITHHELD, Status.UNCONFIRMED)
    at = one.delivered_at or one.created_at
    why = trouble(one.status, one.last_error)
    title = read(one, Form.IN_APP, versions).words.title
    return Told(at, way(one.channel), title, one.get_status_display(), why, bad)


def for_filer(case: Case) -> list[str]:
    """The same for the filer: when we told them in which way, or that it could not be delivered."""
    sentences = {
        Status.DELIVERED: _("We told you by %(way)s on %(day)s."),
        Status.UNCONFIRMED: _("We wrote to you by %(way)s on %(day)s; whether it arrived we do not know."),
        Status.BOUNCED: _("We wrote to you by %(way)s on %(day)s; it could not be delivered."),
        Status.DEAD: _("We wrote to you by %(way)s on %(day)s; it could not be delivered."),
    }
    rows = Message.objects.filter(case=case, recipient=None, status__in=sentences, channel__in=TO_PEOPLE)
    return [_sentence(one, sentences[Status(one.status)]) for one in rows.order_by("-pk")[:LIMIT]]


def _sentence(one: Message, words: str) -> str:
    ways = {Channel.EMAIL.value: _("e-mail message"), Channel.SMS.value: _("text message")}
    return words % {
        "way": ways.get(one.channel, one.channel),
        "day": cn_date(one.delivered_at or one.created_at, "time"),
    }
