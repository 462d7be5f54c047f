"""Step “what it is”: a complaint in one's own matter by name (投诉), or a report (举报), sealed or anonymous."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.models import Draft
from casework.portal import drafts

OWN, SEALED, ANONYMOUS = "own", "sealed", "anonymous"


class NatureForm(forms.Form):
    """Which of the three, with what each means for protection and for what can be done."""

    nature = forms.ChoiceField(
        label=_("How do you want to tell us?"),
        help_text=_("You can change this until you send it."),
        choices=[
            (OWN, _("Complaint: my own matter, in my name")),
            (SEALED, _("Report: my identity stays sealed")),
            (ANONYMOUS, _("Report without a name")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = {
            OWN: gettext(
                "For a promise, contract or payment that concerns you. We can check it with the body and answer you by "
                "letter. The body learns your name only if you agree."
            ),
            SEALED: gettext(
                "For what you have seen or know of. Name and contacts are encrypted and locked away from everybody who "
                "handles it. They are opened only for a stated reason and with a second person's consent, and each "
                "reading is recorded."
            ),
            ANONYMOUS: gettext(
                "We know nothing of you and cannot ask back, so please give facts that can be checked. Keep number and "
                "receipt code: they are the only way to the answer."
            ),
        }
        self.fields["nature"].choice_hints = hints  # type: ignore[attr-defined]  # read by {% field %}


def of(draft: Draft) -> str:
    """What was chosen; a complaint in one's own matter until something else is."""
    said = str(drafts.answers(draft, "nature").get("nature", ""))
    return said if said in (SEALED, ANONYMOUS) else OWN
