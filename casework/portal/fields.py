"""Form fields of the public site: text, days and amounts as people write them, and several files at once."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# Marks that turn the reading direction round. They never belong to a statement and can disguise one.
BIDI_MARKS = frozenset(map(chr, (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))

TOO_LONG = _("At most %(limit_value)d characters; you have %(show_value)d. Put the rest into a file at the next step.")
TOO_SHORT = _("Please write a little more: at least %(limit_value)d characters.")
LEAST = 10  # characters: fewer say nothing that can be checked
NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{0,8})?")
SCALES = {"万": 10_000, "亿": 100_000_000}


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


class YesNo(forms.TypedChoiceField):
    """A question that is answered by yes or no; not answering is no answer. Cleans to a bool."""

    def __init__(self, yes: Any, no: Any, **kwargs: Any) -> None:
        choices = [("yes", yes), ("no", no)]
        super().__init__(coerce=lambda v: v == "yes", choices=choices, widget=forms.RadioSelect, **kwargs)


class Day(forms.DateField):
    """A day that must not lie ahead of `today`, which the form sets."""

    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Please write the day like 2026-03-15.")}
    today: date | None = None

    def to_python(self, value: Any) -> date | None:
        """The day; full-width digits and blanks around it do no harm."""
        return super().to_python(unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value)

    def validate(self, value: Any) -> None:
        """It has come."""
        super().validate(value)
        if value and self.today and value > self.today:
            raise forms.ValidationError(_("This day has not come yet."))


class Yuan(forms.DecimalField):
    """An amount of money as people write it: 12,000元, 1.5万, full-width digits."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num short", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Please write the amount in digits, for example 12800 or 1.28万."),
        "min_value": _("An amount cannot be less than nothing."),
        "max_digits": _("This amount is too large. Please compare it with your papers."),
        "max_whole_digits": _("This amount is too large. Please compare it with your papers."),
        "max_decimal_places": _("At most two digits after the point."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=14, decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """The amount in yuan."""
        text = unicodedata.normalize("NFKC", str(value or "")).strip()
        for sign in (",", " ", "元", "¥", "人民币"):
            text = text.replace(sign, "")
        scale = SCALES.get(text[-1:], 1)
        text = text[:-1] if scale > 1 else text
        if text and not NUMBER.fullmatch(text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        found = super().to_python(text)
        return found if found is None or scale == 1 else (found * scale).normalize() + 0
