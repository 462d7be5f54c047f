"""The sheets that are made for a case file: cover, index, rows as tables, pictures, slips in place of what is not a page."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from PIL import Image
from pypdf import PageObject, PdfReader

from casework.archive.redaction import Redaction
from casework.papers.render import sheet

FOLDER = "documents/case_file"
PICTURE = (1654, 2339)  # pixels: A4 at 200 dots an inch; the original is in the bundle
TOGETHER = 20  # sheets rendered at once


@dataclass(frozen=True)
class Sheet:
    """One sheet to be made: its template and what it shows."""

    template: str
    context: dict[str, Any]


def render(sheets: list[Sheet], hidden: Redaction) -> list[list[PageObject]]:
    """The pages of each sheet. Each begins on a new page."""
    made: list[list[PageObject]] = []
    for first in range(0, len(sheets), TOGETHER):
        made += _together(sheets[first : first + TOGETHER], hidden)
    return made


def _together(sheets: list[Sheet], hidden: Redaction) -> list[list[PageObject]]:
    parts = [
        {"id": f"sheet-{n}", "html": render_to_string(f"{FOLDER}/{one.template}.html", one.context)}
        for n, one in enumerate(sheets)
    ]
    body = "".join(f'<section id="{part["id"]}">{hidden(part["html"])}</section>' for part in parts)
    page = f'<!doctype html><html lang="zh-CN"><title>案卷</title><body>{body}</body></html>'
    reader = PdfReader(io.BytesIO(sheet(page, _style())))
    outline: list[Any] = list(reader.outline)  # flat: each sheet is one bookmark
    marks = {str(mark.title): reader.get_destination_page_number(mark) for mark in outline}
    first = [marks[part["id"]] or 0 for part in parts]
    pages = list(reader.pages)
    return [pages[begin:end] for begin, end in zip(first, [*first[1:], len(pages)], strict=True)]


def _style() -> str:
    return render_to_string(f"{FOLDER}/case_file.css")


def picture(content: bytes) -> str:
    """A picture as it stands on its page, smaller than it came. Raises what Pillow raises on a damaged one."""
    with Image.open(io.BytesIO(content)) as source:
        source.thumbnail(PICTURE)
        drawn = Image.new("RGB", source.size, "white")
        flat = source.convert("RGBA")
        drawn.paste(flat, mask=flat.getchannel("A"))
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=82)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
