"""PDFs that people handed in, made harmless: a program of its own, without keys and database, that may not take long.

Only what is drawn on the pages is kept, as one picture-like object a page. Scripts, actions, attachments, forms, links and
notes are not carried over. What is encrypted, broken, too long or too heavy ends with an exit code and no file.

    python -m casework.archive.foreign SOURCE TARGET
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from casework.archive.placing import place

MOST_PAGES = 300
MOST_OBJECTS = 60_000
CPU_SECONDS = 30
MEMORY = 1536 << 20
ENCRYPTED, TOO_MUCH, BROKEN = 3, 4, 5  # exit codes

# What makes a PDF do something, or carries something that is not drawn.
ACTIVE = [
    "/AA",
    "/OpenAction",
    "/JS",
    "/JavaScript",
    "/AF",
    "/EF",
    "/EmbeddedFiles",
    "/RichMediaContent",
    "/Annots",
    "/Metadata",
    "/PieceInfo",
    "/Parent",
    "/StructParent",
    "/StructParents",
    "/OPI",
    "/Ref",
    "/Alternates",
    "/Measure",
    "/PtData",
]
OUTSIDE = ("/F", "/FFilter", "/FDecodeParms")  # of a stream whose content lies in another file
NAMES = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/CharProcs")


class TooMuch(Exception):
    """More than anybody would print."""


def harmless(source: str, target: str) -> int:
    """Write the pages of a PDF anew. The exit code."""
    try:
        reader = PdfReader(source)
        if reader.is_encrypted:
            return ENCRYPTED
        if len(reader.pages) > MOST_PAGES:
            return TOO_MUCH
        writer = PdfWriter()
        for page in reader.pages:
            clean(page)
            place(writer, page)
        writer.metadata = None
        writer.write(target)
    except TooMuch:
        return TOO_MUCH
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, OSError):
        return BROKEN
    except (RecursionError, MemoryError, NotImplementedError, AssertionError, LookupError):
        return BROKEN
    return 0 if writer.pages else BROKEN


def clean(page: DictionaryObject) -> None:
    """Take out of everything a page draws with whatever is active or not drawn."""
    seen: set[int] = set()
    page.pop(NameObject("/Annots"), None)
    waiting: list[tuple[Any, bool]] = [(page.get("/Resources"), False)]
    while waiting:
        value, names = waiting.pop()
        value = value.get_object() if value is not None else None
        if id(value) in seen:
            continue
        seen.add(id(value))
        if len(seen) > MOST_OBJECTS:
            raise TooMuch
        if isinstance(value, DictionaryObject):
            waiting.extend(_of_dictionary(value, names))
        elif isinstance(value, ArrayObject):
            waiting.extend((one, False) for one in value)


def _of_dictionary(value: DictionaryObject, names: bool) -> Iterator[tuple[Any, bool]]:
    """The values of a dictionary after it was cleaned; where its keys are names that somebody chose, none goes."""
    drop = () if names else (*ACTIVE, *(OUTSIDE if isinstance(value, StreamObject) else ()))
    for key in drop:
        value.pop(NameObject(key), None)
    yield from ((value.raw_get(key), not names and key in NAMES) for key in value)


def main(source: str, target: str) -> int:
    """Set the bounds of this program, then do it."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    return harmless(source, target)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
