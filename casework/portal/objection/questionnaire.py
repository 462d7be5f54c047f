"""The questionnaire of an objection: which record, who, what is wrong, evidence, check and send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.filing import Filing, PartyInput
from casework.models import CreditRecord, Draft, SubjectType
from casework.portal import drafts, record, throttle
from casework.portal.contact import AGENT
from casework.portal.forms import SearchForm
from casework.portal.objection import answers, outcome
from casework.portal.objection.what import WhatForm
from casework.portal.objection.who import WhoForm
from casework.portal.questionnaire import CHECK, EVIDENCE, Forms, Questionnaire, Step, Wording

TRIES = (10, 3600)  # at the number of a record that is not published: of one address, in so many seconds
DETAILS = ("reason", "field", "claim", "wish")


def _about(draft: Draft, at: datetime) -> dict[str, Any]:
    return {"record": record_of(draft), "at": at}


def record_of(draft: Draft) -> CreditRecord | None:
    """The record whose number was given at the first step, published or not; None when there is none."""
    return record.numbered(str(drafts.answers(draft, "record").get("number", "")))


def filing_of(draft: Draft, forms: Forms) -> Filing:
    """The filing of a draft whose forms are all valid."""
    who, what = forms["who"].cleaned_data, forms["what"].cleaned_data
    subject_type = forms["who"].subject_type if isinstance(forms["who"], WhoForm) else ""
    by_agent = who["capacity"] == AGENT
    contact = {"phone": who["phone"], "email": who["email"]}
    return Filing(
        content=what["content"],
        filer=PartyInput(subject_type, who["name"], who["code"], **({} if by_agent else contact)),
        agent=PartyInput(SubjectType.PERSON, who["agent_name"], **contact) if by_agent else None,
        channel="web",
        language=get_language() or "zh-hans",
        record=record_of(draft),
        details={name: what[name] for name in DETAILS},
        draft=draft,
    )


def _begin(wanted: str) -> dict[str, Any]:
    return {"record": record.published(wanted)}


def _prefill(wanted: str) -> dict[str, dict[str, str]]:
    return {"record": {"number": wanted}} if wanted else {}


def _page(request: HttpRequest, draft: Draft, slug: str) -> dict[str, Any]:
    found = {"record": record_of(draft)}
    return found | _search(request) if slug == "record" else found


def _search(request: HttpRequest) -> dict[str, Any]:
    search = SearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    return {"search": search, "searched": text, "found": record.offered(text)}


def _guessing(request: HttpRequest, draft: Draft, slug: str) -> bool:
    """Whether this address tries numbers of records that are not published too often."""
    if slug != "who":
        return False
    found = record_of(draft)
    hidden = found is None or found.status != found.Status.PUBLISHED
    return hidden and throttle.exceeded(request, "record", *TRIES)


QUESTIONNAIRE = Questionnaire(
    kind="objection",
    steps=(
        Step("record", _("Record"), record.RecordForm, rows=lambda draft, form: answers.record(record_of(draft))),
        Step("who", _("Who you are"), WhoForm, needs=_about, rows=answers.who),
        Step("what", _("What is wrong?"), WhatForm, rows=answers.what),
        EVIDENCE,
        CHECK,
    ),
    wording=Wording(
        short=_("Object to a record"),
        title=_("Object to a credit record"),
        lead=_("About 8 minutes. Every step is saved; photos can be taken with the phone."),
        yours=_("Your objection"),
        send=_("Send the objection"),
        sent=_("Your objection has been sent"),
        received=_("We have received your objection"),
    ),
    filing=filing_of,
    what_next=outcome.what_next,
    outcome=outcome.rows,
    beside="portal/objection/beside.html",
    begin=_begin,
    prefill=_prefill,
    page=_page,
    slowed=_guessing,
)
