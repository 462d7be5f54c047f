"""The form of a move: asks for its data, the same for screens and API, and gives a JSON payload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from casework.permissions import Actor


class DetailsForm(forms.Form):
    """Base of the forms of a filing's particulars. What is left empty and may be, gets the value of `defaults`."""

    defaults: ClassVar[dict[str, Any]] = {}

    def details(self) -> dict[str, Any]:
        """The particulars as the kind stores them; only after is_valid()."""
        return {name: value or self.defaults.get(name, "") for name, value in self.cleaned_data.items()}


class ManyFilesInput(forms.ClearableFileInput):
    """A file field that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Zero or more files; the door checks each of them."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The list of files, each checked as a file."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(item, initial) for item in given]


class EvidenceField(forms.TypedMultipleChoiceField):
    """Files of the case that prove something, by their ids. On a screen new ones can be added in passing.

    `sources`: from whom the files are that can be chosen.
    """

    widget = forms.CheckboxSelectMultiple
    nothing = _("No files yet. Add them below.")

    def __init__(self, *, sources: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)
        self.sources = sources


@dataclass(frozen=True)
class Group:
    """Fields of a form that belong together under one heading, such as those of one item."""

    legend: str
    fields: list[BoundField]
    hint: str = ""


class MoveForm(forms.Form):
    """Base of the forms of moves. `case` is the case as it stands, `actor` who fills it in."""

    def __init__(self, *args: Any, case: Case, actor: Actor, at: datetime, **kwargs: Any) -> None:
        self.case, self.actor, self.at = case, actor, at
        super().__init__(*args, **kwargs)
        self.add_fields()
        self._offer_files()

    def add_fields(self) -> None:
        """Fields that depend on the case."""

    def groups(self) -> list[Group]:
        """The fields as they are shown, under their headings."""
        return [Group("", self.visible_fields())]

    def payload(self) -> dict[str, Any]:
        """What was entered, as JSON values; only after is_valid(). Files go another way."""
        given = self.cleaned_data.items()
        return {name: _plain(value) for name, value in given if not isinstance(self.fields[name], forms.FileField)}

    def _offer_files(self) -> None:
        """The files of the case to choose from, and beside each choice a way to add new ones."""
        known: dict[tuple[str, ...], list[tuple[int, str]]] = {}
        for name, field in list(self.fields.items()):
            if not isinstance(field, EvidenceField):
                continue
            if field.sources not in known:
                rows = self.case.evidence.filter(source__in=field.sources).order_by("pk")
                known[field.sources] = list(rows.values_list("pk", "name"))
            field.choices = known[field.sources]
            words = _("Pictures, PDF or Office files, up to 20 MB each.")
            self.fields[files_of(name)] = ManyFilesField(label=_("Add files"), required=False, help_text=words)
        self.order_fields([part for name in self.fields for part in (name, files_of(name))])


def files_of(name: str) -> str:
    """The name of the field by which files are added to an EvidenceField."""
    return f"{name}_files"


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple | QuerySet):
        return [_plain(item) for item in value]
    return value
