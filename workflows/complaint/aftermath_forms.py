"""What is entered after the answer: rating, handling again, review, withdrawal, taking up by the office."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import MoveForm
from workflows.base.forms import SHORT, long_text
from workflows.complaint.triage_forms import StatedLimit


class DissatisfiedForm(MoveForm):
    """Why the filer is dissatisfied."""

    reason = long_text(_("Why you are dissatisfied"), _("What was not dealt with, or what do you think is wrong?"))


class AskReopenForm(MoveForm):
    """Why it should be handled again."""

    grounds = long_text(_("What should be handled again"), _("This can be asked for once. Files can be added."))


class ReopenForm(StatedLimit):
    """The answer to the request to handle it again."""

    answer = long_text(_("Answer to the filer"), _("These words are printed in the letter."))
    field_order = ("answer", "days")


class DeclineForm(MoveForm):
    """Why it is not handled again."""

    answer = long_text(_("Answer to the filer"), _("Say why. These words are printed in the letter."))


class ReviewChangeForm(StatedLimit):
    """The opinion of a review that sends the matter back."""

    opinion = long_text(_("Opinion of the review"), _("These words are printed in the decision."))
    field_order = ("opinion", "days")


class ExOfficioForm(MoveForm):
    """The matter as the office itself takes it up."""

    facts = long_text(_("Facts"), _("Written anew, without anything that shows who had complained."))
    title = forms.CharField(label=_("Title"), max_length=SHORT // 4, required=False)
