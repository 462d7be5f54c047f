"""What a filing says beside the common fields, and the opening of a complaint. Portal, API and imports use this form."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from casework import links
from casework.context import Context
from casework.errors import InvalidData
from casework.forms import DetailsForm
from casework.models import Party
from casework.rules.deadlines import CHINA
from workflows.base.forms import LONG, day, long_text
from workflows.complaint import deadlines
from workflows.complaint.models import Complaint, Matter, Nature

LONGEST_AGO = timedelta(days=366)  # of a letter's receipt; a bound on typing errors, not a rule
RECEIPT_CLOCKS = ("accept", "settle")


class ComplaintDetails(DetailsForm):
    """The particulars of a complaint. Only what is known need be given; the office asks for the rest."""

    defaults: ClassVar[dict[str, Any]] = {"matter": Matter.OTHER}
    nature = forms.ChoiceField(
        label=_("Complaint or report"),
        choices=[("", _("As the identity says")), *Nature.choices],
        required=False,
        help_text=_("A report keeps your identity sealed. A complaint in your own matter is filed by name."),
    )
    matter = forms.ChoiceField(label=_("What was promised or agreed"), choices=Matter.choices, required=False)
    promised = long_text(_("What exactly, when, by whom"), required=False)
    loss = long_text(_("What you lost by it"), required=False)
    amount = forms.DecimalField(label=_("Amount (yuan)"), required=False, min_value=0, max_digits=14, decimal_places=2)
    happened_on = day(_("When it happened"), required=False)
    contract = forms.BooleanField(label=_("There is a written contract"), required=False)
    wish = forms.CharField(label=_("What you ask for"), required=False, max_length=LONG)
    consent = forms.BooleanField(
        label=_("The body complained about may learn my name"),
        required=False,
        help_text=_("Some matters, such as a contract, can hardly be checked without it."),
    )
    received_on = day(_("Received on"), _("Of a letter: the day it arrived. Otherwise leave it empty."), required=False)

    def details(self) -> dict[str, Any]:
        """The particulars as the kind stores them; what was not given has its default."""
        no_text = ("amount", "happened_on", "received_on", "contract", "consent")
        return super().details() | {name: self.cleaned_data[name] for name in no_text}


def open_complaint(ctx: Context) -> None:
    """Write the particulars of a new complaint, choose its first category, and look for the same matter."""
    case, given = ctx.case, _checked(ctx)
    if case.respondent_id is None:
        raise InvalidData({"respondent": [str(_("Name the unit that this is about."))]})
    received_on = given.pop("received_on")
    ticket, filer = case.hotline_ticket(), case.parties.filter(role=Party.Role.FILER).first()
    case.complaint = Complaint.objects.create(
        **given | {"nature": _nature(filer, given["nature"])},
        case_id=case.pk,
        category=deadlines.first_guess(case.channel),
        ticket=ticket.sort if ticket else "",
        received_at=_moment(received_on, ctx.at),
        consented_at=ctx.at if given["consent"] else None,
    )
    ctx.begun |= dict.fromkeys(RECEIPT_CLOCKS, _moment(received_on, ctx.at))
    links.suspect(case, filer, ctx.at)


def _checked(ctx: Context) -> dict[str, Any]:
    """The particulars, whoever filed them. Raises InvalidData."""
    form = ComplaintDetails(ctx.data)
    if not form.is_valid():
        raise InvalidData({f"details.{name}": [str(e) for e in errors] for name, errors in form.errors.items()})
    found, errors = form.details(), {}
    happened, received = found["happened_on"], found["received_on"]
    if happened and happened > ctx.on:
        errors["details.happened_on"] = [str(_("This day has not come yet."))]
    if received and not ctx.on - LONGEST_AGO <= received <= ctx.on:
        errors["details.received_on"] = [str(_("This must be a day of the last year, and not one to come."))]
    if errors:
        raise InvalidData(errors)
    return found


def _nature(filer: Party | None, said: str) -> str:
    """投诉 is filed by name, 举报 is sealed or anonymous: what was said has to agree with how it was filed."""
    hidden = filer is not None and (filer.sealed or filer.anonymous)
    fits = Nature.REPORT if hidden else Nature.OWN
    if said and said != fits:
        words = (
            _("A complaint in one's own matter is filed by name.")
            if hidden
            else _("The identity of who files a report has to be sealed.")
        )
        raise InvalidData({"details.nature": [str(words)]})
    return fits


def _moment(received_on: date | None, at: datetime) -> datetime:
    return datetime.combine(received_on, time.min, tzinfo=CHINA) if received_on else at
