"""`sweep [--at MOMENT]`: one pass over the time limits, as the background work makes it every few minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from casework.management.base import Answer, AnswerCommand, moment
from casework.sweep import sweep


class Command(AnswerCommand):
    """Sets off the reminders that are due, each once."""

    help = "Set off the reminders of all time limits that are due; a second run finds nothing."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=moment, help="as of this moment, e.g. 2026-12-01T08:00 (now when left out)")

    def answer(self, *, at: datetime | None, **options: Any) -> Answer:
        counts = sweep(at or timezone.now())
        return Answer(counts, [f"{name}: {count}" for name, count in counts.items()])
