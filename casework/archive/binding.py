"""Binding a case file: cover, index with true page numbers, then every piece, each page numbered, with bookmarks.

As in a bound file the pages of the pieces are counted, cover, index and the last sheet are not; the numbers on the
pages, in the index, in the bookmarks and the page labels of the PDF are the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle

from casework.archive import material, order
from casework.archive.order import Section
from casework.archive.parts import Contents, Part
from casework.archive.placing import place
from casework.archive.sheets import Sheet, render


@dataclass(frozen=True)
class Piece:
    """A part with its pages and its place."""

    serial: int
    part: Part
    pages: list[PageObject]
    first: int
    note: str

    @property
    def last(self) -> int:
        """The number of its last page."""
        return self.first + len(self.pages) - 1


@dataclass(frozen=True)
class Volume:
    """A bound file."""

    pieces: list[Piece]
    pages: int  # that are counted


def bind(contents: Contents, target: Path) -> Volume:
    """Write the case file as one PDF."""
    pieces = list(_numbered(contents, target.parent))
    volume = Volume(pieces, pieces[-1].last)
    writer = PdfWriter()
    cover, index, remarks = render(_around(contents, volume), contents.hidden)
    for page in (*cover, *index):
        place(writer, page)
    writer.add_outline_item(title="案卷封面", page_number=0)
    writer.add_outline_item(title="卷内目录", page_number=len(cover))
    before = len(cover) + len(index)
    _bind_pieces(writer, pieces, before)
    for page in remarks:
        place(writer, page)
    writer.add_outline_item(title="卷内备考表", page_number=before + volume.pages)
    _label(writer, len(cover), len(index), volume.pages)
    writer.add_metadata({"/Title": f"案卷 {contents.case.number}", "/Author": contents.case.lead_unit.full_name})
    writer.write(target)
    return volume


def _numbered(contents: Contents, folder: Path) -> Iterator[Piece]:
    """Every piece with its pages and the number of its first page."""
    bound = [_bound(part, contents, folder) for part in contents.parts]
    made = iter(render([one.sheet for one in bound if one.sheet], contents.hidden))
    first = 1
    for serial, (part, one) in enumerate(zip(contents.parts, bound, strict=True), 1):
        pages = next(made) if one.sheet else one.pages
        yield Piece(serial, part, pages, first, "；".join(filter(None, [part.note, one.note])))
        first += len(pages)


def _bound(part: Part, contents: Contents, folder: Path) -> material.Bound:
    if part.file is not None:
        return material.bind(part, part.file, folder)
    if part.paper is not None:
        issued = material.printed(part.paper, contents.at)
        return material.Bound(list(PdfReader(io.BytesIO(issued)).pages), None)
    return material.Bound([], Sheet(part.sheet, part.context))


def _around(contents: Contents, volume: Volume) -> list[Sheet]:
    """What lies before and behind the pieces."""
    shared = {
        "case": contents.case,
        "kind": contents.label,
        "title": contents.title,
        "state": contents.kind.state_label(contents.case.state),
        "at": contents.at,
        "pages": volume.pages,
        "pieces": volume.pieces,
    }
    return [Sheet(name, shared) for name in ("cover", "index", "remarks")]


def _bind_pieces(writer: PdfWriter, pieces: list[Piece], before: int) -> None:
    under: dict[Section, Any] = {}
    for piece in pieces:
        for n, page in enumerate(piece.pages):
            place(writer, page, str(piece.first + n))
        at, section = before + piece.first - 1, piece.part.section
        if section not in under:
            under[section] = writer.add_outline_item(title=order.TITLES[section], page_number=at)
        words = " ".join(filter(None, [f"{piece.serial}", piece.part.title, piece.part.number]))
        writer.add_outline_item(title=words, page_number=at, parent=under[section])


def _label(writer: PdfWriter, cover: int, index: int, pages: int) -> None:
    """The numbers that a viewer shows are those on the pages."""
    writer.set_page_label(0, cover - 1, prefix="封面")
    writer.set_page_label(cover, cover + index - 1, style=PageLabelStyle.DECIMAL, prefix="目录")
    writer.set_page_label(cover + index, cover + index + pages - 1, style=PageLabelStyle.DECIMAL)
    writer.set_page_label(cover + index + pages, len(writer.pages) - 1, prefix="备考表")
