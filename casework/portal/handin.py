"""From a complete draft to a case: what the steps gathered, as the domain takes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework import actions
from casework.filing import Opened
from casework.models import Draft
from casework.permissions import Actor
from casework.portal import drafts
from casework.portal.questionnaire import Forms, Questionnaire


def send(pages: Questionnaire, draft: Draft, forms: Forms, at: datetime) -> Opened:
    """File the draft, whose forms are all valid. Sent twice, it is one case; the receipt page alone shows the code."""
    with transaction.atomic():
        opened = actions.open_case(pages.kind, pages.filing(draft, forms), by=Actor(), at=at)
        if opened.receipt_code:
            drafts.keep_code(draft, opened.receipt_code, at)
    return opened
