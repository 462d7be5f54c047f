"""A rule with a full ladder, and a case whose clock runs by it over Mid-Autumn, National Day and two make-up days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from casework.models import Case, Clock, DeadlineRule, Paper, Rung
from casework.rules.deadlines import CHINA
from tests.world import World

PAPERS = Path(__file__).parent / "papers"
BEGUN = datetime(2026, 9, 11, 10, 0, tzinfo=CHINA)  # a Friday; ten working days later is Thursday the 24th
LADDER = [
    {"rung": "warn_5", "workdays": -5, "tell": ["handler"]},
    {"rung": "warn_1", "workdays": -1, "tell": ["handler"]},
    {"rung": "overdue", "workdays": 0, "tell": ["handler", "supervisor"]},
    {"rung": "urge", "workdays": 1, "tell": ["handler", "supervisor"], "paper": "ladder_urge"},
    {"rung": "supervise", "workdays": 3, "tell": ["supervisor", "leader"], "paper": "ladder_urge"},
    {
        "rung": "criticism",
        "workdays": 10,
        "tell": ["leader"],
        "paper": "ladder_proposal",
        "propose": ["public_criticism"],
    },
    {"rung": "award", "workdays": 20, "paper": "ladder_proposal", "propose": ["award_disqualification"]},
    {"rung": "referral", "workdays": 20, "propose": ["accountability_referral"]},
]
# The 20th of September is a Sunday that is worked, 25 to 27 September and 1 to 7 October are off, Saturday the
# 10th of October is worked. Reckoned by hand.
DAYS = [
    ("2026-09-18", "warn_5"),
    ("2026-09-23", "warn_1"),
    ("2026-09-25", "overdue"),
    ("2026-09-28", "urge"),
    ("2026-09-30", "supervise"),
    ("2026-10-15", "criticism"),
    ("2026-10-29", "award"),
    ("2026-10-29", "referral"),
]


def make_rule(settings: Any, **changes: Any) -> DeadlineRule:
    """The next version of the rule of acceptance: ten working days and the full ladder."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], PAPERS]}]
    for code, series in (("ladder_urge", "测催"), ("ladder_proposal", "测建")):
        Paper.objects.get_or_create(code=code, defaults={"title": "督促文书", "series": series, "for_filer": False})
    rule = DeadlineRule.objects.filter(code="OB-XG-ACCEPT").latest("version")
    rule.pk, rule.version = None, rule.version + 1
    rule.spec = {**rule.spec, "limit": {"value": 10, "unit": "workday"}, "ladder": LADDER, **changes}
    rule.save()
    return rule


def late_case(world: World) -> tuple[Case, Clock]:
    """A case filed on the first day, and its clock."""
    world.at = BEGUN
    case = world.submitted()
    return case, case.clocks.get()


def mornings(first: date, count: int) -> list[datetime]:
    """Nine o'clock of so many days one after the other."""
    start = datetime(first.year, first.month, first.day, 9, 0, tzinfo=CHINA)
    return [start + timedelta(days=n) for n in range(count)]


def rung_days(clock: Clock) -> list[tuple[str, str]]:
    """On which day each rung was set off, in order."""
    rows = Rung.objects.filter(clock=clock).order_by("pk")
    return [(row.at.astimezone(CHINA).date().isoformat(), row.name) for row in rows]
