"""How I want to be told (接收方式): which events by e-mail, at once or once a day, quiet at night and on days off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, message_roles, wishes
from casework.staff.pages import done, staff_page
from casework.staff.request import StaffRequest
from notifications.events import Group
from notifications.models import Preference

AT_ONCE, DAILY = "at_once", "daily"
DIGEST = [
    (AT_ONCE, gettext_lazy("each at once")),
    (DAILY, gettext_lazy("all of a day together, at 08:30 of the working day")),
]


class PreferenceForm(forms.Form):
    """What a member of staff chooses."""

    email = forms.MultipleChoiceField(
        label=gettext_lazy("Send me e-mails about"),
        choices=Group.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    digest = forms.ChoiceField(label=gettext_lazy("How they come"), choices=DIGEST, widget=forms.RadioSelect)
    quiet = forms.BooleanField(
        label=gettext_lazy("Nothing from 21:00 to 08:00 and on days that are not worked"),
        help_text=gettext_lazy("It waits until 08:00 of the next working day. Make-up working days are worked days."),
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the messages"), choices=settings.LANGUAGES)

    def chosen(self) -> dict[str, Any]:
        """The columns of the preference."""
        data = self.cleaned_data
        return {
            "email": data["email"],
            "sms": [],
            "daily": data["digest"] == DAILY,
            "quiet": data["quiet"],
            "language": data["language"],
        }


@staff_page("GET", "POST")
def preferences(request: StaffRequest) -> HttpResponseBase:
    """See and change it."""
    wish = wishes.preference_of(request.user)
    form = PreferenceForm(request.POST or None, initial=_initial(wish))
    if request.method == "POST" and "resume" in request.POST:
        actions.resume_for_staff(request.user, at=request.now)
        return done(request, _("E-mails are sent to you again."), reverse("staff:preferences"))
    if request.method == "POST" and form.is_valid():
        actions.choose_for_staff(request.user, form.chosen(), at=request.now)
        return done(request, _("Saved."), reverse("staff:preferences"))
    context = {
        "form": form,
        "wish": wish,
        "stopped": wishes.standing("email", request.user.email) if request.user.email else None,
        "administers": message_roles.administers(request.actor),
    }
    return render(request, "staff/preferences.html", context, status=422 if form.errors else 200)


def _initial(wish: Preference) -> dict[str, Any]:
    return {
        "email": wish.email,
        "digest": DAILY if wish.daily else AT_ONCE,
        "quiet": wish.quiet,
        "language": wish.language,
    }
