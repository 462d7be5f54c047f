"""Putting a page of any PDF on a page of a case file: A4, upright as it is read, its number in the upper right corner.

The page is drawn as one object, so nothing on it can disturb the number, and only what is drawn comes along.
"""

from __future__ import annotations

from typing import Any

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
)

A4 = (595.28, 841.89)  # points
NUMBER_SIZE, NUMBER_RIGHT, NUMBER_TOP = 11, 34, 30  # points
DIGIT = 0.556  # width of a digit of Helvetica, by its size

# (page, its corner) -> the matrix that turns it as /Rotate asks, its lower left corner at 0, 0
TURNS: dict[int, Any] = {
    0: lambda x0, y0, x1, y1: (1, 0, 0, 1, -x0, -y0),
    90: lambda x0, y0, x1, y1: (0, -1, 1, 0, -y0, x1),
    180: lambda x0, y0, x1, y1: (-1, 0, 0, -1, x1, y1),
    270: lambda x0, y0, x1, y1: (0, 1, -1, 0, y1, -x0),
}


def place(writer: PdfWriter, page: PageObject, number: str = "") -> PageObject:
    """Add a page to the writer on which the given one is drawn, at most as large as A4."""
    box = [float(edge) for edge in (*page.cropbox.lower_left, *page.cropbox.upper_right)]
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        raise ValueError("a page without a size")
    turn = page.rotation % 360
    across, up = box[2] - box[0], box[3] - box[1]
    across, up = (up, across) if turn in (90, 270) else (across, up)
    width, height = A4 if up >= across else A4[::-1]
    scale = min(1.0, width / across, height / up)
    a, b, c, d, e, f = (scale * value for value in TURNS[turn](*box))
    e, f = e + (width - across * scale) / 2, f + (height - up * scale) / 2
    matrix = " ".join(f"{value:.4f}" for value in (a, b, c, d, e, f))
    sheet = writer.add_blank_page(width, height)
    sheet[NameObject("/Resources")] = _resources(writer, _form(writer, page, box))
    drawn = f"q {matrix} cm /Page Do Q" + (_number(number, width, height) if number else "")
    sheet[NameObject("/Contents")] = writer._add_object(_stream(drawn.encode()))
    return sheet


def _form(writer: PdfWriter, page: PageObject, box: list[float]) -> Any:
    """What the page draws, as one object of the writer."""
    contents = page.get_contents()
    form = _stream(contents.get_data() if contents is not None else b"")
    resources = page.get("/Resources", NullObject()).get_object()
    resources = resources if isinstance(resources, DictionaryObject) else DictionaryObject()
    form[NameObject("/Type")], form[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(FloatObject(edge) for edge in box)
    form[NameObject("/Resources")] = resources.clone(writer)
    if "/Group" in page:  # what is see-through is blended within the page, as it was
        form[NameObject("/Group")] = DictionaryObject(
            {NameObject("/Type"): NameObject("/Group"), NameObject("/S"): NameObject("/Transparency")}
        )
    return writer._add_object(form)


def _stream(data: bytes) -> Any:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream.flate_encode()


def _resources(writer: PdfWriter, form: Any) -> DictionaryObject:
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    return DictionaryObject(
        {
            NameObject("/XObject"): DictionaryObject({NameObject("/Page"): form}),
            NameObject("/Font"): DictionaryObject({NameObject("/Number"): font}),
        }
    )


def _number(number: str, width: float, height: float) -> str:
    """The running number on a white field."""
    long = len(number) * DIGIT * NUMBER_SIZE
    x, y = width - NUMBER_RIGHT - long, height - NUMBER_TOP - NUMBER_SIZE
    field = f"1 g {x - 4:.2f} {y - 4:.2f} {long + 8:.2f} {NUMBER_SIZE + 6:.2f} re f"
    return f"\nq {field} 0 g BT /Number {NUMBER_SIZE} Tf {x:.2f} {y:.2f} Td ({number}) Tj ET Q"
