"""What changed between two versions of a text or of a proposal, so that an approver reads only that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

PIECE = re.compile(r"[A-Za-z0-9.,%]+|.", re.DOTALL)  # words and numbers whole, Chinese by the character


@dataclass(frozen=True)
class Segment:
    """A stretch of text, and whether it is new."""

    text: str
    new: bool


def marked(old: tuple[str, ...], new: tuple[str, ...]) -> list[list[Segment]]:
    """The new paragraphs, with what the old ones did not say marked."""
    lines: list[list[Segment]] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [[Segment(line, new=False)] for line in new[k:m]]
        elif tag == "replace" and j - i == m - k:
            lines += [_line(before, after) for before, after in zip(old[i:j], new[k:m], strict=True)]
        else:
            lines += [[Segment(line, new=True)] for line in new[k:m]]
    return lines


def changes(lines: list[list[Segment]]) -> int:
    """How many places are new."""
    return sum(segment.new for line in lines for segment in line)


def flat(payload: dict[str, Any]) -> dict[str, Any]:
    """A payload by the names of its form's fields: groups of values, such as a correction, are taken apart."""
    fields: dict[str, Any] = {}
    for name, value in payload.items():
        fields |= value if isinstance(value, dict) else {name: value}
    return fields


def changed_fields(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    """Names of the fields whose value differs."""
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def _line(old: str, new: str) -> list[Segment]:
    before, after = PIECE.findall(old), PIECE.findall(new)
    segments: list[Segment] = []
    for tag, _i, _j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if m > k:
            segments.append(Segment("".join(after[k:m]), new=tag != "equal"))
    return segments
