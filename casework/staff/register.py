"""Registering on behalf: what somebody brings to the window, says on the telephone or writes, entered by a registrar."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, registry
from casework.errors import ActionError, InvalidData, NotAllowed
from casework.filing import Opened
from casework.handin import Given, GivenFiler, file_once
from casework.models import Channel, Role, SubjectType, Unit
from casework.registry import CaseKind
from casework.staff.forms import LONG, ManyFilesField
from casework.staff.pages import staff_page
from casework.staff.request import StaffRequest
from casework.staff.route import area_choices

NAMED, SEALED, ANONYMOUS = "named", "sealed", "anonymous"
CHANNELS = (
    Channel.WINDOW,
    Channel.PHONE,
    Channel.LETTER,
    Channel.PETITION,
    Channel.CREDIT_SITE,
    Channel.SME_ARREARS,
)


OF_SOMEBODY = ("channel", "external_id", "type", "name", "id_number", "phone", "email")  # not where the office opens


class RegisterForm(forms.Form):
    """The common part of a filing. What the kind itself asks for stands in a form of its own beside it."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=[(c.value, c.label) for c in CHANNELS])
    external_id = forms.CharField(label=gettext_lazy("Outside number"), max_length=80, required=False)
    identity = forms.ChoiceField(
        label=gettext_lazy("Identity of the filer"),
        choices=[
            (NAMED, gettext_lazy("By name")),
            (SEALED, gettext_lazy("Sealed: only those who must know")),
            (ANONYMOUS, gettext_lazy("Anonymous")),
        ],
        initial=NAMED,
        widget=forms.RadioSelect,
    )
    type = forms.ChoiceField(label=gettext_lazy("The filer is"), choices=SubjectType.choices)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    id_number = forms.CharField(label=gettext_lazy("Identity number"), max_length=40, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=200, required=False)
    respondent = forms.ChoiceField(label=gettext_lazy("Unit complained about"), required=False)
    person = forms.CharField(label=gettext_lazy("Person complained about"), max_length=120, required=False)
    area = forms.ChoiceField(label=gettext_lazy("Subject area"), required=False)
    street = forms.ChoiceField(label=gettext_lazy("Street"), required=False)
    record = forms.CharField(label=gettext_lazy("Number of the record"), max_length=32, required=False)
    content = forms.CharField(
        label=gettext_lazy("In the words of the filer"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 6})
    )
    proof = ManyFilesField(
        label=gettext_lazy("Files"),
        required=False,
        help_text=gettext_lazy("Pictures, PDF or Office files, up to 20 MB each."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, *args: Any, kind: CaseKind, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        names = [(unit.name, unit.name) for unit in Unit.objects.valid_on(on)]
        streets = [(u.name, u.name) for u in Unit.objects.valid_on(on).filter(kind=Unit.Kind.STREET)]
        fields["respondent"].choices = [("", _("Please choose")), *names]
        fields["street"].choices = [("", _("None")), *streets]
        fields["area"].choices = [("", _("Please choose")), *area_choices()]
        unused = {
            "identity": kind.seals,
            "respondent": kind.about_respondent,
            "person": kind.about_respondent and not kind.by_office,
            "area": not kind.area,
            "street": not kind.area,
            "record": kind.about_record,
        } | dict.fromkeys(OF_SOMEBODY, not kind.by_office)
        for name in (name for name, used in unused.items() if not used):
            del self.fields[name]
        if kind.by_office:
            fields["respondent"].label, fields["content"].label = _("Unit concerned"), _("What it is about")

    def given(self, kind: CaseKind, details: dict[str, Any], office: Unit) -> Given:
        """What was entered, as the house takes it; only after is_valid(). `office` opens what nobody else files."""
        data = self.cleaned_data
        identity = data.get("identity", NAMED)
        filer = GivenFiler(SubjectType.UNIT, office.full_name)
        if not kind.by_office:
            filer = GivenFiler(
                **{name: data[name] for name in ("type", "name", "id_number", "phone", "email")},
                anonymous=identity == ANONYMOUS,
                sealed=identity == SEALED,
            )
        optional = {name: data.get(name) or None for name in ("respondent", "street", "record")}
        return Given(
            kind=kind.code,
            content=data["content"],
            filer=filer,
            channel=data.get("channel", Channel.OFFICE),
            area=data.get("area", ""),
            person=data.get("person", ""),
            external_id=data.get("external_id", ""),
            details=details,
            **optional,
        )


@staff_page("GET", "POST")
def register(request: StaffRequest) -> HttpResponse:
    """Enter a matter. The receipt code is shown on the answer, this once only."""
    if not request.actor.has_role(Role.REGISTRAR):
        raise NotAllowed(_("Only a registrar may enter matters for other people."))
    kinds = [kind for kind in registry.all_kinds() if kind.details_form]
    usual = [one for one in kinds if not one.by_office][-1]
    kind = next((one for one in kinds if one.code == request.GET.get("kind")), usual)
    on = timezone.localdate(request.now)
    form = RegisterForm(
        request.POST or None, request.FILES or None, kind=kind, on=on, initial={"key": uuid.uuid4().hex}
    )
    details: Any = kind.details_form(request.POST or None, prefix="details") if kind.details_form else None
    context: dict[str, Any] = {"kind": kind, "kinds": kinds, "form": form, "details": details}
    if request.method != "POST":
        return render(request, "staff/register.html", context)
    if form.is_valid() and details.is_valid():
        opened = _open(request, kind, form, details)
        if opened is not None:
            troubles = _add_files(request, form, opened)
            return render(request, "staff/registered.html", {"kind": kind, "opened": opened, "troubles": troubles})
    return render(request, "staff/register.html", context, status=422)


def _open(request: StaffRequest, kind: CaseKind, form: RegisterForm, details: Any) -> Opened | None:
    entered = {name: value for name, value in details.cleaned_data.items() if value not in (None, "")}
    try:
        office = Unit.objects.filter(pk__in=request.actor.units(Role.REGISTRAR)).earliest("pk")
        given = form.given(kind, {name: _plain(value) for name, value in entered.items()}, office)
        return file_once(given, form.cleaned_data["key"], by=request.actor, at=request.now)
    except InvalidData as error:
        for path, words in error.errors.items():
            name = path.rpartition(".")[2]
            owner = details if path.startswith("details.") and name in details.fields else form
            for word in words:
                owner.add_error(name if name in owner.fields else None, word)
        return None


def _add_files(request: StaffRequest, form: RegisterForm, opened: Opened) -> list[str]:
    """Store the files with the new case; what is refused is said on the receipt page and can be added again."""
    troubles = []
    for upload in form.cleaned_data["proof"]:
        try:
            actions.add_evidence(upload, by=request.actor, at=request.now, case=opened.case)
        except InvalidData as error:
            troubles += [f"{upload.name}：{words}" for words in error.errors.get("file", [str(error)])]
        except (
            ActionError
        ) as error:  # say a registrar who keeps out of the matter now: the receipt is shown all the same
            troubles.append(f"{upload.name}：{error}")
    return troubles


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value if isinstance(value, bool) else str(value)
