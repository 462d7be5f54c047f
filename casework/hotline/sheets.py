"""Reading the lines of a sheet of tickets (工单)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from casework import sheets
from casework.hotline.columns import HEADS, KEY, NEEDED_HEADS


class Tickets:
    """The columns of the hotline's platform; the number of the ticket tells which line holds the heads."""

    def marks(self, text: str) -> bool:
        """Whether a raw line of text may be the one with the heads."""
        return KEY.head in text

    def are_heads(self, texts: list[str]) -> bool:
        """Whether these cells are the heads."""
        return KEY.head in texts

    def problem(self, heads: list[str]) -> str:
        """What is missing or stands twice."""
        missing = [head for head in NEEDED_HEADS if head not in heads]
        if missing:
            return _("Columns are missing: %(heads)s") % {"heads": "、".join(missing)}
        twice = sorted({head for head in heads if head in HEADS and heads.count(head) > 1})
        return _("Columns stand twice: %(heads)s") % {"heads": "、".join(twice)} if twice else ""

    def keeps(self, head: str) -> bool:
        """Whether a column is read."""
        return head in HEADS

    def without_heads(self) -> str:
        """What to say of a sheet without heads."""
        return _("This sheet has no column “%(head)s”.") % {"head": KEY.head}

    def nothing(self) -> str:
        """What to say of a file without lines."""
        return _("The file holds no tickets.")


def read(path: Path) -> Iterator[sheets.Line]:
    """The lines of every sheet, in order. Raises UnreadableFile."""
    yield from sheets.read(path, Tickets())
