"""Whole texts of papers as they have to read, from a text file: `== code`, then the addressee and the lines of the paper.

Values stand in braces; {in30} is the day that lies so many natural days after the first one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from casework.models import Case, Document, Paper
from casework.paper_drafts import DraftPaper


class Values(dict[str, str]):
    """What stands in the braces; days are counted here, not by the code that is tested."""

    def __missing__(self, key: str) -> str:
        on = date.fromisoformat(self["first"]) + timedelta(days=int(key.removeprefix("in")))
        return f"{on.year}年{on.month}月{on.day}日"


@dataclass
class Letters:
    """The papers of one case and how they have to read."""

    case: Case
    path: Path
    values: Values = field(default_factory=lambda: Values(first="2026-11-09"))

    def issued(self, code: str) -> Document:
        """The newest paper of a sort."""
        return Document.objects.filter(case=self.case.pk, paper__code=f"{self.case.kind}_{code}").latest("pk")

    def words(self, code: str) -> list[str]:
        """Addressee and lines of the newest paper of a sort."""
        found = self.issued(code)
        return [found.addressee, *found.content["paragraphs"]]

    def named(self, code: str) -> str:
        """A paper as others name it: 《title》（number）."""
        return f"《{Paper.objects.get(code=f'{self.case.kind}_{code}').title}》（{self.issued(code).number}）"

    def expected(self, code: str) -> list[str]:
        """How the paper has to read."""
        values = Values(self.values | {"number": self.case.number})
        for part in self.path.read_text(encoding="utf-8").split("== ")[1:]:
            name, *lines = part.strip().splitlines()
            if name == code:
                return [line.format_map(values) for line in lines]
        raise LookupError(code)

    def check(self, *codes: str, draft: DraftPaper | None = None) -> None:
        """The newest paper of each sort reads as it has to, and so did its draft."""
        for code in codes:
            assert self.words(code) == self.expected(code), code
            assert draft is None or draft.words == self.words(code)[1:], f"the draft of {code} said otherwise"
