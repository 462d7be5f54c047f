"""The steps of an objection, one question group a page, and whether each is complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import CreditRecord, Draft
from casework.portal import drafts
from casework.portal.evidence import FilesForm
from casework.portal.record import RecordForm
from casework.portal.what import WhatForm
from casework.portal.who import WhoForm


@dataclass(frozen=True)
class Step:
    """One page: its address, its name, and the form that asks."""

    slug: str
    name: Promise
    form: type[Form] | None = None


STEPS = (
    Step("record", _("Record"), RecordForm),
    Step("who", _("Who you are"), WhoForm),
    Step("what", _("What is wrong?"), WhatForm),
    Step("evidence", _("Evidence"), FilesForm),
    Step("check", _("Check and send")),
)
BY_SLUG = {step.slug: step for step in STEPS}
ASKING = ("record", "who", "what")  # steps that must be answered; evidence may follow later


def position(slug: str) -> int:
    """The number of a step, from 1."""
    return [step.slug for step in STEPS].index(slug) + 1


def neighbour(slug: str, offset: int) -> str:
    """The step before (-1) or after (+1)."""
    return STEPS[position(slug) - 1 + offset].slug


def record_of(draft: Draft) -> CreditRecord | None:
    """The record whose number was given at the first step, published or not; None when there is none."""
    number = str(drafts.answers(draft, "record").get("number", ""))
    return CreditRecord.objects.select_related("source_unit", "subject_unit").filter(number=number).first()


def form_for(draft: Draft, slug: str, at: datetime, data: Any = None, initial: Any = None) -> Form:
    """The form of a step. `data` makes it a filled-in one that can be checked."""
    step = BY_SLUG[slug]
    extra: dict[str, Any] = {"record": record_of(draft), "at": at} if slug == "who" else {}
    return step.form(data, initial=initial, **extra)  # type: ignore[misc]  # every asking step has a form


def checked(draft: Draft, at: datetime) -> dict[str, Form]:
    """The forms of all asking steps, filled in with what was typed."""
    return {slug: form_for(draft, slug, at, data=drafts.answers(draft, slug)) for slug in ASKING}


def first_problem(forms: dict[str, Form]) -> str:
    """The first step that is not complete, empty when all are."""
    return next((slug for slug, form in forms.items() if not form.is_valid()), "")
