"""Reading the lines of a sheet: CSV in UTF-8 or GBK, and XLSX with one or several sheets, without holding it whole."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

LARGEST = 50 * 1024 * 1024  # bytes of a file
LARGEST_UNPACKED = 400 * 1024 * 1024  # bytes of an XLSX once unpacked: a small file may hide a huge one
MOST_LINES = 100_000
HEAD_WITHIN = 10  # lines: platforms put a title and a date above the heads
ZIP, OLD_XLS, UTF_16 = b"PK", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, OSError, SyntaxError)
FORMULA_SIGNS = "=+-@\t"


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Line:
    """One line below the heads: where it stands, and its texts by head. `problem`: the line cannot be used at all."""

    sheet: str
    row: int
    cells: dict[str, str] = field(default_factory=dict)
    problem: str = ""


class Layout(Protocol):
    """What is known of the columns: which line holds their heads, what is wrong with these, which of them are kept."""

    def marks(self, text: str) -> bool:
        """Whether a raw line of text may be the one with the heads."""

    def are_heads(self, texts: list[str]) -> bool:
        """Whether these cells are the heads."""

    def problem(self, heads: list[str]) -> str:
        """What is wrong with the heads, or nothing."""

    def keeps(self, head: str) -> bool:
        """Whether a column is read."""

    def without_heads(self) -> str:
        """What to say of a sheet without heads."""

    def nothing(self) -> str:
        """What to say of a file without lines."""


def read(path: Path, layout: Layout) -> Iterator[Line]:
    """The lines of every sheet, in order. Raises UnreadableFile."""
    found = _xlsx(path, layout) if _is_workbook(path) else _csv(path, layout)
    yield from _counted(found, layout)


def _is_workbook(path: Path) -> bool:
    """Whether it is an XLSX rather than a CSV. Raises UnreadableFile for what is neither, or too large."""
    if not path.is_file():
        raise UnreadableFile(_("There is no such file."))
    try:
        with path.open("rb") as file:
            begin = file.read(len(OLD_XLS))
    except OSError as error:
        raise UnreadableFile(_("The file cannot be opened: %(why)s") % {"why": error.strerror}) from None
    if path.stat().st_size > LARGEST:
        raise UnreadableFile(_("The file is larger than %(most)d MB.") % {"most": LARGEST // 1024 // 1024})
    if begin.startswith(OLD_XLS):
        raise UnreadableFile(_("This is an old Excel file. Save it as .xlsx and try again."))
    return begin.startswith(ZIP)


def beginnings(path: Path) -> dict[str, list[list[str]]]:
    """The first lines of each sheet that are not empty, as texts: to find out what its columns are."""
    if not _is_workbook(path):
        text = _decoded(path.read_bytes())
        first = "\n".join(text.splitlines()[: 2 * HEAD_WITHIN])
        separator = max(",\t;", key=first.count)
        try:
            return {"": _some(csv.reader(io.StringIO(text, newline=""), delimiter=separator))}
        except csv.Error as error:
            raise UnreadableFile(_("The file is not a proper CSV: %(why)s") % {"why": error}) from None
    with _workbook(path) as sheets:
        return {str(sheet.title): _some(sheet.iter_rows(values_only=True)) for sheet in sheets}


def _some(rows: Iterable[Iterable[Any]]) -> list[list[str]]:
    filled = (texts for row in rows if any(texts := [text_of(value) for value in row]))
    return list(islice(filled, 2 * HEAD_WITHIN))


def _counted(lines: Iterable[Line], layout: Layout) -> Iterator[Line]:
    none = True
    for number, line in enumerate(lines, start=1):
        none = False
        if number > MOST_LINES:
            raise UnreadableFile(_("The file has more than %(most)d lines. Split it up.") % {"most": MOST_LINES})
        yield line
    if none:
        raise UnreadableFile(layout.nothing())


def _csv(path: Path, layout: Layout) -> Iterator[Line]:
    text = _decoded(path.read_bytes())
    first = next((line for line in text.splitlines()[:HEAD_WITHIN] if layout.marks(line)), "")
    separator = max(",\t;", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise UnreadableFile(_("The file is not a proper CSV: %(why)s") % {"why": error}) from None
    yield from _lines("", rows, layout)


def _decoded(raw: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else GB 18030, of which GBK is a part."""
    encodings = ["utf-16"] if raw.startswith(UTF_16) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(_("The file is neither UTF-8 nor GBK. Save it as one of them, or as .xlsx."))


def _xlsx(path: Path, layout: Layout) -> Iterator[Line]:
    with _workbook(path) as sheets:
        for sheet in sheets:
            yield from _lines(str(sheet.title), sheet.iter_rows(values_only=True), layout)


@contextmanager
def _workbook(path: Path) -> Iterator[list[Any]]:
    """The sheets of a workbook, read as they are asked for. Raises UnreadableFile, also for what breaks later on."""
    from openpyxl import load_workbook  # takes long to load, and only files of this form need it

    try:
        with path.open("rb") as file:
            with zipfile.ZipFile(file) as packed:
                if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                    raise UnreadableFile(_("The file is too large once it is unpacked."))
            sheets = load_workbook(file, read_only=True, data_only=True).worksheets
            for sheet in sheets:
                sheet.reset_dimensions()  # some writers state them wrongly
            yield sheets
    except DAMAGED as error:
        raise UnreadableFile(_("The file is not a proper .xlsx file.")) from error


def _lines(sheet: str, rows: Iterable[Iterable[Any]], layout: Layout) -> Iterator[Line]:
    """The lines of one sheet. A sheet without heads is a problem of its own, an empty one is none."""
    heads: list[str] = []
    first = 0
    for number, row in enumerate(rows, start=1):
        texts = [text_of(value) for value in row]
        if not any(texts):
            continue
        if heads:
            yield _line(sheet, number, heads, texts, layout)
            continue
        first = first or number
        if layout.are_heads(texts):
            heads = texts
            if problem := layout.problem(heads):
                yield Line(sheet, number, problem=problem)
                return
        elif number - first >= HEAD_WITHIN:
            break
    if first and not heads:
        yield Line(sheet, first, problem=layout.without_heads())


def _line(sheet: str, number: int, heads: list[str], texts: list[str], layout: Layout) -> Line:
    if any(texts[len(heads) :]):
        return Line(sheet, number, problem=_("This line has more cells than there are heads."))
    return Line(sheet, number, {head: text for head, text in zip(heads, texts, strict=False) if layout.keeps(head)})


def text_of(value: Any) -> str:
    """A cell as text: whole numbers without a point, moments as 2026-11-20 09:30:00, no space around."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    text = str(value).replace("\r\n", "\n").strip().strip("\u3000").strip()
    # what was written out with a mark against formulas comes back without it
    return text[1:] if text[:1] == "'" and text[1:2] in tuple(FORMULA_SIGNS) else text
