"""PDFs as somebody may hand them in: sound, with a password, cut off, and with everything that acts by itself."""

from __future__ import annotations

import io

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

SCRIPT = "app.alert"
PAYLOAD = b"MZ payload of nobody"


def sound(words: str = "page", pages: int = 1, size: tuple[float, float] = (595, 842)) -> bytes:
    """A PDF whose pages say these words and their number."""
    writer = PdfWriter()
    for n in range(pages):
        _write(writer, f"{words} {n + 1}", size)
    return _bytes(writer)


def turned() -> bytes:
    """A scan lying on its side, larger than A4."""
    writer = PdfWriter()
    _write(writer, "turned", (1684, 1191))
    writer.pages[0].rotate(90)
    return _bytes(writer)


def encrypted() -> bytes:
    """One that opens with a password only."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(sound("secret"))))
    writer.encrypt("password", algorithm="AES-256")
    return _bytes(writer)


def broken() -> bytes:
    """One of which the larger part is missing."""
    return sound("broken", 3)[:200]


def hostile() -> bytes:
    """One with scripts, an attachment, an action on opening, a link, and a picture that lies in another file."""
    writer = PdfWriter()
    _write(writer, "hostile", (595, 842))
    writer.root_object[NameObject("/OpenAction")] = _script("open")
    writer.add_attachment("payload.exe", PAYLOAD)
    writer.add_annotation(0, Link(rect=(10, 10, 90, 90), url="https://example.invalid/track"))
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): _script("page")})
    elsewhere = DecodedStreamObject()
    elsewhere.set_data(b"0")
    elsewhere.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/F"): TextStringObject("//example.invalid/file"),
            NameObject("/AF"): TextStringObject("example.invalid"),
        }
    )
    page["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/A"): writer._add_object(elsewhere)})
    return _bytes(writer)


def _script(where: str) -> DictionaryObject:
    words = TextStringObject(f"{SCRIPT}('{where}')")
    return DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): words})


def _write(writer: PdfWriter, words: str, size: tuple[float, float]) -> None:
    page = writer.add_blank_page(*size)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F"): font})}  # a name that is also a key elsewhere
    )
    stream = DecodedStreamObject()
    stream.set_data(f"q BT /F 20 Tf 72 {size[1] - 90} Td ({words}) Tj ET".encode())  # q is never taken back
    page[NameObject("/Contents")] = writer._add_object(stream)


def _bytes(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
