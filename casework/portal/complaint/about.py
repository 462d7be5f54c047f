"""Step “about whom”: the public body, perhaps a person there, the subject, and the street where the street leads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import routing
from casework.models import Unit
from casework.portal import choices
from casework.portal.fields import PlainText

AREAS = "complaint_area"  # group of the pack: the subjects offered, in plain words


class AboutForm(forms.Form):
    """Whom it is about, and what. Offered are the bodies of the district that exist today."""

    respondent = forms.ChoiceField(
        label=_("Which public body is it about?"),
        help_text=_("It never handles this itself. Is it not in the list? Call 12345, we look it up with you."),
        error_messages={
            "required": _("Please choose the public body."),
            "invalid_choice": _("This body does not exist any more. Please choose again."),
        },
    )
    area = forms.ChoiceField(
        label=_("What does it concern?"),
        help_text=_("Choose what fits best. If it is the wrong one, we put it right."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose again.")},
    )
    street = forms.ChoiceField(
        label=_("Which street office?"),
        help_text=_("Only when it concerns a street office: the one where it happened"),
        required=False,
        error_messages={"invalid_choice": _("This street office does not exist any more. Please choose again.")},
    )
    person = PlainText(
        label=_("A person there whom it is about"),
        help_text=_("If you know the name. Whoever is named keeps out of this matter."),
        max_length=60,
        required=False,
        error_messages={"max_length": _("A name is shorter. Please write only the name here.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = timezone.localdate(at)
        self.units = {str(u.pk): u for u in Unit.objects.valid_on(self.on).filter(outside=False)}
        streets = [(pk, u.name) for pk, u in self.units.items() if u.kind == Unit.Kind.STREET]
        offices = [(pk, u.full_name) for pk, u in self.units.items() if u.kind != Unit.Kind.STREET]
        nothing = [("", gettext("Please choose"))]
        table = routing.table(self.on)
        rows = [row for row in choices.reasons(AREAS) if row.code in table.areas]
        self.by_street = {row.code for row in rows if table.clauses[table.areas[row.code]].lead_class}
        offered: dict[str, list[Any]] = {
            "respondent": [*nothing, (gettext("Street offices"), streets), (gettext("Departments"), offices)],
            "area": [(row.code, choices.words(row)) for row in rows],
            "street": [*nothing, *streets],
        }
        for name, pairs in offered.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]  # choice fields all
        self.fields["area"].choice_hints = {r.code: choices.advice(r) for r in rows}  # type: ignore[attr-defined]  # read by {% field %}

    def clean(self) -> dict[str, Any]:
        """Where the street leads, it must be known; a street office complained about names itself."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("area") not in self.by_street:
            return data | {"street": ""}
        respondent = self.units.get(data.get("respondent", ""))
        if not data.get("street") and respondent and respondent.kind == Unit.Kind.STREET:
            data["street"] = str(respondent.pk)
        if not data.get("street") and "street" not in self.errors:
            self.add_error("street", gettext("Please choose the street office where it happened."))
        return data

    def unit(self, name: str) -> Unit | None:
        """The unit chosen in a field; only after is_valid()."""
        return self.units.get(self.cleaned_data[name])
