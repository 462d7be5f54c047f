"""Step “evidence”: photos and files, each checked on its own so that a bad one costs no good one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import actions
from casework.errors import ActionError, InvalidData
from casework.models import Case, Draft, Evidence
from casework.permissions import Actor
from casework.portal.fields import FilesField, FilesInput

ACCEPTED = "image/*,.jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"
MEGABYTE = 1024 * 1024


class FilesForm(forms.Form):
    """Files to add, none needed."""

    uploads = FilesField(
        label=_("Photos and files"),
        required=False,
        widget=FilesInput(attrs={"accept": ACCEPTED, "multiple": True}),
        error_messages={
            "empty": _("One of the files is empty. Please choose it again."),
            "required": _("Please choose at least one file."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].help_text = gettext(
            "JPG, PNG, WebP, PDF, Word or Excel; each up to %(size)d MB; at most %(count)d files"
        ) % {"size": settings.UPLOAD_MAX_BYTES // MEGABYTE, "count": settings.UPLOAD_MAX_FILES}


def add(draft: Draft, uploads: list[Any], at: datetime) -> list[str]:
    """Add each file that can be used. Returns what is wrong with the others, each with the name of its file."""
    return _problems(uploads, lambda upload: actions.add_evidence(upload, by=Actor(), at=at, draft=draft))


def add_to_case(case: Case, uploads: list[Any], at: datetime) -> list[str]:
    """The same for a case that is under way, by its filer."""
    return _problems(uploads, lambda upload: actions.add_evidence(upload, by=Actor.filer(case), at=at, case=case))


def _problems(uploads: list[Any], store: Callable[[Any], Evidence]) -> list[str]:
    problems = []
    for upload in uploads:
        try:
            store(upload)
        except InvalidData as error:
            problems += [f"{upload.name}：{text}" for texts in error.errors.values() for text in texts]
        except ActionError as error:
            problems.append(f"{upload.name}：{error}")
    return problems


def rows(files: list[Evidence], deletable: bool) -> list[dict[str, Any]]:
    """What components/files.html shows."""
    return [
        {
            "name": file.name,
            "kind": _kind(file.content_type),
            "meta": size_words(file.size),
            "delete": str(file.pk) if deletable else "",
        }
        for file in files
    ]


def of_filer(case: Case) -> list[dict[str, Any]]:
    """The files that the filer has handed in."""
    return rows(list(case.evidence.filter(source=Evidence.Source.FILER).order_by("pk")), deletable=False)


def size_words(size: int) -> str:
    """A size for people: 642 KB, 1.8 MB."""
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{max(1, size // 1024)} KB"


def _kind(content_type: str) -> str:
    if content_type.startswith("image/"):
        return "image"
    return "pdf" if content_type == "application/pdf" else ""
