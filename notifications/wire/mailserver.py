"""Where e-mail is handed in: EMAIL_URL read.

smtp://user:password@host:25      plain            smtp+tls://host:587   encrypted after STARTTLS
smtps://host:465                  encrypted        filemail:///a/folder  one file a message, to look at
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class BadMailUrl(ValueError):
    """EMAIL_URL is not one of the forms above."""


class Server(NamedTuple):
    """How to reach the mail server; with a folder there is none."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: Path | None


def server() -> Server:
    """The mail server of the settings. Raises BadMailUrl."""
    try:
        url = urlsplit(settings.EMAIL_URL)
        port = url.port or PORTS.get(url.scheme, 0)
    except ValueError as error:
        raise BadMailUrl("EMAIL_URL is not an address") from error
    if url.scheme == "filemail" and url.path:
        return Server(url.scheme, "", 0, "", "", Path(url.path))
    if url.scheme not in PORTS or not url.hostname:
        raise BadMailUrl("EMAIL_URL begins with smtp://, smtp+tls://, smtps:// or filemail:///")
    return Server(url.scheme, url.hostname, port, unquote(url.username or ""), unquote(url.password or ""), None)


def connect(to: Server) -> smtplib.SMTP:
    """A connection that is ready for mail. Raises OSError (smtplib's errors are) when there is none."""
    helo = urlsplit(settings.PUBLIC_URL).hostname
    if to.scheme == "smtps":
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            to.host, to.port, local_hostname=helo, timeout=settings.EMAIL_TIMEOUT, context=context
        )
    else:
        smtp = smtplib.SMTP(to.host, to.port, local_hostname=helo, timeout=settings.EMAIL_TIMEOUT)
    try:
        if smtp.sock is not None:  # letter and dot are two writes: without this the dot waits 40 ms for an ACK
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if to.scheme == "smtp+tls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if to.user:
            smtp.login(to.user, to.password)
    except OSError:
        smtp.close()
        raise
    return smtp
