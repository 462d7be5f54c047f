"""What turns WeasyPrint's PDF/A-1b into one that is valid: bare CFF fonts, no transparency, every schema declared."""

from __future__ import annotations

import io
from typing import Any

import pydyf
import weasyprint
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont

VARIANT = "pdf/a-1b"


def finish(document: Any, pdf: Any) -> None:
    """Finisher for WeasyPrint: part 1 knows neither OpenType font programs nor transparency groups."""
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream):
            if one.extra.get("Subtype") == "/OpenType":
                _bare(one)
            if one.extra.get("Type") == "/Metadata":
                words = {"title": document.metadata.title, "author": "、".join(document.metadata.authors)}
                words["producer"] = f"WeasyPrint {weasyprint.__version__}"
                one.stream = [render_to_string("documents/pdf/metadata.xml", words).strip().encode()]
            one.extra.pop("Group", None)
        if isinstance(one, dict):
            one.pop("Group", None)


def _bare(stream: Any) -> None:
    """Leave the outlines only, as a font program of part 1: a CID-keyed font is selected by glyph either way."""
    font = TTFont(io.BytesIO(b"".join(stream.stream)))
    stream.stream = [font.reader["CFF "]]
    stream.extra["Subtype"] = "/CIDFontType0C"
