"""Measures on a record (惩戒措施) and leniency (从轻、免于): entered as the competent body decided, lifted, looked at again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, measure_rows, queries
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.keyset import Order, page_of
from casework.models import CreditRecord, Measure, Mitigation, Sanction
from casework.models.recommendation import LONG, SHORT
from casework.register import standing
from casework.staff.measures import measure_name
from casework.staff.moves import add_errors
from casework.staff.pages import done, staff_page
from casework.staff.request import StaffRequest
from casework.staff.work import with_query

WORDS = 200  # characters of a measure, its basis and the note on its end
DAY = {"type": "date"}
OLDEST = Order()


def day(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, required=required, widget=widget)


class MeasureField(forms.ModelChoiceField):
    """One of the measures that the pack names."""

    def label_from_instance(self, obj: Any) -> str:
        """In the language of the reader."""
        return measure_name(obj)


class MeasureForm(forms.Form):
    """A measure as the letter of the competent body says it."""

    kind = MeasureField(
        Measure.objects.none(),
        label=gettext_lazy("Kind of measure"),
        empty_label=gettext_lazy("Another measure"),
        required=False,
        help_text=gettext_lazy("This office decides none of them. Enter what the competent body has decided."),
    )
    measure = forms.CharField(
        label=gettext_lazy("Measure in the words of the decision"),
        max_length=WORDS,
        required=False,
        help_text=gettext_lazy("Needed for another measure; else the kind says it."),
    )
    decided_by = forms.CharField(
        label=gettext_lazy("Who decided"),
        max_length=SHORT,
        help_text=gettext_lazy("The full name of the body, as its letter gives it."),
    )
    decided_on = day(gettext_lazy("Day of the decision"))
    basis = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=WORDS)
    first_day = day(gettext_lazy("In force from"))
    last_day = day(
        gettext_lazy("In force until"), gettext_lazy("Leave it empty when the decision names no end."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = Measure.objects.order_by("pk")  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """A kind, or words of one's own."""
        data = super().clean() or {}
        if not data.get("kind") and not data.get("measure"):
            self.add_error("measure", _("Choose a kind, or write the measure down."))
        return data

    def given(self) -> dict[str, Any]:
        """What the door takes."""
        data = dict(self.cleaned_data)
        return data | {"measure": data["measure"] or data["kind"].zh}


class NoteForm(forms.Form):
    """What the letter says that ends a measure, or keeps it."""

    note = forms.CharField(
        label=gettext_lazy("Reason and number of the letter"),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("As the body that decided the measure has written."),
    )


class LeniencyForm(forms.Form):
    """A decision to be lenient (plan, clause 四(四))."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What was decided?"), choices=Mitigation.Kind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}))
    decided_by = forms.CharField(label=gettext_lazy("Who decided"), max_length=SHORT)
    decided_on = day(gettext_lazy("Day of the decision"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choice_hints = {  # type: ignore[attr-defined]  # shown under each choice
            Mitigation.Kind.LIGHTER: _("Measures may be built on the record, lighter ones."),
            Mitigation.Kind.EXEMPT: _("Every measure on it is lifted at once, and no new one can be entered."),
        }


@staff_page()
def again(request: StaffRequest) -> HttpResponse:
    """Measures whose record was corrected after they were decided, the longest ago first."""
    visible = queries.records(request.actor).values("pk")
    rows = standing.with_basis(Sanction.objects.filter(record__in=visible, lifted_at__isnull=True))
    rows = rows.filter(basis_changed=True).select_related("record__source_unit")
    page = page_of(rows, OLDEST, request.GET.get("cursor", ""))
    context = {
        "rows": page.rows,
        "before": with_query("staff:measures_again", {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:measures_again", {"cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/measures/again.html", context)


@staff_page("GET", "POST")
def impose(request: StaffRequest, number: str) -> HttpResponse:
    """Enter a measure on a record."""
    record = load(request, number)
    if not measure_rows.may_measure(request.actor, record):
        raise NotAllowed(_("Only the information provider and registrars enter measures, never the unit concerned."))
    form = MeasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.given()
        return _do(
            request, form, record, lambda: actions.impose_sanction(record, by=request.actor, at=request.now, **given)
        )
    return _page(request, form, record, "impose", why_not=standing.refusal(record))


@staff_page("GET", "POST")
def mitigate(request: StaffRequest, number: str) -> HttpResponse:
    """Enter a decision to be lenient."""
    record = load(request, number)
    if not measure_rows.may_mitigate(request.actor, record):
        raise NotAllowed(_("Somebody of the registering unit enters leniency, and not who entered the record."))
    form = LeniencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        return _do(
            request, form, record, lambda: actions.mitigate_record(record, by=request.actor, at=request.now, **given)
        )
    return _page(request, form, record, "mitigate")


@staff_page("GET", "POST")
def lift(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter that a measure was lifted."""
    return _with_note(request, pk, "lift", actions.lift_sanction)


@staff_page("GET", "POST")
def keep(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter that a measure was looked at again after a correction, and stays."""
    return _with_note(request, pk, "keep", actions.keep_sanction)


@staff_page("POST")
def enter_recommended(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter what another body decided on a proposal as a measure on the record of its matter: one click, never by itself."""
    record = load(request, request.POST.get("record", ""))
    actions.impose_recommended(pk, record, by=request.actor, at=request.now)
    return done(request, _("Entered as a measure on the record."), _address(record))


def load(request: StaffRequest, number: str) -> CreditRecord:
    """A record that this person may read. Raises NotFound."""
    found: CreditRecord | None = queries.records(request.actor).filter(number=number.replace("\0", "")).first()
    if found is None:
        raise NotFound(_("There is no such record, or you may not see it."))
    return found


def _with_note(request: StaffRequest, pk: int, what: str, act: Callable[..., Any]) -> HttpResponse:
    visible = queries.records(request.actor).values("pk")
    sanction = Sanction.objects.filter(pk=pk, record__in=visible).select_related("record__source_unit").first()
    if sanction is None:
        raise NotFound(_("There is no such measure, or you may not see it."))
    form, record = NoteForm(request.POST or None), sanction.record
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        return _do(request, form, record, lambda: act(sanction, by=request.actor, at=request.now, note=note), what)
    return _page(request, form, record, what, sanction=sanction)


DONE = {
    "impose": gettext_lazy("The measure is entered."),
    "mitigate": gettext_lazy("The decision is entered."),
    "lift": gettext_lazy("The measure is lifted."),
    "keep": gettext_lazy("It is noted that the measure stays."),
}


def _do(request: StaffRequest, form: Any, record: CreditRecord, act: Callable[[], Any], what: str = "") -> HttpResponse:
    """Let the door do it; what it refuses stands beside its field or above the form, and nothing typed is lost."""
    what = what or ("impose" if isinstance(form, MeasureForm) else "mitigate")
    try:
        act()
    except InvalidData as error:
        add_errors(form, error)
        return _page(request, form, record, what)
    except Conflict as error:
        return _page(request, form, record, what, why_not=str(error), status=error.status)
    return done(request, str(DONE[what]), _address(record))


def _page(request: StaffRequest, form: Any, record: CreditRecord, what: str, **more: Any) -> HttpResponse:
    status = more.pop("status", 422 if form.errors else 200)
    context = {"form": form, "record": record, "what": what, **more}
    return render(request, "staff/measures/form.html", context, status=status)


def _address(record: CreditRecord) -> str:
    return reverse("staff:record", args=[record.number]) + "#measures"
