"""The words of a draft paper as its handler changed them: taken, checked, and applied to the standard words.

An edit is kept as the standard paragraphs it began from and the paragraphs it came to. When the paper is issued its
standard words are composed anew; where they differ by then (another day), both changes are joined if they do not touch
each other, else the edit no longer fits and nothing is issued.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from casework.audit import canonical

LONGEST = 8000  # characters of one paper
FIELD = "papers"  # where a payload keeps the edits; errors are named papers.CODE
PIECE = re.compile(r"[A-Za-z0-9.,%]+|.", re.DOTALL)  # words and numbers whole, Chinese by the character
TIME_OF_DAY = re.compile(r"\d{1,2}:\d{2}")
RIGHTS = re.compile(  # what tells somebody of a right or a remedy; it may not be edited away
    r"不服的|有异议的|可以.{0,30}(申请|请求|提出).{0,24}(复[查核议]|异议|听证)|行政复议|诉讼|主张权利|陈述|申辩"
)

Hunk = tuple[int, int, list[str]]


@dataclass(frozen=True)
class Edit:
    """What somebody typed for one paper, and the standard words it began from, where those are known."""

    words: str
    standard: str | None = None


def lines(text: str) -> list[str]:
    """The paragraphs of a text, one a line; empty lines and spaces around are dropped."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def is_protected(paragraph: str) -> bool:
    """Whether a paragraph of the standard words tells of rights or remedies."""
    return bool(RIGHTS.search(paragraph))


def merged(then: list[str], words: list[str], now: list[str]) -> list[str] | None:
    """The edited words on standard words that have changed since; None when both changed the same place."""
    if then == now:
        return words
    base = _pieces(then)
    edits, moved = _hunks(base, _pieces(words)), _hunks(base, _pieces(now))
    if any(_touch(a, b) and a != b for a in edits for b in moved):
        return None
    together = {(i, j): new for i, j, new in (*edits, *moved)}
    for (i, j), new in sorted(together.items(), reverse=True):
        base[i:j] = new
    return lines("".join(base))


def problems(words: list[str], standard: list[str]) -> Iterator[str]:
    """What is wrong with edited words, in sentences for the one who typed them."""
    if not words:
        yield _("The paper cannot be empty.")
    if sum(map(len, words)) > LONGEST:
        yield _("Use at most %(most)d characters.") % {"most": LONGEST}
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for line in words for char in line):
        yield _("The text contains control characters. Please type it anew instead of pasting it.")
    for paragraph in missing(words, standard):
        yield _("This paragraph tells of rights and has to stay as it is: “%(words)s”") % {"words": paragraph}


def missing(words: list[str], standard: list[str]) -> list[str]:
    """Protected paragraphs of the standard words that the edited words do not contain."""
    return [line for line in standard if is_protected(line) and line not in words]


def digest(papers: Iterable[tuple[str, str, list[str]]]) -> str:
    """Digest of the words of the papers of a move (code, addressee, paragraphs), so that what is issued can be compared
    with what the approver saw. The time of day is left out: minutes pass between reading and deciding."""
    said: list[Any] = [[code, addressee, TIME_OF_DAY.sub("", "\n".join(text))] for code, addressee, text in papers]
    return hashlib.sha256(canonical(said)).hexdigest()


def _pieces(paragraphs: list[str]) -> list[str]:
    return PIECE.findall("\n".join(paragraphs))


def _hunks(old: list[str], new: list[str]) -> list[Hunk]:
    """The stretches of `old` that `new` says otherwise."""
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i, j, new[k:m]) for tag, i, j, k, m in found if tag != "equal"]


def _touch(a: Hunk, b: Hunk) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]
