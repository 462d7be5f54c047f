"""Which rule a step of a repair runs by: the procedure follows the rule version of the record (gap 4: no transition)."""

from __future__ import annotations

from datetime import date, datetime

from casework import clocks, regimes
from casework.models import Case, DeadlineRule, SubjectType
from casework.rules import repair
from casework.rules.counting import last_day

ACCEPT, ACCEPT_HERE = "XX-12", "XX-XG-ACCEPT"
DECIDE, DECIDE_HERE, DECIDE_BEFORE = "XX-13", "XX-XG-DECIDE", "XX-XG-DECIDE-58"
BEFORE_36 = frozenset({"527号", "58号令"})
WITHOUT_REPAIR = "XX-17"


def _of_market(case: Case) -> bool:
    return case.record is not None and case.record.subject_type == SubjectType.ENTERPRISE


def accept(case: Case) -> str:
    """Market subjects by the national rule; for public bodies and civil servants no text names a number."""
    return ACCEPT if _of_market(case) else ACCEPT_HERE


def decide(case: Case) -> str:
    """The same; for a record of an older rule version the old total time, which counts from the application."""
    if not _of_market(case):
        return DECIDE_HERE
    return DECIDE_BEFORE if case.record and case.record.rule_version in BEFORE_36 else DECIDE


def applied_at(case: Case) -> datetime:
    """When the application was complete: handed in, or supplemented."""
    later = case.events.filter(verb="move", move="supplement").order_by("-seq").values_list("at", flat=True).first()
    return later or case.opened_at


def term_without_repair(on: date) -> tuple[date | None, DeadlineRule | None]:
    """The last day of the term after a false promise that is found on that day, with the rule that names a number.

    The rule in force may name none: then the newest one that did is a proposal, and the decision itself states the day.
    """
    last, book = repair.no_repair_until(on, regimes.rulebook()), DeadlineRule.objects.filter(code=WITHOUT_REPAIR)
    for row in book.order_by("-version"):
        rule = clocks.as_rule(row)
        if rule.limit is not None:
            return last or last_day(on, rule), row
    return last, None
