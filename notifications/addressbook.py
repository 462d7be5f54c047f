"""Where a message goes: asked when it is sent, of whoever knows the people; never kept beside the message.

casework registers a book when it is ready. An address is read, used and forgotten: it stands in no row of the outbox,
in no line of a log and in no error.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from notifications.models import Message


class Address(NamedTuple):
    """Where to: a mailbox, a telephone number or the address of a system, with the secret that signs for it."""

    text: str
    name: str = ""
    secret: str = ""

    def __repr__(self) -> str:
        return "Address(…)"  # a traceback shows arguments


class NoAddress(Exception):
    """The message is not sent. `code` says why, in a word of the screen: none given, opted out, sealed, recused."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Book = Callable[["Message", datetime], Address]
_books: list[Book] = []


def register(book: Book) -> None:
    """Have addresses looked up here. There is one book; the one registered last is asked."""
    _books[:] = [book]


def address_of(message: Message, at: datetime) -> Address:
    """The address of a message that is about to be sent. Raises NoAddress when it is not to be sent."""
    if not _books:
        raise NoAddress("none")
    return _books[0](message, at)
