"""Forms of the public site outside the steps of a filing: searching, tracking, resuming."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from casework.papers import verifying
from casework.portal.fields import PlainText


class SearchForm(forms.Form):
    """What to look for among the published records."""

    q = PlainText(
        label=_("Name, credit code or record number"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )


class DayForm(forms.Form):
    """The day whose version of a record is wanted."""

    on = forms.DateField(required=False)


class TrackForm(forms.Form):
    """Number and receipt code. Any text is let through: what is wrong is said only after checking both together."""

    number = PlainText(
        label=_("Case number"),
        help_text=_("On your receipt, for example 西信异〔2026〕12号. Brackets may be typed as ( )."),
        max_length=200,
        error_messages={"required": _("Please enter the case number from your receipt.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = PlainText(
        label=_("Receipt code"),
        help_text=_("It begins with XG. Capital or small letters, with or without dashes."),
        max_length=200,
        error_messages={"required": _("Please enter your receipt code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "num", "autocapitalize": "characters"}),
    )

    def clean_number(self) -> str:
        """The number with the brackets that official numbers carry."""
        return str(self.cleaned_data["number"]).translate(str.maketrans("()[]（）【】", "〔〕〔〕〔〕〔〕"))


class VerifyCodeForm(forms.Form):
    """The verification code of a paper."""

    code = PlainText(
        label=_("Verification code"),
        help_text=_("For example YZ-7K3M-2P9W-Q4RT. Capital or small letters, with or without dashes."),
        max_length=200,
        error_messages={"required": _("Please enter the verification code from the paper.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "num", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        """The code in the form in which it is printed."""
        code = verifying.code_of(str(self.cleaned_data["code"]))
        if not code:
            raise forms.ValidationError(
                _("This is no verification code: after YZ come three groups of four, without 0, 1, I, L, O and U.")
            )
        return code


class VerifyFileForm(forms.Form):
    """The PDF of a paper, or the file of a receipt."""

    file = forms.FileField(
        label=_("The PDF, or the file of the receipt (JSON)"),
        help_text=_("As you had it from us. It is looked at and not kept."),
        error_messages={
            "required": _("Please choose the file first."),
            "empty": _("The file is empty. Please choose it again."),
        },
        widget=forms.FileInput(attrs={"accept": ".pdf,.json,application/pdf,application/json"}),
    )

    def clean_file(self) -> Any:
        """A file that is no larger than what we issue."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(size)d MB; no paper of ours is."),
                params={"size": settings.UPLOAD_MAX_BYTES >> 20},
            )
        return file


class ResumeForm(forms.Form):
    """The link or code of a draft, pasted."""

    code = PlainText(
        label=_("Link or code of your draft"),
        max_length=300,
        error_messages={"required": _("Please paste the link or code you saved.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        """The code alone, whatever was pasted around it."""
        text: Any = self.cleaned_data["code"]
        return str(text).strip().rstrip("/").rsplit("/", 1)[-1]
