"""Uploaded files: what may come in, what it really is, and how it is stored."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

import puremagic
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from casework.errors import InvalidData
from casework.models import Draft, Evidence

PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OFFICE = {".docx": "word/", ".xlsx": "xl/"}
LONGEST_SIDE = 4096  # pixels; enough to read a photographed A4 page
MOST_PIXELS = 64_000_000


@dataclass(frozen=True)
class Checked:
    """A file that passed the checks, as it will be stored."""

    name: str
    content: bytes
    content_type: str


def check(upload: Any) -> Checked:
    """Look at size, name and content. Raises InvalidData for the field `file` with what to do."""
    limit = settings.UPLOAD_MAX_BYTES
    if upload.size > limit:
        _refuse(_("The file is larger than %(size)d MB. Use a smaller photo or split the document."), size=limit >> 20)
    if upload.size == 0:
        _refuse(_("The file is empty. Please choose it again."))
    name = safe_name(upload.name)
    suffix = PurePath(name).suffix.lower()
    if suffix not in TYPES:
        _refuse(_("This kind of file cannot be used. Send a photo (JPG, PNG, WebP), PDF, Word (docx) or Excel (xlsx)."))
    content = upload.read()
    if suffix in PICTURES:
        content = redraw(content, PICTURES[suffix])
    elif suffix == ".pdf":
        _check_pdf(content)
    else:
        _check_office(content, OFFICE[suffix])
    return Checked(name, content, TYPES[suffix])


def redraw(content: bytes, picture_format: str) -> bytes:
    """Decode and encode a picture anew: what was hidden in it, and where it was taken, is gone."""
    try:
        with Image.open(io.BytesIO(content)) as probe:
            if probe.format != picture_format or probe.width * probe.height > MOST_PIXELS:
                raise UnidentifiedImageError
        with Image.open(io.BytesIO(content)) as source:
            picture = ImageOps.exif_transpose(source)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            out = io.BytesIO()
            picture.convert("RGB" if picture_format == "JPEG" else "RGBA").save(out, picture_format, quality=88)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        _refuse(_("The file is not the picture its name says, or it is damaged. Take the photo again."))
        raise AssertionError("refused") from None


def store(checked: Checked, at: datetime, **fields: Any) -> Evidence:
    """Write the file under its digest and its row."""
    digest = hashlib.sha256(checked.content).hexdigest()
    evidence = Evidence(
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        sha256=digest,
        uploaded_at=at,
        **fields,
    )
    evidence.file.save(checked.name, ContentFile(checked.content), save=False)
    evidence.save()
    return evidence


def store_with_draft(checked: Checked, draft: Draft, at: datetime) -> Evidence:
    """Add a file to a draft, up to the number that one filing may carry."""
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    if held.case_id is not None:
        _refuse(_("This filing has been sent already."))
    if held.evidence.count() >= settings.UPLOAD_MAX_FILES:
        _refuse(_("At most %(count)d files can be added. Remove one first."), count=settings.UPLOAD_MAX_FILES)
    return store(checked, at, draft=held)


def safe_name(name: str) -> str:
    """A name fit to show: no path, no control or direction marks, at most 120 characters."""
    base = PurePath(name.replace("\\", "/")).name
    clean = "".join(c for c in base if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp"))
    stem, suffix = PurePath(clean).stem[:110], PurePath(clean).suffix[:10]
    return (stem + suffix).strip() or "file"


def _check_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-") or puremagic.from_string(content, mime=True) != "application/pdf":
        _refuse(_("The file is not the PDF its name says. Please export it again."))


def _check_office(content: bytes, folder: str) -> None:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile:
        names = []
    if not any(name.startswith(folder) for name in names):
        _refuse(_("The file is not the document its name says. Save it again as docx or xlsx, or as PDF."))
    if any("vbaproject" in name.lower() for name in names):
        _refuse(_("The document contains macros. Save it without macros, or as PDF."))


def _refuse(message: str, **params: Any) -> None:
    raise InvalidData({"file": [message % params if params else message]})
