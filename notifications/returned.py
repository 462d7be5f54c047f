"""Mail that comes back: which of our messages it is about, and whether its address will never work (RFC 3464)."""

from __future__ import annotations

import re
from email.message import Message as Mail
from typing import NamedTuple
from uuid import UUID

HEX = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
NEVER = re.compile(r"^5\.1\.|^5\.2\.1$")  # no such mailbox or domain; switched off
OLD_NEVER = re.compile(r"\bsmtp:(550|551|553)$")  # servers that give no finer code
HEADS = ("Delivered-To", "X-Original-To", "To", "X-Failed-Message-Id")  # where a return path with our key shows up


class Returned(NamedTuple):
    """What a report says: the key of our message and the status, such as 5.1.1."""

    key: UUID
    status: str


def is_hard(code: str) -> bool:
    """Whether what the other side said means that the address will never work: then it is not written to any more."""
    found = STATUS.search(code)
    if found:
        return bool(NEVER.match(found[1]))
    return code == "address" or bool(OLD_NEVER.search(code))


def read(mail: Mail) -> Returned | None:
    """What a mail reports; None for what is no report of a failure, or about none of our messages."""
    status = _status(mail)
    if not status.startswith("5"):
        return None
    key = _key(mail)
    return Returned(key, status) if key else None


def _status(mail: Mail) -> str:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            found = STATUS.search(_text(part).partition("Status:")[2])
            return found[1] if found else ""
    return ""


def _key(mail: Mail) -> UUID | None:
    """Our key: in the mailbox that the report was sent to, else in the head of the letter that comes back with it."""
    for name in HEADS:
        if found := HEX.search(str(mail.get(name, "")).replace("+", " ")):
            return UUID(found[0])
    for part in mail.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            for line in _text(part).splitlines():
                if line.lower().startswith("message-id:") and (found := HEX.search(line)):
                    return UUID(found[0])
    return None


def _text(part: Mail) -> str:
    content = part.get_payload()
    if isinstance(content, list):
        return "\n".join(one.as_string() for one in content if isinstance(one, Mail))
    return str(content)
