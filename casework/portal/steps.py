"""The steps of a draft in its questionnaire: which are asked, which come before and after, whether each is complete."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.forms import Form
from django.urls import reverse

from casework.models import Draft
from casework.portal import drafts
from casework.portal.questionnaire import CHECK, EVIDENCE, Forms, Questionnaire, Step

OPTIONAL = (EVIDENCE.slug, CHECK.slug)  # evidence may follow later


def asked(pages: Questionnaire, draft: Draft) -> list[Step]:
    """The steps that this draft is asked, by what was answered before."""
    return [step for step in pages.steps if step.asked(draft)]


def position(pages: Questionnaire, draft: Draft, slug: str) -> int:
    """The number of a step, from 1."""
    return [step.slug for step in asked(pages, draft)].index(slug) + 1


def neighbour(pages: Questionnaire, draft: Draft, slug: str, offset: int) -> str:
    """The step before (-1) or after (+1); the first has none before and stays."""
    return asked(pages, draft)[max(0, position(pages, draft, slug) - 1 + offset)].slug


def where_left(pages: Questionnaire, draft: Draft) -> str:
    """The step to go on with."""
    slugs = [step.slug for step in asked(pages, draft)]
    return draft.step if draft.step in slugs else slugs[0]


def form_for(step: Step, draft: Draft, at: datetime, data: Any = None, initial: Any = None) -> Form:
    """The form of a step. `data` makes it a filled-in one that can be checked."""
    return step.form(data, initial=initial, **step.needs(draft, at))  # type: ignore[misc]  # every asking step has a form


def checked(pages: Questionnaire, draft: Draft, at: datetime) -> Forms:
    """The forms of all steps that must be answered, filled in with what was typed."""
    must = [step for step in asked(pages, draft) if step.slug not in OPTIONAL]
    return {step.slug: form_for(step, draft, at, data=drafts.answers(draft, step.slug)) for step in must}


def first_problem(forms: Forms) -> str:
    """The first step that is not complete, empty when all are."""
    return next((slug for slug, form in forms.items() if not form.is_valid()), "")


def url(draft: Draft, slug: str) -> str:
    """The address of a step of a draft."""
    return reverse(f"portal:{draft.kind}_step", args=[draft.key, slug])


def done_url(draft: Draft) -> str:
    """The address of the receipt."""
    return reverse(f"portal:{draft.kind}_done", args=[draft.key])
