"""What changed between two versions of a text or of a proposal, so that an approver reads only that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from casework.paper_edits import PIECE


@dataclass(frozen=True)
class Segment:
    """A stretch of text: as it was, added, or taken out."""

    text: str
    change: str = ""  # added, removed, or nothing


Paragraph = list[Segment]


def changed_paragraphs(old: Sequence[str], new: Sequence[str]) -> list[Paragraph]:
    """The paragraphs that differ, each with what was added and what was taken out."""
    found: list[Paragraph] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace" and j - i == m - k:
            found += [_line(before, after) for before, after in zip(old[i:j], new[k:m], strict=True)]
        elif tag != "equal":
            found += [[Segment(line, "removed")] for line in old[i:j]]
            found += [[Segment(line, "added")] for line in new[k:m]]
    return found


def changes(paragraphs: list[Paragraph]) -> int:
    """How many places differ: what stands in place of something else is one."""
    count = 0
    for paragraph in paragraphs:
        marks = [segment.change for segment in paragraph]
        replaced = sum(pair == ("removed", "added") for pair in pairwise(marks))
        count += sum(map(bool, marks)) - replaced
    return count


def flat(payload: dict[str, Any]) -> dict[str, Any]:
    """A payload by the names of its form's fields: groups of values, such as a correction, are taken apart."""
    fields: dict[str, Any] = {}
    for name, value in payload.items():
        fields |= value if isinstance(value, dict) else {name: value}
    return fields


def changed_fields(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    """Names of the fields whose value differs."""
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def _line(old: str, new: str) -> Paragraph:
    before, after = PIECE.findall(old), PIECE.findall(new)
    segments: Paragraph = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            segments.append(Segment("".join(after[k:m])))
            continue
        parts = ((before[i:j], "removed"), (after[k:m], "added"))
        segments += [Segment("".join(text), change) for text, change in parts if text]
    return segments
