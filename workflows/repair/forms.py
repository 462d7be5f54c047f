"""What each move of a repair asks for. The same forms serve screens, API and the door itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import extensions
from casework.forms import DetailsForm, MoveForm
from casework.models import Unit
from casework.permissions import excluded_units
from workflows.base.forms import (
    MOST_DAYS,
    AcknowledgeForm,
    ExplanationForm,
    RefuseForm,
    SupplementForm,
    SupplementRequestForm,
    WithdrawForm,
    day,
    long_text,
)
from workflows.repair import eligible, guards, limits
from workflows.repair.models import Finding

QUESTION = "请核查该失信行为是否已经纠正、相关义务是否已经履行完毕，并写明履行完毕的日期。"
PERFORMED_ON = _("Every duty was fulfilled on")
PROMISED = _("The credit commitment (信用承诺书) is handed in")


class RepairDetails(DetailsForm):
    """Proof of performance and commitment, no more. What is not known yet can be handed in later."""

    defaults: ClassVar[dict[str, Any]] = {"performed_on": None, "promised": False}
    performed_on = day(PERFORMED_ON, required=False)
    promised = forms.BooleanField(label=PROMISED, required=False)
    promised_by = forms.CharField(label=_("Name under the commitment"), max_length=120, required=False)


class SupplementRepairForm(SupplementForm):
    """What was missing: the proof, the day, the commitment."""

    performed_on = day(PERFORMED_ON, required=False)
    promised = forms.BooleanField(
        label=_("I make the credit commitment"),
        help_text=_("What is stated is true; the breach is corrected and will not be repeated. It may be made public."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        details: Any = self.case.repair
        self.fields["performed_on"].initial = details.performed_on
        if details.promised_on:
            del self.fields["promised"]

    def clean_performed_on(self) -> Any:
        """Not in the future."""
        given = self.cleaned_data["performed_on"]
        if given and given > timezone.localdate(self.at):
            raise ValidationError(_("This day is still to come."))
        return given


class RefuseRepairForm(RefuseForm):
    """Why it is not accepted or not granted; when it may be applied for again follows from the record."""

    reason_group = "repair_refusal"


class OwnCheckForm(MoveForm):
    """What the lead found itself, where nobody else has to confirm it."""

    finding = forms.ChoiceField(label=_("What is the case?"), choices=Finding.choices, widget=forms.RadioSelect)
    own_check = long_text(_("What the own check found"))


class AskUnitsForm(MoveForm):
    """Whom to ask, and what. The rule sets the time of the units; bodies outside the government have none."""

    units = forms.ModelMultipleChoiceField(
        label=_("Units to ask"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    question = long_text(
        _("What they should confirm"), _("About a person say only what the unit needs to recognise the matter.")
    )
    wished_by = day(
        _("Wished for by"), _("Only for bodies outside the government; they are asked and given no deadline."), False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = timezone.localdate(self.at)
        barred = excluded_units(self.case) | {self.case.lead_unit_id}
        fields: Any = self.fields
        fields["units"].queryset = Unit.objects.valid_on(on).exclude(pk__in=barred)
        fields["units"].initial = [unit.pk for unit in eligible.to_ask(self.case, on)]
        fields["question"].initial = QUESTION


class ExtendForm(MoveForm):
    """How much longer, and why."""

    days = forms.IntegerField(label=_("Working days to add"), min_value=1, max_value=MOST_DAYS)
    reason = long_text(_("Reason"), _("The filer is told this reason."))

    def clean_days(self) -> int:
        """No more than the cap of the rule leaves."""
        days: int = self.cleaned_data["days"]
        clock = guards.deciding_clock(self.case)
        room = extensions.room(clock) if clock is not None else None
        most = room.value if room else 0
        if days > most:
            raise ValidationError(_("At most %(days)d working days can be added.") % {"days": most})
        return days


class RevokeForm(MoveForm):
    """What was false, and how long there is no repair."""

    explanation = long_text(
        _("What was false, and how that was found"), _("These words are printed in the letter to the filer.")
    )
    no_repair_until = day(_("No repair before the end of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest, rule = limits.term_without_repair(timezone.localdate(self.at))
        field = self.fields["no_repair_until"]
        field.initial = self.longest
        if rule is not None and rule.unconfirmed:
            field.help_text = _("Proposed after %(rule)s. The number is from memory and to be confirmed.") % {
                "rule": f"{rule.code} {rule.source}"
            }

    def clean_no_repair_until(self) -> Any:
        """Not over already, and no longer than any rule says."""
        last = self.cleaned_data["no_repair_until"]
        if last <= timezone.localdate(self.at):
            raise ValidationError(_("This day has to lie ahead."))
        if self.longest is not None and last > self.longest:
            raise ValidationError(_("No rule names a longer term than until %(day)s.") % {"day": self.longest})
        return last


EXTENSIONS = ("extend", "extend_consulting", "extend_deciding")
FORMS: dict[str, type[MoveForm]] = {
    "ask_supplement": SupplementRequestForm,
    "supplement": SupplementRepairForm,
    "refuse": RefuseRepairForm,
    "own_check": OwnCheckForm,
    "ask_units": AskUnitsForm,
    **dict.fromkeys(EXTENSIONS, ExtendForm),
    "decide_grant": ExplanationForm,
    "decide_refuse": RefuseRepairForm,
    "acknowledge": AcknowledgeForm,
    "withdraw": WithdrawForm,
    "revoke": RevokeForm,
}
