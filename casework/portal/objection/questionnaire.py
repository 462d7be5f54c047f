"""The questionnaire of an objection: which record, who, what is wrong, evidence, check and send."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.filing import Filing
from casework.models import Draft
from casework.portal import read_through, record
from casework.portal.objection import answers, outcome
from casework.portal.objection.what import WhatForm
from casework.portal.questionnaire import CHECK, EVIDENCE, Forms, Questionnaire, Step, Wording
from casework.portal.subject import WhoForm, parties

DETAILS = ("reason", "field", "claim", "wish")


def filing_of(draft: Draft, forms: Forms) -> Filing:
    """The filing of a draft whose forms are all valid."""
    what = forms["what"].cleaned_data
    return Filing(
        content=what["content"],
        **parties(forms["who"]),
        channel="web",
        language=get_language() or "zh-hans",
        record=record.of_draft(draft),
        details={name: what[name] for name in DETAILS},
        draft=draft,
    )


QUESTIONNAIRE = Questionnaire(
    kind="objection",
    steps=(
        Step(
            "record",
            _("Record"),
            record.RecordForm,
            rows=lambda draft, form: read_through.of_record(record.of_draft(draft)),
        ),
        Step("who", _("Who you are"), WhoForm, needs=record.about, rows=read_through.of_who),
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
    begin=record.begin,
    prefill=record.prefill,
    page=record.page,
    slowed=record.guessing,
)
