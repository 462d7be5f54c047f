"""Take over a sheet of tickets of the 12345 hotline (CSV or XLSX). See docs/import-12345.md."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation

from casework.hotline import sheets
from casework.hotline.importing import Outcome, take_over
from casework.hotline.opening import Opening
from casework.management.base import Answer, AnswerCommand, BadArguments
from casework.sheets import UnreadableFile

WORKERS = min(4, os.cpu_count() or 1)


class Command(AnswerCommand):
    help = "Open a complaint for each new ticket of a sheet and change those whose ticket changed."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV (UTF-8 or GBK) or XLSX file")
        parser.add_argument("--dry-run", action="store_true", help="try everything, keep nothing")
        parser.add_argument("--workers", type=int, default=WORKERS, help="processes that share a long sheet")

    def answer(self, **options: Any) -> Answer:
        with translation.override("zh-hans"):  # those who correct the sheet read Chinese
            try:
                opening = Opening(timezone.now(), options["dry_run"], options["workers"])
                outcome = take_over(sheets.read(options["file"]), opening)
            except UnreadableFile as error:
                raise BadArguments(error) from None
            document = {"dry_run": options["dry_run"], **outcome.document()}
            return Answer(document, _lines(outcome), ok=not outcome.refused)


def _lines(outcome: Outcome) -> list[str]:
    """The answer for people."""
    refused = [
        f"{refusal.sheet} {refusal.row} {refusal.problem.field}: {refusal.problem.why}".strip()
        for refusal in outcome.refused
    ]
    counts = f"created {outcome.created}, updated {outcome.updated}, unchanged {outcome.unchanged}"
    return [*refused, f"{counts}, refused {len(outcome.refused)}"]
