"""From a complete draft to a case: what the steps gathered, as the domain takes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.forms import Form
from django.utils.translation import get_language

from casework import actions
from casework.filing import Filing, Opened, PartyInput
from casework.models import Draft, SubjectType
from casework.permissions import Actor
from casework.portal import drafts, steps
from casework.portal.who import AGENT, WhoForm

DETAILS = ("reason", "field", "claim", "wish")


def filing_of(draft: Draft, forms: dict[str, Form]) -> Filing:
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
        record=steps.record_of(draft),
        details={name: what[name] for name in DETAILS},
        draft=draft,
    )


def send(draft: Draft, forms: dict[str, Form], at: datetime) -> Opened:
    """File the draft. Sent twice, it is one case; the receipt code is kept for the receipt page only."""
    with transaction.atomic():
        opened = actions.open_case(draft.kind, filing_of(draft, forms), by=Actor(), at=at)
        if opened.receipt_code:
            drafts.keep_code(draft, opened.receipt_code, at)
    return opened
