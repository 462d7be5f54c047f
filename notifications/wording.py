"""Which words a message is sent with: the version in force when it was written, or those that come with the system."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import translation

from notifications.events import Audience
from notifications.models import Message, MessageTemplate
from notifications.words import Form, Words, default_words, fill, happened, names_in

FACTS = ("link", "office", "due", "list")
Key = tuple[str, str, str, str]  # event, audience, language, form


@dataclass(frozen=True)
class Facts:
    """What casework knows of a message beyond its row."""

    link: str = ""
    office: str = ""
    due: str = ""
    list: str = ""
    count: int | None = None


class Reading(NamedTuple):
    """A message as it is read, and the version that says so; none for the words that come with the system."""

    words: Words
    wording: MessageTemplate | None


FactsOf = Callable[[Message, str, set[str]], Facts]
_knows: list[FactsOf] = []


def register(facts_of: FactsOf) -> None:
    """Have link, office, due day and the list of a digest looked up here. The one registered last is asked."""
    _knows[:] = [facts_of]


@dataclass
class Versions:
    """Confirmed versions, read at once: a page of messages asks for them in one query."""

    rows: Mapping[Key, list[MessageTemplate]]

    @classmethod
    def load(cls, *, form: str, events: Iterable[str]) -> Versions:
        """Those of one form for these events."""
        found = MessageTemplate.objects.filter(form=form, event__in=set(events), status="confirmed")
        rows: dict[Key, list[MessageTemplate]] = {}
        for row in found.order_by("-version"):
            rows.setdefault((row.event, row.audience, row.language, row.form), []).append(row)
        return cls(rows)

    def at(self, key: Key, moment: datetime) -> MessageTemplate | None:
        """The version in force at a moment."""
        return next((row for row in self.rows.get(key, ()) if row.valid_from and row.valid_from <= moment), None)


def audience_of(message: Message) -> Audience:
    """Who reads it."""
    return Audience.STAFF if message.recipient_id is not None else Audience.FILER


def read(message: Message, form: str, versions: Versions | None = None) -> Reading:
    """The message in the active language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    found = versions or Versions.load(form=form, events=[message.event])
    audience = audience_of(message)
    wording = found.at((message.event, audience.value, language, form), message.created_at)
    if wording is not None and wording.default:
        given = default_words(message.event, audience, form)
    elif wording is not None:
        given = Words(wording.subject, wording.text)
    else:
        given = default_words(message.event, audience, form)
    values = _values(message, form, audience, given)
    return Reading(Words(fill(given.title, values), fill(given.text, values)), wording)


def prepared(message: Message) -> Words:
    """The words that a message leaves with, in the language of its recipient. Notes on the message which they were."""
    with translation.override(message.language):
        reading = read(message, Form.SMS if message.channel == "sms" else Form.EMAIL)
    message.wording = reading.wording
    return reading.words


def more_at(message: Message) -> str:
    """The page that shows more."""
    return _knows[0](message, Form.EMAIL, {"link"}).link if _knows else ""


def _values(message: Message, form: str, audience: Audience, given: Words) -> dict[str, object]:
    asked = names_in(given.title + given.text) & set(FACTS)
    if message.event == "digest":
        asked |= {"list"}
    facts = _knows[0](message, form, asked) if _knows and asked else Facts()
    count = message.count if facts.count is None else facts.count
    values: dict[str, object] = asdict(facts) | {"number": message.number, "count": count}
    return values | {"event": happened(message.event, audience, values)}
