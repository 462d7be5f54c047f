"""A message as it leaves the house: subject, text, the same as simple HTML, and where to say that no more are wanted."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from notifications.models import Channel, Message
from notifications.wording import more_at, prepared


class Letter(NamedTuple):
    """What the recipient reads. `unsubscribe` is an address that takes one POST (RFC 8058), or nothing."""

    subject: str
    text: str
    html: str = ""
    link: str = ""
    unsubscribe: str = ""
    template: str = ""  # the code of a text message that the operator of the network has approved


def letter_of(message: Message) -> Letter:
    """The words of a message in its own language. Notes on the message by which version they are."""
    words = prepared(message)
    if message.channel == Channel.SMS:
        return Letter("", words.text, link=more_at(message), template=message.event)
    stop = stop_address(message)
    with translation.override(message.language):
        ending = _("If you do not want such e-mails any more: {link}").replace("{link}", stop)
    text = f"{words.text}\n\n{ending}"
    return Letter(words.title, text, _html(message.language, words.title, text), more_at(message), stop, message.event)


def _html(language: str, title: str, text: str) -> SafeString:
    parts = format_html_join("", "<p>{}</p>", ((_lines(part),) for part in text.split("\n\n")))
    page = '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><h1>{}</h1>{}</html>'
    return format_html(page, language, title, title, parts)


def _lines(part: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((_linked(line),) for line in part.split("\n")))


def _linked(line: str) -> SafeString | str:
    """A line, its address of our site made a link."""
    before, found, address = line.partition(f"{settings.PUBLIC_URL}/")
    if not found or " " in address:
        return line
    return format_html('{}<a href="{}">{}</a>', before, found + address, found + address)


def stop_address(message: Message) -> str:
    """Where whoever got the message says that they want no more. It holds the key of the message and nobody's data."""
    return settings.PUBLIC_URL + reverse("portal:stop", args=[_signer().sign(message.key.hex)])


def read_stop(token: str) -> Message | None:
    """The message of such an address, or None for one that we did not write."""
    try:
        return Message.objects.filter(key=_signer().unsign(token)).first()
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    return Signer(salt="notifications.stop")
