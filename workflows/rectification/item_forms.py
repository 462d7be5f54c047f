"""Forms with a group of fields for each item: what was done about it, and what the inspection found of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.forms import EvidenceField, Group, MoveForm, files_of
from casework.models import Evidence
from workflows.base.forms import day
from workflows.rectification import items
from workflows.rectification.models import ItemRound, Result

LONG, SHORT = 3000, 1000
LONGEST_ROUND = 60  # days; a bound on typing errors, not a rule


class ItemsForm(MoveForm):
    """A form with the same fields for each item that is open in the present round; names end in the item's number."""

    parts: tuple[str, ...] = ()  # the fields of one item, in order

    @cached_property
    def rows(self) -> list[ItemRound]:
        """The items that are open."""
        return items.pending(self.case.rectification)  # type: ignore[attr-defined]  # the reverse one-to-one of this kind

    def add_fields(self) -> None:
        for row in self.rows:
            for part in self.parts:
                self.fields[f"{part}_{row.item.position}"] = self.make(part, row)

    def make(self, part: str, row: ItemRound) -> forms.Field:
        """One field of one item."""
        raise NotImplementedError

    def groups(self) -> list[Group]:
        """What concerns all items, and one group an item under its demand."""
        found = []
        for row in self.rows:
            names = [f"{part}_{row.item.position}" for part in self.parts]
            names = [name for part in names for name in (part, files_of(part)) if name in self.fields]
            legend = gettext("Item %(n)d: %(demand)s") % {"n": row.item.position, "demand": row.item.demand}
            found.append(Group(legend, [self[name] for name in names]))
        own = {field.name for group in found for field in group.fields}
        return [*found, Group("", [bound for bound in self.visible_fields() if bound.name not in own])]


def text(label: Any, hint: Any = "", *, required: bool = False, longest: int = LONG, rows: int = 3) -> forms.CharField:
    """A text about an item."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=longest, widget=widget)


class MeasuresForm(ItemsForm):
    """What was done about each item so far. Nothing has to be complete before the report."""

    parts = ("measure", "done_on", "proof", "reason")

    def make(self, part: str, row: ItemRound) -> forms.Field:
        field = self._field(part)
        field.initial = [proof.evidence_id for proof in row.proofs.all()] if part == "proof" else getattr(row, part)
        return field

    def clean(self) -> dict[str, Any]:
        """What is done has a day that is not in the future, and words."""
        data = super().clean() or {}
        today = timezone.localdate(self.at)
        for row in self.rows:
            n = row.item.position
            done_on = data.get(f"done_on_{n}")
            if done_on and done_on > today:
                self.add_error(f"done_on_{n}", _("This day is still to come."))
            if done_on and not data.get(f"measure_{n}") and not self.has_error(f"measure_{n}"):
                self.add_error(f"measure_{n}", _("Say what was done."))
        return data

    def _field(self, part: str) -> forms.Field:
        if part == "measure":
            return text(_("What was done"))
        if part == "done_on":
            return day(_("Done on"), _("Leave it empty while it is not done."), required=False)
        if part == "proof":
            return EvidenceField(label=_("Proof"), sources=(Evidence.Source.RESPONDENT.value,), required=False)
        hint = _("Only when it is not done, or cannot be proven by a file.")
        return text(_("Why it is not done, or not proven"), hint, longest=SHORT, rows=2)


class InspectionForm(ItemsForm):
    """What was found of each item, and the opinion as a whole."""

    opinion = text(_("Opinion of the inspection"), _("These words are printed in the letter."), required=True, rows=4)

    def make(self, part: str, row: ItemRound) -> forms.Field:
        if part == "result":
            return forms.ChoiceField(label=_("Result"), choices=Result.choices, widget=forms.RadioSelect)
        return text(_("What was found"), _("What you looked at, and what it shows."), required=True, longest=SHORT)


class PassForm(InspectionForm):
    """Every item is put right."""

    parts = ("words",)


class FailForm(InspectionForm):
    """Which items are put right and which are not, and by when the rest has to be."""

    parts = ("result", "words")
    days = forms.IntegerField(
        label=_("Days for the next round"),
        help_text=_("The opinion states the last day. The time begins on the day after."),
        min_value=1,
        max_value=LONGEST_ROUND,
    )

    def clean(self) -> dict[str, Any]:
        """At least one item has to have failed."""
        data = super().clean() or {}
        results = [data.get(f"result_{row.item.position}") for row in self.rows]
        if all(results) and Result.FAILED not in results:
            raise ValidationError(_("Every item is put right: choose “Inspection passed” instead."))
        return data
