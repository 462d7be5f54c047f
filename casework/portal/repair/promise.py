"""Step “put right and promised”: what was corrected, since when every duty is fulfilled, and the credit commitment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import CreditRecord
from casework.portal.fields import LEAST, TOO_LONG, TOO_SHORT, Day, PlainText


class PromiseForm(forms.Form):
    """Statement and commitment. The proof itself comes with the files."""

    content = PlainText(
        label=_("What was wrong, and how it was put right"),
        help_text=_("A few sentences: what was paid, handed over or changed. The proof comes with the next step."),
        min_length=LEAST,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Please say how it was put right."),
            "max_length": TOO_LONG,
            "min_length": TOO_SHORT,
        },
    )
    performed_on = Day(
        label=_("Since when is every duty fulfilled?"),
        help_text=_("The day of the last payment, or of the last correction"),
        error_messages={"required": _("Please enter the day.")},
    )
    promised = forms.BooleanField(
        label=_("I make this commitment"),
        error_messages={"required": _("Without the commitment no record can be repaired.")},
    )
    promised_by = PlainText(
        label=_("Name under the commitment"),
        help_text=_("Of the person, or of whoever represents the enterprise or organisation"),
        max_length=120,
        error_messages={"required": _("Please enter the full name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, record: CreditRecord | None, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day: Any = self.fields["performed_on"]
        day.today = timezone.localdate(at)
        known = record.said().obligations_done_on if record else None
        if known and not self.initial.get("performed_on"):
            self.initial["performed_on"] = known
