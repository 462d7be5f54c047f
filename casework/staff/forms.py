"""Forms of the staff screens that belong to no single kind of case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.forms import ManyFilesField
from casework.models import Unit, User
from casework.staff.rows import away_words

LONG = 5000  # characters, as the door accepts
APPROVE, RETURN = "approve", "return"
DECISIONS = (  # value, words, what it does
    (APPROVE, _("Agree"), _("The step takes effect at once and the paper is issued.")),
    (RETURN, _("Return for correction"), _("Goes back to the person who proposed it. Say what to change.")),
)


class ColleagueField(forms.ModelChoiceField):
    """A colleague; who is away says so (the rows carry `away_until`)."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, and until when they are away."""
        away = away_words(getattr(obj, "away_until", None))
        return f"{obj} ({away})" if away else str(obj)


class HandOverForm(forms.Form):
    """To whom a task goes, and why."""

    to = ColleagueField(User.objects.none(), label=_("Colleague"), empty_label=_("Please choose"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your colleague reads it, and it stays in the file."),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]  # a ModelChoiceField


class NoteForm(forms.Form):
    """A word to the supervisor who decides a proposal."""

    note = forms.CharField(
        label=_("Note to the supervisor"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(forms.Form):
    """What the unit that was asked found out."""

    finding = forms.ChoiceField(label=_("What did you find?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Explanation"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What you checked, what it shows, and on which document it rests."),
    )
    proof = ManyFilesField(
        label=_("Proof"), required=False, help_text=_("Pictures, PDF or Office files, up to 20 MB each.")
    )

    def __init__(self, *args: Any, findings: tuple[tuple[str, Any], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].choices = findings  # type: ignore[attr-defined]  # a ChoiceField


class ReturnAssignmentForm(forms.Form):
    """Why an assignment is not this unit's, and whose it is."""

    reason = forms.CharField(
        label=_("Why it is not your unit's"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 4})
    )
    belongs_to = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Whose it is"),
        required=False,
        empty_label=_("Not known"),
        help_text=_("Name the unit if you know it, so that the question does not go round in circles."),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["belongs_to"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField


class EvidenceForm(forms.Form):
    """Files added to a case by staff."""

    proof = ManyFilesField(label=_("Files"), help_text=_("Pictures, PDF or Office files, up to 20 MB each."))


class DecisionForm(forms.Form):
    """Approve or return a proposal. A return needs a reason."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(value, words) for value, words, _does in DECISIONS],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Opinion"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    content_hash = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean(self) -> dict[str, Any]:
        """A return without a reason helps nobody."""
        data = super().clean() or {}
        if data.get("decision") == RETURN and not data.get("reason", "").strip():
            self.add_error("reason", _("Say what has to be changed. The handler will read it."))
        return data
