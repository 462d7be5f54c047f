"""Material as pages of a case file: pictures and PDFs page by page where that is safe, else a slip that says what it is."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from PIL import Image, UnidentifiedImageError
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from casework.archive import foreign
from casework.archive.parts import Part
from casework.archive.sheets import Sheet, picture
from casework.models import Document, Evidence
from casework.papers.files import pdf_of

SECONDS = 60
WHY = {
    foreign.ENCRYPTED: "该 PDF 设有密码，不能并入案卷。",
    foreign.TOO_MUCH: f"该 PDF 超过{foreign.MOST_PAGES}页或者内容过于庞大，不并入案卷。",
}
BROKEN_PDF = "该 PDF 已损坏或者不能安全读取，不并入案卷。"
BROKEN_PICTURE = "该图片已损坏，不能并入案卷。"
OTHER = "该文件不能按页并入案卷。"
MISSING = "存储中没有找到该文件。"
CHANGED = "该文件与登记的校验值不符，不并入案卷。"


@dataclass(frozen=True)
class Bound:
    """How a piece of material goes into the file: its pages, or the sheet to be made for it."""

    pages: list[PageObject]
    sheet: Sheet | None
    note: str = ""


def bind(part: Part, file: Evidence, folder: Path) -> Bound:
    """Look at one file and say how it goes into the case file. What it holds is never trusted."""
    content, why = stored(file)
    if why:
        return _slip(part, why, "原件有误")
    if file.content_type.startswith("image/"):
        return _picture(part, content)
    if file.content_type == "application/pdf":
        return _pdf(part, content, folder)
    return _slip(part, OTHER)


def printed(paper: Document, at: datetime) -> bytes:
    """The PDF of a paper as it was issued; made now if no worker has come to it yet."""
    kept = getattr(paper, "pdf", None) or pdf_of(paper, at)
    with kept.file.open("rb") as stream:
        content: bytes = stream.read()
        return content


def stored(file: Evidence) -> tuple[bytes, str]:
    """The content of a file as it was handed in, and what speaks against that it is the same."""
    try:
        with file.file.open("rb") as stream:
            content = stream.read()
    except FileNotFoundError:
        return b"", MISSING
    return content, "" if hashlib.sha256(content).hexdigest() == file.sha256 else CHANGED


def _picture(part: Part, content: bytes) -> Bound:
    try:
        shown = picture(content)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return _slip(part, BROKEN_PICTURE)
    return Bound([], Sheet("picture", {"file": part.file, "picture": shown, **part.context}))


def _pdf(part: Part, content: bytes, folder: Path) -> Bound:
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".pdf") as source:
        source.write(content)
        source.flush()
        target = Path(source.name).with_suffix(".clean")
        code = _harmless(source.name, str(target))
    if code != 0:
        return _slip(part, WHY.get(code, BROKEN_PDF))
    try:
        return Bound(list(PdfReader(target).pages), None)
    except (PyPdfError, ValueError):
        return _slip(part, BROKEN_PDF)


def _harmless(source: str, target: str) -> int:
    """Run the program that makes a PDF harmless. It gets no settings and no keys."""
    program = [sys.executable, "-m", foreign.__name__, source, target]
    try:
        done = subprocess.run(program, cwd=settings.BASE_DIR, env={}, timeout=SECONDS, check=False, capture_output=True)
    except subprocess.TimeoutExpired:
        return foreign.TOO_MUCH
    return done.returncode


def _slip(part: Part, why: str, note: str = "原件见附件包") -> Bound:
    context = {"file": part.file, "why": why, "bundled": why != MISSING, **part.context}
    return Bound([], Sheet("slip", context), note)
