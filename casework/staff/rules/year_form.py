"""Entering the State Council's notice of a year: days off and make-up days, as dates or spans, each on its own line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.rule_versions import What
from casework.staff.rules.forms import LONG, ChangeForm
from casework.staff.rules.words import spans

LONGEST = 31  # days of one span: more is a slip of the pen
FULL_WIDTH = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")


class DaysField(forms.CharField):
    """Dates or spans first/last, each on its own line. The value is the days in order, each once."""

    widget = forms.Textarea(attrs={"rows": 8})

    def clean(self, value: Any) -> list[str]:
        """The days. Every line that cannot be read is named."""
        text = super().clean(value)
        days: set[date] = set()
        errors = []
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            try:
                days.update(_days(line.strip().translate(FULL_WIDTH)))
            except ValueError as error:
                errors.append(
                    gettext("Line %(n)d, “%(line)s”: %(why)s") % {"n": number, "line": line.strip(), "why": error}
                )
        if errors:
            raise ValidationError(errors)
        return [str(day) for day in sorted(days)]


class YearForm(ChangeForm):
    """One year's notice. It counts for every clock from the moment it is confirmed, so no day is asked for."""

    what = What.YEAR
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    off = DaysField(
        label=_("Days off"),
        max_length=LONG,
        help_text=_(
            "A date or a span on each line: 2027-01-01, or 2027-02-05/2027-02-11. Ordinary weekends need not be named."
        ),
    )
    makeup = DaysField(
        label=_("Make-up working days"),
        max_length=LONG,
        required=False,
        help_text=_("Saturdays and Sundays that are worked, in the same way."),
    )

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("valid_from", "valid_to", "applies_to_open", "article"):
            del self.fields[name]
        self.fields["year"].disabled = fixed
        self.fields["source"].label = _("Number of the notice")
        self.fields["source"].help_text = _("As the State Council's General Office gives it.")

    @staticmethod
    def start(record: dict[str, Any]) -> dict[str, Any]:
        """What stands in the fields at first."""
        days = {"off": record["days_off"], "makeup": record["makeup_days"]}
        return {"year": record["year"]} | {
            name: spans(map(date.fromisoformat, listed)) for name, listed in days.items()
        }

    def record(self) -> dict[str, Any]:
        """The year by its notice: from now on official."""
        given = self.cleaned_data
        days = {"days_off": given["off"], "makeup_days": given["makeup"]}
        return {"year": given["year"], "status": "official", **days}


def _days(line: str) -> list[date]:
    """The days of one line. Raises ValueError with words for a person."""
    first, _slash, last = (part.strip() for part in line.partition("/"))
    begin = _day(first)
    end = _day(last) if last else begin
    if end < begin:
        raise ValueError(gettext("the span ends before it begins."))
    length = (end - begin).days + 1
    if length > LONGEST:
        raise ValueError(gettext("a span has at most %(most)d days.") % {"most": LONGEST})
    return [begin + timedelta(days=n) for n in range(length)]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(gettext("write a date like 2027-02-05.")) from None
