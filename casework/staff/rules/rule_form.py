"""Drafting another version of a deadline rule: its length, extension, pauses, warning and ladder."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from casework.models import Measure, Paper
from casework.rule_values import known_events
from casework.rule_versions import What
from casework.rules.ladder import AMBER, FARTHEST
from casework.staff.rules.forms import LONG, TITLE, ChangeForm
from casework.staff.rules.words import EVENTS, TELL, Names, rung_words

MOST = 9999
UNITS = [
    ("workday", _("working days")),
    ("natural_day", _("days")),
    ("hour", _("hours")),
    ("month", _("months")),
    ("year", _("years")),
]
NO_NUMBER, NO_WARNING = ("", _("no number in the text")), ("", _("no warning of its own"))
ROLLS = [("none", _("stays the last day")), ("next_workday", _("the next working day is the last"))]
EXTENSIONS = [
    ("", _("not allowed")),
    ("extension", _("allowed, the extension itself is capped")),
    ("total", _("allowed, the whole is capped")),
]
EXTENSION_FIELDS = {"extension", "cap_value", "max_times", "approver", "before_expiry", "limit_unit"}


class RuleForm(ChangeForm):
    """One version of a deadline rule. What is left as it stands stays word for word."""

    what = What.RULE
    halves = (
        *ChangeForm.halves,
        *("limit_value", "limit_unit", "cap_value", "max_times", "warn_value", "warn_unit", "roll", "extension"),
    )
    title = forms.CharField(label=_("Title"), max_length=TITLE)
    title_en = forms.CharField(label=_("Title in English"), max_length=TITLE, required=False)
    limit_value = forms.IntegerField(label=_("Time limit"), min_value=1, max_value=MOST, required=False)
    limit_unit = forms.ChoiceField(label=_("Counted in"), choices=[NO_NUMBER, *UNITS], required=False)
    roll = forms.ChoiceField(label=_("When the last day is not worked"), choices=ROLLS)
    extension = forms.ChoiceField(label=_("Extension"), choices=EXTENSIONS, required=False)
    cap_value = forms.IntegerField(
        label=_("Cap of the extension"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_("In the same unit as the time limit."),
    )
    max_times = forms.IntegerField(
        label=_("How often"), min_value=1, max_value=99, required=False, help_text=_("Empty: no number is set.")
    )
    approver = forms.CharField(label=_("Approved by"), max_length=TITLE, required=False)
    before_expiry = forms.BooleanField(label=_("Only before the time has run out"), required=False)
    pauses = forms.MultipleChoiceField(label=_("Stands still for"), required=False, widget=forms.CheckboxSelectMultiple)
    restarts = forms.MultipleChoiceField(
        label=_("Starts anew when"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outside_due = forms.BooleanField(label=_("A time set by the sending platform wins"), required=False)
    warn_value = forms.IntegerField(label=_("Warning before the last day"), min_value=1, max_value=MOST, required=False)
    warn_unit = forms.ChoiceField(label=_("Counted in"), choices=[NO_WARNING, *UNITS[:3]], required=False)
    note = forms.CharField(label=_("Note"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = known_events()
        for name, codes in (("pauses", known["pause_events"]), ("restarts", known["restart_events"])):
            self.fields[name].choices = [(code, EVENTS.get(code, code)) for code in sorted(codes)]  # type: ignore[attr-defined]  # a choice field

    @staticmethod
    def start(record: dict[str, Any]) -> dict[str, Any]:
        """What stands in the fields at first."""
        limit, warn, extension = (record.get(name) or {} for name in ("limit", "warn", "extension"))
        allowed = bool(extension) and extension.get("allowed", True)
        return {
            "title": record["title"],
            "title_en": record.get("title_en", ""),
            "limit_value": limit.get("value"),
            "limit_unit": limit.get("unit", ""),
            "roll": record.get("roll_last_day", "none"),
            "extension": extension["cap_type"] if allowed else "",
            "cap_value": extension["cap"]["value"] if allowed else None,
            "max_times": extension.get("max_times"),
            "approver": extension.get("approver", ""),
            "before_expiry": extension.get("before_expiry", True),
            "pauses": record.get("pause_events", []),
            "restarts": record.get("restart_events", []),
            "outside_due": record.get("outside_due", False),
            "warn_value": warn.get("value"),
            "warn_unit": warn.get("unit", ""),
            "note": record.get("note", ""),
        }

    def clean(self) -> dict[str, Any]:
        """A number and what it counts belong together."""
        data = super().clean() or {}
        for number, unit in (("limit_value", "limit_unit"), ("warn_value", "warn_unit")):
            if number in self.errors or unit in self.errors:
                continue
            if data.get(unit) and not data.get(number):
                self.add_error(number, gettext("Say how many."))
            elif data.get(number) and not data.get(unit):
                self.add_error(unit, gettext("Say what is counted."))
        if data.get("extension") and not data.get("cap_value") and "cap_value" not in self.errors:
            self.add_error("cap_value", gettext("Say how long an extension may be."))
        if data.get("extension") and not data.get("limit_unit") and "limit_unit" not in self.errors:
            self.add_error("extension", gettext("Without a time limit there is nothing to extend."))
        return data

    def record(self) -> dict[str, Any]:
        """The record with what was changed in it; nothing else is touched, so equal content stays equal."""
        given, changed, record = self.cleaned_data, set(self.changed_data), dict(self.base)
        plain = {"title": "title", "title_en": "title_en", "note": "note", "outside_due": "outside_due"}
        plain |= {"roll": "roll_last_day", "pauses": "pause_events", "restarts": "restart_events"}
        record |= {key: given[name] for name, key in plain.items() if name in changed}
        if changed & {"limit_value", "limit_unit"}:
            record["limit"] = _length(given["limit_value"], given["limit_unit"])
        if changed & {"warn_value", "warn_unit"}:
            record["warn"] = _length(given["warn_value"], given["warn_unit"])
        if changed & EXTENSION_FIELDS and (given["extension"] or record.get("extension")):
            record["extension"] = self._extension()
        return record

    def _extension(self) -> dict[str, Any] | None:
        given = self.cleaned_data
        if not given["extension"]:
            return None
        return (self.base.get("extension") or {}) | {
            "allowed": True,
            "cap_type": given["extension"],
            "cap": _length(given["cap_value"], given["limit_unit"]),
            "max_times": given["max_times"],
            "approver": given["approver"],
            "before_expiry": given["before_expiry"],
        }


class RungForm(forms.Form):
    """One rung of the ladder."""

    rung = forms.SlugField(
        label=_("Code"),
        max_length=24,
        help_text=_("Small letters, digits and _; it stays with what was set off."),
    )
    workdays = forms.IntegerField(
        label=_("Working days from the last day"),
        min_value=-FARTHEST,
        max_value=FARTHEST,
        required=False,
        help_text=_("−5: five before it; 0: when the time has run out; empty: when the warning begins."),
    )
    tell = forms.MultipleChoiceField(
        label=_("Tells"), choices=list(TELL.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    paper = forms.ChoiceField(label=_("Issues"), required=False)
    propose = forms.MultipleChoiceField(label=_("Proposes"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, papers: list[Any], measures: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = rung_words(self.initial, Names(dict(papers), dict(measures))) if self.initial else ""
        self.fields["paper"].choices = [("", gettext("no paper")), *papers]  # type: ignore[attr-defined]  # a choice field
        self.fields["propose"].choices = measures  # type: ignore[attr-defined]  # a choice field

    def record(self) -> dict[str, Any]:
        """The rung as a ladder states it."""
        given = self.cleaned_data
        when = {"at": AMBER} if given["workdays"] is None else {"workdays": given["workdays"]}
        step = {"rung": given["rung"], **when}
        for name in ("tell", "paper", "propose"):
            if given[name]:
                step[name] = given[name]
        return step


class Ladder(forms.BaseFormSet[RungForm]):
    """The rungs of a rule; a rung that is ticked is taken out."""

    def records(self) -> list[dict[str, Any]]:
        """The rungs that stay, in order of their days."""
        rungs = [form.record() for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return sorted(rungs, key=lambda step: (step.get("workdays") is not None, step.get("workdays") or 0))


def ladder_form(record: dict[str, Any], data: Any = None) -> Ladder:
    """The rungs of a record to be changed, with two empty places."""
    measure = "en" if (get_language() or "").startswith("en") else "zh"
    choices = {
        "papers": list(Paper.objects.filter(for_filer=False).order_by("pk").values_list("code", "title")),
        "measures": list(Measure.objects.order_by("pk").values_list("code", measure)),
    }
    kind = forms.formset_factory(RungForm, formset=Ladder, extra=2, can_delete=True, max_num=30)
    return kind(data, initial=record.get("ladder", []), prefix="ladder", form_kwargs=choices)


def with_ladder(record: dict[str, Any], ladder: Ladder) -> dict[str, Any]:
    """The record with its ladder. Changed, it is the rule's own and no longer the default one."""
    if not ladder.has_changed():
        return record
    own = {name: value for name, value in record.items() if name != "ladder_basis"}
    return own | {"ladder": ladder.records()}


def _length(value: int | None, unit: str) -> dict[str, Any] | None:
    return {"value": value, "unit": unit} if value and unit else None
