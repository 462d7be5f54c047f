"""The letter of an e-mail: its heads and its two bodies. Nothing that people typed can become a head of it."""

from __future__ import annotations

import re
from datetime import datetime
from email import policy
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings
from django.utils import timezone

from notifications.addressbook import Address
from notifications.letters import letter_of
from notifications.models import Message
from notifications.outcomes import Returned

PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
WHOLE = ("Message-ID", "List-Unsubscribe")  # read by machines: long ones are never folded into encoded words


class Wire(policy.EmailPolicy):
    """How a letter is written out."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """One head as it goes over the wire."""
        return f"{name}: {value}\r\n".encode("ascii") if name in WHOLE else super().fold_binary(name, value)


WIRE = Wire(linesep="\r\n", cte_type="7bit")  # the lines of any server, also one without 8BITMIME


def recipient(address: Address) -> str:
    """The mailbox of an address, its domain in ASCII. Raises Returned when that is none."""
    local, _at, domain = address.text.strip().rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise Returned("address") from None
    if not PLAIN.fullmatch(plain):
        raise Returned("address")
    return plain


def sender() -> Mailbox:
    """Who writes: EMAIL_FROM, `Name <mailbox>` or a mailbox alone."""
    mail = EmailMessage(policy=WIRE)
    mail["From"] = settings.EMAIL_FROM
    mailbox: Mailbox = mail["From"].addresses[0]
    return mailbox


def return_path(message: Message) -> str:
    """Where the mail system sends back what it cannot deliver; `{key}` in it becomes the key of the message."""
    path: str = settings.EMAIL_RETURN_PATH or sender().addr_spec
    return path.replace("{key}", message.key.hex)


def letter(message: Message, to: str, at: datetime) -> EmailMessage:
    """The whole letter. Its Message-ID is the key of the message, the same at every attempt."""
    words, writer = letter_of(message), sender()
    mail = EmailMessage(policy=WIRE)
    mail["From"] = writer
    mail["To"] = to
    mail["Subject"] = " ".join(words.subject.split())
    mail["Date"] = format_datetime(timezone.localtime(at))
    mail["Message-ID"] = f"<{message.key}@{writer.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if settings.EMAIL_REPLY_TO:
        mail["Reply-To"] = settings.EMAIL_REPLY_TO
    if words.unsubscribe:
        mail["List-Unsubscribe"] = f"<{words.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(words.text)
    mail.add_alternative(words.html, subtype="html")
    return mail
