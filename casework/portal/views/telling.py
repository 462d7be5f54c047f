"""How a filer wants to be told of their matter, and the page on which anybody says that they want no more messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from casework import actions, reach
from casework.models import Party
from casework.permissions import Actor
from casework.portal import filer
from casework.portal.views.track import ask_code
from casework.templatetags.masks import masked
from notifications.events import Group
from notifications.letters import read_stop


class ToldForm(forms.Form):
    """Which of the given addresses are used, and the language."""

    email = forms.BooleanField(label=gettext_lazy("By e-mail"), required=False)
    sms = forms.BooleanField(label=gettext_lazy("By text message, when something must not be missed"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the messages"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("email", "email"), ("sms", "phone")):
            address = reach.text_of(party, name)
            if address:
                self.fields[name].help_text = masked(address, kind)
            else:
                del self.fields[name]

    def chosen(self) -> dict[str, Any]:
        """The columns of the preference."""
        data = self.cleaned_data
        given = {name: list(Group.values) if data.get(name) else [] for name in ("email", "sms")}
        return given | {"daily": False, "quiet": True, "language": data["language"]}


@never_cache
@require_http_methods(["GET", "POST"])
def told(request: HttpRequest, number: str) -> HttpResponse:
    """See and change how one is told."""
    case = filer.case_of(request, number)
    party = reach.filer_of(case.pk) if case is not None else None
    if case is None or party is None:
        return ask_code(number)
    wish = reach.wish_of(party)
    initial = {"email": bool(wish.email), "sms": bool(wish.sms), "language": wish.language}
    form = ToldForm(request.POST or None, party=party, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose_for_filer(case, form.chosen(), by=Actor.filer(case), at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("portal:track_case", number=case.number)
    context = {"case": case, "form": form, "sealed": reach.is_sealed(party), "reachable": _reachable(party)}
    return render(request, "portal/track/told.html", context, status=422 if form.errors else 200)


def _reachable(party: Party) -> bool:
    return any(reach.text_of(party, way) for way in reach.OUTSIDE)


@never_cache
@csrf_exempt  # a mail program sends this POST for its reader (RFC 8058); the signed address is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more messages to the address that this one went to. Opening the page stops nothing; the button does."""
    message = read_stop(token)
    if message is None:
        raise Http404
    stopped = request.method == "POST" and actions.stop_messages(message, at=timezone.now())
    spoken = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or message.language
    with translation.override(spoken):
        context = {
            "stopped": stopped,
            "failed": request.method == "POST" and not stopped,
            "staff": message.recipient_id,
        }
        return render(request, "portal/stop.html", context)
