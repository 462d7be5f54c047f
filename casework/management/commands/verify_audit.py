"""`verify_audit [--case NUMBER]`: is the audit trail as it was written?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from casework import audit
from casework.filing import normal_number
from casework.management.base import Answer, AnswerCommand, BadArguments
from casework.models import Case, Event


class Command(AnswerCommand):
    """Recomputes every hash of every chain. Exit code 1 when one is broken."""

    help = "Recompute the hash chains of the audit trail and report every break."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", metavar="NUMBER", help="only this case")

    def answer(self, *, case: str | None, **options: Any) -> Answer:
        cases = Case.objects.all()
        if case is not None:
            cases = cases.filter(number=normal_number(case))
            if not cases.exists():
                raise BadArguments(f"there is no case {case}")
        broken = list(audit.verify(cases))
        counts = {"cases": cases.count(), "events": Event.objects.filter(case__in=cases).count()}
        lines = [f"{row['case']} event {row['seq']}: {row['why']}" for row in broken]
        lines.append(f"{counts['cases']} cases, {counts['events']} events, {len(broken)} broken")
        return Answer({"ok": not broken, **counts, "broken": broken}, lines, ok=not broken)
