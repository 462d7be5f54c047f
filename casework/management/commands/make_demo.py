"""make_demo: fills the database with believable cases of every kind in every state, walked there through real moves."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from casework import clocks, registry
from casework.management.seeding.waiting_records import fill_register
from casework.rules.calendars import Calendar
from casework.rules.deadlines import CHINA
from casework.sweep import sweep


class Command(BaseCommand):
    """Plays the stories of each kind over the last weeks, so that some limits are near and some have passed."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=120, help="about how many cases of each kind")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, cases: int, seed: int, **options: Any) -> None:
        now, random, cal = timezone.now(), Random(seed), clocks.calendar()  # noqa: S311  (nothing secret)
        for kind in registry.all_kinds():
            if kind.demo is not None:
                made = kind.demo(lambda days: begin(now, cal, random, days), now, cases, random)
                self.stdout.write(f"{kind.code}: {made}")
        self.stdout.write(f"records to verify: {fill_register(8, random, now)}")
        sweep(now)


def begin(now: datetime, cal: Calendar, random: Random, days: int) -> datetime:
    """A moment in office hours on one of the last working days, as many as `days` ago."""
    back = random.randint(1, days)
    day = cal.add_workdays(timezone.localdate(now), -back)
    return datetime.combine(day, time(9), tzinfo=CHINA) + timedelta(minutes=random.randrange(0, 420))
