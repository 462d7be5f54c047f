"""Load a jurisdiction pack, or say what loading it would change."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from casework.management.base import Answer, AnswerCommand, BadArguments
from reference.loader import load
from reference.pack import PackError

DEMO_PASSWORD = "xigang-demo-2026"  # noqa: S105 - of invented people on a system for trying out; --password changes it


class Command(AnswerCommand):
    help = "Load the units, clauses, rules, calendars and texts of a district. Safe to run again."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="folder of the pack, such as reference/xigang")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only say what would change")
        parser.add_argument("--demo", action="store_true", help="also load demo people, records and subscribers")
        parser.add_argument("--password", default=DEMO_PASSWORD, help="password of new demo people")

    def answer(self, **options: Any) -> Answer:
        path = Path(options["path"])
        folder = path if path.is_dir() else settings.BASE_DIR / path
        try:
            changes = load(
                folder,
                timezone.now(),
                dry_run=options["dry_run"],
                demo=options["demo"],
                password=options["password"],
            )
        except PackError as error:
            raise BadArguments(error) from None
        verb = "would change" if options["dry_run"] else "changed"
        kept = [
            f"{each}: made on screen, and the pack differs; draft a change to take it over" for each in changes.kept
        ]
        lines = [*map(str, changes.made), *kept, f"{len(changes.made)} rows {verb}"] if options["verbosity"] else []
        return Answer({"dry_run": options["dry_run"], **changes.document()}, lines)
