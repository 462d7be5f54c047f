"""How the lines of a paper become headings, paragraphs and tables, after GB/T 9704-2012 section 7.3.3."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import segno

from casework.documents import PaperView
from casework.papers.addresses import verify_url

CELL = "｜"  # between the cells of a line that is a row of a table
LONGEST_HEADING = 20
LEVELS = (("first", re.compile(r"[一二三四五六七八九十]+、")), ("second", re.compile(r"（[一二三四五六七八九十]+）")))
HEAD_WIDTH, HEAD_SIZE = 436, 40  # points: the red head fills the type area (版心) with characters not above this size
LETTER_SIZE, SMALLEST = 34, 10


@dataclass(frozen=True)
class Block:
    """A piece of a paper: `text` (a paragraph), `first` or `second` (headings), `table` or `fields`."""

    sort: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)


def blocks(lines: Iterable[str]) -> list[Block]:
    """The pieces of a paper. Lines with a full-width bar in them are rows; a table of two columns is one of fields."""
    found: list[Block] = []
    for line in lines:
        if CELL in line:
            cells = [cell.strip() for cell in line.split(CELL)]
            sort = "fields" if len(cells) == 2 else "table"
            if not found or found[-1].sort != sort:
                found.append(Block(sort))
            found[-1].rows.append(cells)
        else:
            found.append(Block(_sort(line), line))
    return found


def _sort(line: str) -> str:
    if len(line) <= LONGEST_HEADING and line[-1] not in "。；：，！？":
        for sort, mark in LEVELS:
            if mark.match(line):
                return sort
    return "text"


def head_size(words: str, *, letter: bool) -> int:
    """The size in points at which the name of the issuing body stands in one line."""
    return max(min(LETTER_SIZE if letter else HEAD_SIZE, HEAD_WIDTH // max(len(words), 1)), SMALLEST)


def qr_code(code: str) -> str:
    """The QR code (二维码) of the address under which a paper is verified, as SVG."""
    made = segno.make(verify_url(code), error="m", micro=False)
    return made.svg_inline(border=0, svgclass=None, lineclass=None, omitsize=True)


def head_of(paper: PaperView) -> str:
    """发文机关标志: the body's full name, with 文件 on papers that have a red head."""
    return f"{paper.unit}文件" if paper.form == "red_head" else paper.unit
