"""Write what became of the tickets of the 12345 hotline, in the columns they came in. See docs/import-12345.md."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from casework.hotline import exporting
from casework.management.base import Answer, AnswerCommand, BadArguments
from casework.permissions import Actor

WRITERS = {".csv": exporting.as_csv, ".xlsx": exporting.as_xlsx}


class Command(AnswerCommand):
    help = "Write the tickets of the hotline with their results into a CSV or XLSX file."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where to write; .csv or .xlsx")
        parser.add_argument("--since", help="tickets dispatched on this day or later, such as 2026-11-01")

    def answer(self, **options: Any) -> Answer:
        file: Path = options["file"]
        write = WRITERS.get(file.suffix.lower())
        if write is None:
            raise BadArguments("the file has to end in .csv or .xlsx")
        rows = exporting.tickets(Actor.machine("export_12345"), _day(options["since"]))
        draft = file.with_name(f".{file.name}.part")
        try:
            with draft.open("wb") as out:
                write(exporting.lines(rows, timezone.now()), out)
            draft.replace(file)
        except OSError as error:
            raise BadArguments(f"{file} cannot be written: {error.strerror}") from None
        return Answer({"file": str(file), "tickets": (count := rows.count())}, [f"{count} tickets written to {file}"])


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadArguments(f"{text!r} is not a day like 2026-11-01") from None
