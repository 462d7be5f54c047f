"""Administration of the systems that are called: the secret can be set and is shown once, never read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from casework.models import Endpoint
from casework.push import subscribers
from notifications.wire import signing


class EndpointForm(forms.ModelForm[Endpoint]):
    """Where a system is called."""

    url = forms.CharField(label=_("address"), max_length=400, widget=forms.URLInput)
    new_secret = forms.CharField(
        label=_("New signing secret"),
        required=False,
        widget=forms.PasswordInput,
        help_text=_("Left empty, the old one stays; a webhook without one is given a secret that is shown once."),
    )
    made = ""

    class Meta:
        model = Endpoint
        fields = ("user", "url", "new_secret", "active")

    def clean(self) -> dict[str, Any]:
        """Address and secret as those of subscribers."""
        data: dict[str, Any] = super().clean() or {}
        secret = data.get("new_secret") or self.instance.secret
        if not secret:
            self.made = secret = signing.new_secret()
        for field, words in (
            ("url", subscribers.url_fault(data.get("url", ""))),
            ("new_secret", subscribers.secret_fault(secret)),
        ):
            if words and field not in self.errors:
                self.add_error(field, words)
        self.instance.secret = secret
        return data


@admin.register(Endpoint)
class EndpointAdmin(admin.ModelAdmin[Endpoint]):
    """Systems that file cases and are called when something happens in them."""

    form = EndpointForm
    list_display = ("user", "active")
    autocomplete_fields = ("user",)

    def save_model(self, request: HttpRequest, obj: Endpoint, form: Any, change: bool) -> None:
        """A secret that was made here is shown this once."""
        obj.save()
        if form.made:
            messages.warning(request, _("The signing secret, shown only now: %(secret)s") % {"secret": form.made})

    def has_delete_permission(self, request: HttpRequest, obj: Endpoint | None = None) -> bool:
        """Whoever is called no longer is switched off."""
        return False
