"""Which rule sets which time of a rectification, and the length of it in words."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import ngettext

from casework import clocks
from casework.models import Case
from casework.rules.deadlines import Limit, Unit
from workflows.rectification.models import Reviewed, Severity

TERMS = {
    Severity.MINOR.value: "ZG-XG-RECTIFY-MINOR",
    Severity.ORDINARY.value: "ZG-XG-RECTIFY",
    Severity.SERIOUS.value: "ZG-XG-RECTIFY-SERIOUS",
}
LATER_ROUND = "ZG-SEED"  # 限期整改: the plan names no number, so the opinion of the inspection states it
ORDER_REVIEW, ASK_ORDER_REVIEW = "ZG-DC17", "ZG-DC17-ASK"
REVIEW, ASK_REVIEW = "ZG-XG-REVIEW", "ZG-XG-ASK-REVIEW"


def rectify(case: Case) -> str:
    """By the class of the breach in the first round; a later one has the time that the inspection states."""
    details = case.rectification  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    return LATER_ROUND if details.round > 1 else TERMS[details.severity]


def ask_order_review(case: Case) -> str:
    """Only what was ordered in a government inspection (政府督查) can be reviewed as such; else no rule sets a time."""
    return ASK_ORDER_REVIEW if case.rectification.designation else ""  # type: ignore[attr-defined]  # of this kind


def ask_review(case: Case) -> str:
    """The conclusion is reviewed once."""
    reviewed = case.rectification.reviewed  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    return "" if reviewed == Reviewed.CONCLUSION else ASK_REVIEW


def review(case: Case) -> str:
    """By what is under review."""
    reviewed = case.rectification.reviewed  # type: ignore[attr-defined]  # the reverse one-to-one of this kind
    return ORDER_REVIEW if reviewed == Reviewed.ORDER else REVIEW


def of(code: str, at: datetime) -> Limit:
    """The length that a rule with a number sets for what begins at a moment."""
    limit = clocks.as_rule(clocks.rule_in_force(code, at)).limit
    if limit is None:
        raise LookupError(f"{code} names no number")
    return limit


def term(severity: str, at: datetime) -> Limit:
    """How long a unit has to put a breach of this class right."""
    return of(TERMS[severity], at)


def shown(limit: Limit) -> str:
    """A length in the reader's language."""
    if limit.unit == Unit.WORKDAY:
        return ngettext("%(n)d working day", "%(n)d working days", limit.value) % {"n": limit.value}
    return ngettext("%(n)d day", "%(n)d days", limit.value) % {"n": limit.value}
