"""E-mail by SMTP over a kept connection. What may have arrived is told from what certainly has not.

The letter goes out first, the dot that ends it after the moment is noted: until the dot the server may not deliver
(RFC 5321, 4.1.1.4), from the dot on only its answer tells. So a cut before the dot is a refusal and is tried again; a
cut after it is unknown, and nothing is sent a second time by itself.
"""

from __future__ import annotations

import contextlib
import re
import select
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from notifications.addressbook import Address
from notifications.channels.envelope import letter, recipient, return_path
from notifications.models import Message
from notifications.outcomes import Refused, Returned, Unknown, Unreachable
from notifications.wire.mailserver import connect, server

LINE_STARTS_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)
ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")
QUEUED_AS = re.compile(rb"queued as ([A-Za-z0-9]{4,40})")
CLOSING = 421


class Mailer:
    """A line to the mail server."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self._used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._smtp is not None and kind is None:
            with contextlib.suppress(OSError):
                self._smtp.quit()
        self._drop()

    def send(self, message: Message, address: Address, at: datetime, begin: Callable[[], None]) -> str:
        """Hand one letter in."""
        to = recipient(address)
        body = _on_the_wire(letter(message, to, at))
        try:
            smtp = self._envelope(return_path(message), to)
            smtp.send(body)
            begin()
            _must_be_silent(smtp)
            smtp.send(b".\r\n")
        except OSError as error:  # before the dot was out: it is not delivered
            self._drop()
            raise Refused(_word(error)) from None
        except (Refused, Returned):
            self._reset()
            raise
        except BaseException:
            self._drop()  # without the dot
            raise
        return self._answer(smtp)

    def _answer(self, smtp: smtplib.SMTP) -> str:
        try:
            code, said = smtp.getreply()
        except OSError as error:
            self._drop()
            raise Unknown(_word(error)) from None
        self._used = True
        if code // 100 == 2:
            found = QUEUED_AS.search(said)
            return found[1].decode() if found else ""
        self._reset(closing=code == CLOSING)
        raise _of_reply(code, said)

    def _envelope(self, sender: str, to: str) -> smtplib.SMTP:
        """Everything before the letter, on the kept connection or, when that has ended, on a new one."""
        smtp = self._sender(sender)
        code, said = smtp.rcpt(to)
        if code // 100 != 2:
            raise _of_reply(code, said)
        code, said = smtp.docmd("DATA")
        if code != 354:
            raise _of_reply(code, said)
        return smtp

    def _sender(self, sender: str) -> smtplib.SMTP:
        if self._used and self._smtp is not None:
            with contextlib.suppress(OSError):
                code, _said = self._smtp.mail(sender)
                if code // 100 == 2:
                    return self._smtp
            self._drop()  # it had enough, or was restarted: nothing is lost by beginning anew
        smtp = self._connected()
        code, _said = smtp.mail(sender)
        if code // 100 != 2:  # it does not take us as a sender: no other message will fare better
            raise Unreachable(f"sender:{code}")
        return smtp

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = connect(server())
            except OSError as error:
                raise Unreachable(_word(error)) from None
        return self._smtp

    def _reset(self, *, closing: bool = False) -> None:
        """Be ready for the next letter."""
        if closing or self._smtp is None:
            self._drop()
            return
        try:
            self._smtp.rset()
            self._used = True
        except OSError:
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp, self._used = None, False


class Mailbox:
    """A folder instead of a mail server: one file a letter, to look at. The same letter is the same file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open."""

    def send(self, message: Message, address: Address, at: datetime, begin: Callable[[], None]) -> str:
        """Write one letter."""
        folder = server().folder
        assert folder is not None, "line_of() has looked"  # noqa: S101
        content = letter(message, recipient(address), at).as_bytes()
        begin()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{message.key}.eml").write_bytes(content)
        except OSError as error:
            raise Unreachable(f"folder:{type(error).__name__}"[:40]) from None
        return ""


def _must_be_silent(smtp: smtplib.SMTP) -> None:
    """A server that speaks or hangs up before the dot has not taken the letter. Over TLS that cannot be seen."""
    sock = smtp.sock
    if sock is not None and not isinstance(sock, ssl.SSLSocket) and select.select([sock], [], [], 0)[0]:
        raise smtplib.SMTPServerDisconnected


def _on_the_wire(mail: EmailMessage) -> bytes:
    """The letter as SMTP wants it, without the dot at its end."""
    return LINE_STARTS_WITH_DOT.sub(b"..", mail.as_bytes())


def _of_reply(code: int, said: bytes) -> Refused | Returned:
    found = ENHANCED.search(said or b"")
    word = f"smtp:{code} {found[0].decode()}" if found else f"smtp:{code}"
    return Returned(word) if code // 100 == 5 else Refused(word)


def _word(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"auth:{error.smtp_code}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"smtp:{error.smtp_code}"
    cause = error.__context__ if isinstance(error, smtplib.SMTPServerDisconnected) else error
    if isinstance(cause, TimeoutError):
        return "timeout"
    return "refused" if isinstance(cause, ConnectionRefusedError) else "cut"
