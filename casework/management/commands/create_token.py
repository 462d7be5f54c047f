"""`create_token USERNAME [--days N]`: a bearer token of the API, printed once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from casework.api.tokens import make_token
from casework.management.base import Answer, AnswerCommand, BadArguments
from casework.models import User

LONGEST = 3650  # days


class Command(AnswerCommand):
    """Makes a token for a person or a system. Only its digest is kept."""

    help = "Make a bearer token of the API. It is printed once and cannot be shown again."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="whose token")
        parser.add_argument("--days", type=int, help="days until it expires (never when left out)")

    def answer(self, *, username: str, days: int | None, **options: Any) -> Answer:
        if days is not None and not 1 <= days <= LONGEST:
            raise BadArguments(f"--days is a number from 1 to {LONGEST}")
        user = User.objects.filter(username=username).first()
        if user is None:
            raise BadArguments(f"there is no account {username!r}")
        if not user.is_active:
            raise BadArguments(f"the account {username!r} is switched off")
        now = timezone.now()
        expires = now + timedelta(days=days) if days else None
        token = make_token(user, at=now, expires_at=expires)
        document = {"username": username, "token": token, "expires_at": expires and expires.isoformat()}
        return Answer(document, [token])
