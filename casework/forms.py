"""The form of a move: asks for its data, the same for screens and API, and gives a JSON payload."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model

from casework.models import Case
from casework.permissions import Actor


class DetailsForm(forms.Form):
    """Base of the forms of a filing's particulars. What is left empty and may be, gets the value of `defaults`."""

    defaults: ClassVar[dict[str, Any]] = {}

    def details(self) -> dict[str, Any]:
        """The particulars as the kind stores them; only after is_valid()."""
        return {name: value or self.defaults.get(name, "") for name, value in self.cleaned_data.items()}


class MoveForm(forms.Form):
    """Base of the forms of moves. `case` is the case as it stands, `actor` who fills it in."""

    def __init__(self, *args: Any, case: Case, actor: Actor, at: datetime, **kwargs: Any) -> None:
        self.case, self.actor, self.at = case, actor, at
        super().__init__(*args, **kwargs)

    def payload(self) -> dict[str, Any]:
        """What was entered, as JSON values; only after is_valid()."""
        return {name: _plain(value) for name, value in self.cleaned_data.items() if not isinstance(value, UploadedFile)}


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
