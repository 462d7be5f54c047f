"""`seed_cases N [--kind KIND] [--seed S]`: bulk data for benchmarks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from casework import registry
from casework.management.base import Answer, AnswerCommand, BadArguments, moment
from casework.management.seeding.bulk import Job, seed_cases
from casework.models import CreditRecord, User

MOST = 1_000_000
NOBODY = "there are no people or records to make cases with: load the pack with its demo part first"


class Command(AnswerCommand):
    """Makes valid cases with tasks, clocks, papers and events, the same for the same seed."""

    help = "Fill the database with so many valid cases. For benchmarks; the subjects are invented."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N", help="how many cases")
        parser.add_argument("--kind", default="objection", help="kind of case (objection)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same cases (1)")
        parser.add_argument("--at", type=moment, help="count back from this moment (now when left out)")

    def answer(self, *, count: int, kind: str, seed: int, at: datetime | None, **options: Any) -> Answer:
        if not 1 <= count <= MOST:
            raise BadArguments(f"N is a number from 1 to {MOST}")
        kinds = [known.code for known in registry.all_kinds() if known.demo is not None]
        if kind not in kinds:
            raise BadArguments(f"--kind is one of: {', '.join(kinds)}")
        if not CreditRecord.objects.public().exists():
            raise BadArguments(NOBODY)
        try:
            states = seed_cases(Job(kind, count, seed, at or timezone.now()))
        except User.DoesNotExist:
            raise BadArguments(NOBODY) from None
        lines = [f"{state}: {number}" for state, number in sorted(states.items())]
        return Answer({"kind": kind, "seed": seed, "created": count, "states": states}, lines)
