"""Read what the mail system sent back, from a folder of mails (Maildir) or one file (mbox). See README, BOUNCES_FOLDER."""

from __future__ import annotations

import mailbox
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from casework import returned
from casework.management.base import Answer, AnswerCommand, BadArguments


class Command(AnswerCommand):
    help = "Take in returned e-mails: each marks its message, and its address is not written to any more."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="Maildir or mbox; BOUNCES_FOLDER when left out")

    def answer(self, **options: Any) -> Answer:
        place: Path | None = options["folder"] or (Path(settings.BOUNCES_FOLDER) if settings.BOUNCES_FOLDER else None)
        if place is None or not place.exists():
            raise BadArguments(f"no such folder: {place or 'give one, or set BOUNCES_FOLDER'}")
        box: Any = mailbox.Maildir(place, create=False) if place.is_dir() else mailbox.mbox(place, create=False)
        box.lock()
        try:
            read, taken = _take(box)
            box.flush()
        finally:
            box.unlock()
            box.close()
        followed = returned.follow_up(timezone.now())
        line = f"{read} mails read, {taken} messages came back, {followed} followed up"
        return Answer({"read": read, "returned": taken, "followed": followed}, [line])


def _take(box: Any) -> tuple[int, int]:
    """Reports that told us something are taken out of the box; other mails stay for a person to read."""
    keys = list(box.keys())
    taken = [key for key in keys if returned.take_in(box[key])]
    for key in taken:
        box.remove(key)
    return len(keys), len(taken)
