"""What never appears in a case file: the identity of whoever is under seal, and the name, numbers and addresses of people.

Whoever handles the case sees the same on its page: people masked, sealed ones not at all. Every text that is made for a
file (sheets, index, names of files) goes through here; a paper that holds a sealed identity is left out of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape

from casework.models import Document, Party, SubjectType
from casework.rules.identifiers import mask_name

SEALED = "［密封］"
SHORTEST = 2  # a single character is no name that could be hidden without spoiling every other word


class Redaction:
    """The words of the parties of one case that have to be hidden, and what stands in their place."""

    def __init__(self, parties: list[Party]) -> None:
        hidden = {word: shown for party in parties for word, shown in _hidden(party) if len(word) >= SHORTEST}
        self._hidden = sorted(hidden.items(), key=lambda pair: -len(pair[0]))  # the longer one first
        self._sealed = [word for word, shown in self._hidden if shown == SEALED]

    def __call__(self, text: str) -> str:
        """The text, plain or as HTML, without what has to be hidden."""
        for word, shown in self._hidden:
            text = text.replace(word, shown).replace(escape(word), escape(shown))
        return text

    def withholds(self, paper: Document) -> bool:
        """Whether a paper holds the identity of somebody who was put under seal after it was issued."""
        words = "\n".join([paper.title, paper.addressee, *paper.content["paragraphs"]])
        return any(word in words for word in self._sealed)


def _hidden(party: Party) -> Iterator[tuple[str, str]]:
    contacts = [
        (party.id_number, party.id_masked),
        (party.phone, party.phone_masked),
        (party.email, party.email_masked),
    ]
    if party.sealed:
        yield from ((word, SEALED) for word in (party.sealed_name, *(word for word, _mask in contacts)) if word)
        return
    if party.type == SubjectType.PERSON and party.name:
        yield party.name, mask_name(party.name)
    yield from ((word, mask) for word, mask in contacts if word and word != mask)
