"""What all commands share: one JSON document on standard output, exit codes 0/1/2, errors in one line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentTypeError
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

NO, BAD_ARGUMENTS = 1, 2


class BadArguments(CommandError):
    """What was typed cannot be used. Said in one line; the command ends with exit code 2."""

    def __init__(self, message: object) -> None:
        super().__init__(" ".join(str(message).split()), returncode=BAD_ARGUMENTS)


@dataclass(frozen=True)
class Answer:
    """What a command found out: the document for machines, the lines for people, and whether it is a yes."""

    document: Any
    lines: list[str] = field(default_factory=list)
    ok: bool = True


class AnswerCommand(BaseCommand):
    """A command that answers a question. Subclasses write `answer()` and, for arguments, `arguments()`."""

    requires_system_checks: list[str] = []

    def answer(self, **options: Any) -> Answer:
        """Find out the answer. Raise BadArguments for what cannot be used."""
        raise NotImplementedError  # every command has its own

    def arguments(self, parser: CommandParser) -> None:
        """Declare the command's own arguments."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --json beside the command's own arguments."""
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        self.arguments(parser)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """A parser that raises CommandError where argparse would print the whole usage."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.called_from_command_line = False
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Run from the shell: a refusal is one line on standard error, without the name of a class."""
        try:
            super().run_from_argv(argv)
        except CommandError as refused:  # raised while the arguments were read
            self._refuse(refused)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command. From code (call_command) refusals are raised."""
        try:
            return super().execute(*args, **options)
        except BadArguments as refused:
            if not self._called_from_command_line:
                raise
            self._refuse(refused)

    def _refuse(self, refused: CommandError) -> NoReturn:
        self.stderr.write(" ".join(str(refused).split()))
        sys.exit(BAD_ARGUMENTS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answer: a document with --json, lines otherwise. Exit code 1 when the answer is no."""
        answer = self.answer(**options)
        _speak_utf8(self.stdout)
        if options["json"]:
            self.stdout.write(json.dumps(answer.document, ensure_ascii=False, default=str))
        else:
            for line in answer.lines:
                self.stdout.write(line)
        if not answer.ok:
            sys.exit(NO)


def _speak_utf8(stream: Any) -> None:
    """JSON is UTF-8 whatever the terminal says."""
    inner: TextIO = getattr(stream, "_out", stream)
    if hasattr(inner, "reconfigure"):
        inner.reconfigure(encoding="utf-8")


def moment(text: str) -> datetime:
    """A moment typed as 2026-12-01T08:00 or 2026-12-01, in the time zone of the district.

    Raises ArgumentTypeError, so it can be the `type` of an argument.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a moment like 2026-12-01T08:00") from None
    return at if timezone.is_aware(at) else timezone.make_aware(at)
