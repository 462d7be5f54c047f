"""What is asked of a change, whatever it changes; clauses, the reserve list, and the decision. See also the other forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.models import Attestation
from casework.rule_versions import NewVersion, What

LONG, TITLE, ARTICLE = 2000, 200, 120
CONFIRM, REJECT = "confirm", "reject"
DECISIONS = (  # value, words, what it does
    (CONFIRM, _("Confirm"), _("The new version is written. What has to move is moved at once, or on its day.")),
    (REJECT, _("Do not confirm"), _("Nothing changes. Say why; the drafter reads it.")),
)


def day_field(label: Any, **given: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **given)


def names_field(label: Any, **given: Any) -> forms.CharField:
    """Units, each on a line of its own."""
    return forms.CharField(label=label, max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}), **given)


class ChangeForm(forms.Form):
    """Why, from where, and from when: asked of every change. Subclasses put the content before it."""

    what: str
    halves: tuple[str, ...] = ("source", "article", "valid_from", "valid_to")  # fields that stand beside each other
    about = ("source", "article", "attestation", "confirms", "valid_from", "valid_to", "applies_to_open", "reason")

    source = forms.CharField(label=_("Source"), max_length=TITLE)
    article = forms.CharField(label=_("Article"), max_length=ARTICLE, required=False)
    attestation = forms.ChoiceField(label=_("How well is it attested?"), choices=Attestation.choices)
    confirms = forms.BooleanField(
        label=_("The district confirms this"),
        required=False,
        help_text=_("What is not read in the source itself is marked as not confirmed without this."),
    )
    valid_from = day_field(_("Valid from"), help_text=_("Today or later: nothing is made valid for past days."))
    valid_to = day_field(
        _("Valid to"), required=False, help_text=_("Only for a version that is meant to end by itself.")
    )
    applies_to_open = forms.BooleanField(
        label=_("It also applies to cases that are open already"),
        required=False,
        help_text=_("Without this they keep the version they started under."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever decides reads it, and it stays with the version."),
    )

    def __init__(self, *args: Any, base: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base: dict[str, Any] = base or {}
        content = [name for name in self.fields if name not in self.about]
        self.order_fields([*content, *self.about])

    def record(self) -> dict[str, Any]:
        """The content as the pack's record states it."""
        raise NotImplementedError  # every kind of rule has its own

    def new_version(self, code: str, today: date) -> NewVersion:
        """What was entered, as the door takes it. What asks for no day counts from today."""
        given = self.cleaned_data
        return NewVersion(
            what=self.what,
            code=code,
            record=self.record(),
            valid_from=given.get("valid_from", today),
            valid_to=given.get("valid_to"),
            source=given["source"],
            article=given.get("article", ""),
            attestation=given["attestation"],
            confirms=given["confirms"],
            applies_to_open=given.get("applies_to_open", False),
            reason=given["reason"],
        )


class ClauseForm(ChangeForm):
    """Who leads and who cooperates under a clause."""

    what = What.CLAUSE
    leads = names_field(
        _("Lead units"),
        required=False,
        help_text=_("One on each line, by the short name. The first answers for the case."),
    )
    lead_class = forms.BooleanField(label=_("The street of the case leads"), required=False)
    cooperating = names_field(_("Cooperating units"), required=False, help_text=_("One on each line."))
    open_class = forms.BooleanField(label=_("Other units are chosen case by case"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["applies_to_open"]

    @staticmethod
    def start(record: dict[str, Any]) -> dict[str, Any]:
        """What stands in the fields at first."""
        lists = {name: "\n".join(record[name]) for name in ("leads", "cooperating")}
        return lists | {name: record[name] for name in ("lead_class", "open_class")}

    def record(self) -> dict[str, Any]:
        """The clause with its units; title and text are those of the plan."""
        given = self.cleaned_data
        lists = {name: lines(given[name]) for name in ("leads", "cooperating")}
        return self.base | lists | {name: given[name] for name in ("lead_class", "open_class")}


class ReserveForm(ChangeForm):
    """Who leads when every lead is excluded."""

    what = What.RESERVE
    units = names_field(
        _("Units in order"),
        help_text=_("One on each line, by the short name. The first that is not excluded itself leads."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["applies_to_open"]

    @staticmethod
    def start(record: dict[str, Any]) -> dict[str, Any]:
        """What stands in the fields at first."""
        return {"units": "\n".join(record["units"])}

    def record(self) -> dict[str, Any]:
        """The list."""
        return {"units": lines(self.cleaned_data["units"])}


class DecideForm(forms.Form):
    """Confirm a change, or not. Not to needs a reason."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=[(value, words) for value, words, _does in DECISIONS], widget=forms.RadioSelect
    )
    opinion = forms.CharField(
        label=_("Opinion"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean(self) -> dict[str, Any]:
        """A refusal without a reason helps nobody."""
        data = super().clean() or {}
        if data.get("decision") == REJECT and not data.get("opinion", "").strip():
            self.add_error("opinion", gettext("Say why it is not confirmed. The drafter will read it."))
        return data


def lines(text: str) -> list[str]:
    """What stands on each line, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
