"""A message as it leaves the house: subject, text, the same as simple HTML, and where to say that no more are wanted."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from notifications.models import Message


class Letter(NamedTuple):
    """What the recipient reads. `unsubscribe` is an address that takes one POST (RFC 8058), or nothing."""

    subject: str
    text: str
    html: str
    link: str
    unsubscribe: str = ""
    template: str = ""  # the code of a text message that the operator of the network has approved


def letter_of(message: Message) -> Letter:
    """The words of a message in its own language."""
    with translation.override(message.language):
        words = message.words()
        link = settings.PUBLIC_URL + ("/staff/" if message.recipient_id else "/track")
        kind = _("This message was sent by a machine; please do not answer it.")
    text = f"{words.title}\n\n{words.text}\n\n{link}\n\n{kind}"
    html = format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title>'
        "<h1>{}</h1><p>{}</p><p><a href=\"{}\">{}</a></p><p><small>{}</small></p></html>",
        message.language, words.title, words.title, words.text, link, link, kind,
    )  # fmt: skip
    return Letter(words.title, text, str(html), link, template=message.event)
