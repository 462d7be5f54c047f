"""`check_consistency`: do states, tasks, clocks, assignments, papers, marks and messages agree?"""

from __future__ import annotations

from typing import Any

from casework import checks
from casework.management.base import Answer, AnswerCommand


class Command(AnswerCommand):
    """Runs every check. Exit code 1 when one finds a problem."""

    help = "Check that everything that is stored about the cases agrees."

    def answer(self, **options: Any) -> Answer:
        counts = checks.check_consistency()
        ok = not any(counts.values())
        lines = [] if ok else list(checks.problems())
        lines.append(f"{len(counts)} checks, {sum(counts.values())} problems")
        return Answer({"ok": ok, "checks": counts}, lines, ok=ok)
