"""Step “can it be repaired?”: the answer in words before anything is asked; who cannot apply yet is not asked more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from casework import repair_words, repairs
from casework.models import CreditRecord, Draft
from casework.portal import drafts, identity, record
from casework.rules import identifiers


class ProspectForm(forms.Form):
    """Asks nothing. It is valid when an application leads anywhere."""

    def __init__(self, *args: Any, record: CreditRecord | None, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = repairs.eligibility(repairs.facts(record.pk), timezone.localdate(at)) if record else None
        self.answer, self.colour = repair_words.answer(self.found)
        self.may_apply = repairs.may_apply(self.found)

    def clean(self) -> dict[str, Any]:
        """Whoever is told “not yet” cannot send an application from here."""
        if not self.may_apply:
            raise ValidationError(self.answer)
        return super().clean() or {}

    @property
    def missing(self) -> list[str]:
        """What to do, one sentence for each condition that is missing."""
        return repair_words.missing(self.found)

    @property
    def conditions(self) -> list[dict[str, Any]]:
        """Every condition."""
        return repair_words.conditions(self.found)

    @property
    def reckoning(self) -> list[str]:
        """How the dates come about."""
        return repair_words.reckoning(self.found)


def before_who(draft: Draft) -> bool:
    """Of a record that anybody may read, the answer stands before the applicant is asked who they are."""
    return identity.is_public(record.of_draft(draft))


def after_who(draft: Draft) -> bool:
    """Of any other record, only who it is about learns that there is one."""
    found, who = record.of_draft(draft), drafts.answers(draft, "who")
    if found is None or identity.is_public(found):
        return False
    code = identifiers.tidy(str(who.get("code", "")))
    return bool(code) and identity.same_name(str(who.get("name", "")), found.full_name) and _same(found, code)


def _same(found: CreditRecord, code: str) -> bool:
    known = found.person_index or found.subject_code
    return bool(known) and identity.code_fits(found, code)
