"""What the office owes the filer: by which rule, and what stands open without a date because no rule names one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.models import Case, Clock, DeadlineRule
from casework.unnumbered import unnumbered

OURS = (Clock.Duty.LEAD, Clock.Duty.REGISTRY, Clock.Duty.REVIEW)


@dataclass(frozen=True)
class Owed:
    """A duty and where it stands; that place names no number of days."""

    label: str
    source: str


def without_number(case: Case, at: datetime) -> list[Owed]:
    """The duties of the office that stand open without a clock."""
    events = list(case.events.filter(at__lte=at))
    clocked = set(case.clocks.values_list("name", flat=True))
    open_duties = [duty for duty in unnumbered(case, events, clocked) if duty.spec.duty in OURS]
    return [Owed(str(duty.spec.label), basis(duty.rule)) for duty in open_duties]


def basis(rule: DeadlineRule) -> str:
    """Where a rule stands: law and article."""
    return f"{rule.source} {rule.article}".strip()
