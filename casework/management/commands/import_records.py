"""Take over a sheet of credit records (CSV or XLSX). See docs/import-records.md."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation

from casework import sheets
from casework.management.base import Answer, AnswerCommand, BadArguments
from casework.models import Unit, User
from casework.permissions import Actor
from casework.recordsheets import columns
from casework.recordsheets.lines import Units
from casework.recordsheets.taking import Outcome, Taking
from casework.recordsheets.work import allowed_for


class Command(AnswerCommand):
    help = "Collect the records of a sheet; changed ones are amended, or drafted as changes when they were verified."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV (UTF-8 or GBK) or XLSX file")
        parser.add_argument("--mapping", type=Path, help='a JSON file {"head of the sheet": "name of the column"}')
        parser.add_argument("--source", help="short name of the information provider where the lines name none")
        parser.add_argument(
            "--by", help="user name of the person who hands them in; drafts changes of verified records"
        )
        parser.add_argument("--dry-run", action="store_true", help="try everything, keep nothing")

    def answer(self, **options: Any) -> Answer:
        at = timezone.now()
        with translation.override("zh-hans"):  # those who correct the sheet read Chinese
            by, source = _actor(options["by"], at), _unit(options["source"])
            try:
                mapping = _mapping(options["mapping"], options["file"], source_given=source is not None)
                allowed = allowed_for(by) if by.user else None
                taking = Taking(mapping, Units(source, allowed), by, at, options["dry_run"])
                outcome = taking.run(sheets.read(options["file"], columns.Mapped(mapping)))
            except sheets.UnreadableFile as error:
                raise BadArguments(error) from None
            document = {"dry_run": options["dry_run"], **outcome.document()}
            return Answer(document, _lines(outcome), ok=not outcome.refused)


def _actor(username: str | None, at: Any) -> Actor:
    if username is None:
        return Actor.machine("import_records")
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise BadArguments(f"there is no active account {username!r}")
    return Actor.person(user, timezone.localdate(at))


def _unit(name: str | None) -> Unit | None:
    if name is None:
        return None
    unit = Unit.objects.filter(name=name, valid_to__isnull=True).first()
    if unit is None:
        raise BadArguments(f"there is no unit {name!r}")
    return unit


def _mapping(given: Path | None, file: Path, *, source_given: bool) -> dict[str, str]:
    """The mapping of the file given, else what the heads of the sheets are recognised as."""
    if given is not None:
        try:
            mapping = {str(head): str(name) for head, name in json.loads(given.read_text("utf-8")).items()}
        except (OSError, ValueError, AttributeError) as error:
            raise BadArguments(f"{given}: {error}") from None
        if unknown := set(mapping.values()) - columns.BY_NAME.keys():
            raise BadArguments(f"{given}: unknown columns {', '.join(sorted(unknown))}")
    else:
        heads = [columns.heads_among(lines) for lines in sheets.beginnings(file).values() if lines]
        mapping = columns.recognised(heads[0] if heads else [])
    if missing := columns.missing(mapping, source_given=source_given):
        raise BadArguments("columns are missing: " + "、".join(missing))
    return mapping


def _lines(outcome: Outcome) -> list[str]:
    """The answer for people."""
    refused = [f"{one.sheet} {one.row} {one.problem.field}: {one.problem.why}".strip() for one in outcome.problems]
    return [*refused, ", ".join(f"{name} {count}" for name, count in outcome.counts().items())]
