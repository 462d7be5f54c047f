"""Form fields of the public site: text as people paste it, and several files at once."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

# Marks that turn the reading direction round. They never belong to a statement and can disguise one.
BIDI_MARKS = frozenset(map(chr, (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def plain(text: str) -> str:
    """Text without control characters and direction marks; line ends as one character. Emoji stay."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c == "\n" or (unicodedata.category(c) != "Cc" and c not in BIDI_MARKS))


class PlainText(forms.CharField):
    """A text of one line or, with a text area, of several."""

    def to_python(self, value: Any) -> str:
        """The text tidied; without a text area a line end becomes a space."""
        text = plain(str(value)) if value not in self.empty_values else ""
        if not isinstance(self.widget, forms.Textarea):
            text = " ".join(text.split())
        return str(super().to_python(text))


class FilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; cleans to a list, empty when none was chosen."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file checked as Django checks one."""
        files = data if isinstance(data, list | tuple) else [data]
        chosen = [file for file in files if file]
        if not chosen:
            super().clean(None, initial)
        return [super(FilesField, self).clean(file, initial) for file in chosen]
