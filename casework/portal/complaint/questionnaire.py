"""The questionnaire of a complaint or report: what it is, about whom, what happened, wish, who, evidence, check."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.filing import Filing, PartyInput
from casework.models import Draft, SubjectType
from casework.portal import choices
from casework.portal.complaint import answers, nature, outcome
from casework.portal.complaint.about import AboutForm
from casework.portal.complaint.happened import HappenedForm, WishForm
from casework.portal.complaint.nature import ANONYMOUS, OWN, SEALED, NatureForm
from casework.portal.complaint.who import ComplainantForm
from casework.portal.contact import AGENT
from casework.portal.questionnaire import CHECK, EVIDENCE, Forms, Questionnaire, Step, Wording


def filing_of(draft: Draft, forms: Forms) -> Filing:
    """The filing of a draft whose forms are all valid."""
    about, happened, wish = (forms[slug].cleaned_data for slug in ("about", "happened", "wish"))
    form = forms["about"]
    units = {name: form.unit(name) for name in ("respondent", "street")} if isinstance(form, AboutForm) else {}
    filer, agent = _parties(draft, forms)
    return Filing(
        content=happened["content"],
        filer=filer,
        agent=agent,
        area=about["area"],
        named_person=about["person"],
        channel="web",
        language=get_language() or "zh-hans",
        details=_details(draft, happened, wish, forms),
        draft=draft,
        **units,
    )


def _details(draft: Draft, happened: dict[str, Any], wish: dict[str, Any], forms: Forms) -> dict[str, Any]:
    on, amount = happened["happened_on"], wish["amount"]
    who = forms["who"].cleaned_data if "who" in forms else {}
    return {
        "nature": "own" if nature.of(draft) == OWN else "report",
        "matter": happened["matter"],
        "promised": happened["promised"],
        "contract": happened["contract"],
        "happened_on": on.isoformat() if on else "",
        "wish": wish["wish"],
        "amount": "" if amount is None else str(amount),
        "loss": wish["loss"],
        "consent": bool(who.get("consent")),
    }


def _parties(draft: Draft, forms: Forms) -> tuple[PartyInput, PartyInput | None]:
    """The filer: by name, sealed, or nobody known; and the agent, if one files."""
    form = forms.get("who")
    if not isinstance(form, ComplainantForm):
        return PartyInput(SubjectType.PERSON), None
    who = form.cleaned_data
    contact = {"phone": who["phone"], "email": who["email"]}
    if who["capacity"] == AGENT:
        agent = PartyInput(SubjectType.PERSON, who["agent_name"], **contact)
        return PartyInput(form.subject_type, who["name"], who["code"]), agent
    sealed = nature.of(draft) == SEALED
    return PartyInput(form.subject_type, who["name"], who["code"], sealed=sealed, **contact), None


def _on(draft: Draft, at: datetime) -> dict[str, Any]:
    return {"at": at}


def _who_needs(draft: Draft, at: datetime) -> dict[str, Any]:
    return {"at": at, "sealed": nature.of(draft) == SEALED}


def _named(draft: Draft) -> bool:
    return nature.of(draft) != ANONYMOUS


def _page(request: HttpRequest, draft: Draft, slug: str) -> dict[str, Any]:
    chosen = nature.of(draft)
    return {"nature": chosen, "secret": chosen != OWN}


QUESTIONNAIRE = Questionnaire(
    kind="complaint",
    steps=(
        Step("nature", _("What it is"), NatureForm, rows=answers.nature),
        Step("about", _("About whom"), AboutForm, needs=_on, rows=answers.about),
        Step("happened", _("The facts"), HappenedForm, needs=_on, rows=answers.happened),
        Step("wish", _("What you ask for"), WishForm, rows=answers.wish),
        Step("who", _("Who you are"), ComplainantForm, asked=_named, needs=_who_needs, rows=answers.who),
        EVIDENCE,
        CHECK,
    ),
    wording=Wording(
        short=_("Complain or report"),
        title=_("A public body does not keep its word"),
        lead=_("Complaint or report. About 10 minutes; every step is saved, and you can go on later."),
        yours=_("Your complaint or report"),
        send=_("Send it"),
        sent=_("It has been sent"),
        received=_("We have received it"),
    ),
    filing=filing_of,
    what_next=outcome.what_next,
    outcome=outcome.rows,
    beside="portal/complaint/beside.html",
    channels=("", "petition", "contract"),
    begin=lambda wanted: {"elsewhere": choices.elsewhere()},
    page=_page,
)
