"""Text messages by a gateway that speaks HTTP; docs/sms-gateway.md describes the interface for whoever offers one.

The gateway knows our key: what is sent again after a time-out doubles nothing.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings

from notifications.addressbook import Address
from notifications.letters import letter_of
from notifications.models import Message
from notifications.outcomes import Outcome, Refused, Returned, Unreachable
from notifications.wire import signing

MOST_BYTES = 16 * 1024
ACCEPTED = (200, 201, 202, 409)  # 409: it has this key already
NEVER = (400, 410, 413, 422)  # this message, this number
CLOSED = (401, 403, 404, 405, 429, 503)  # nobody gets through


class Gateway:
    """A line to the gateway."""

    def __init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()

    def send(self, message: Message, address: Address, at: datetime, begin: Callable[[], None]) -> str:
        """Hand one text message over."""
        words = letter_of(message)
        said = {"id": str(message.key), "to": number(address), "text": words.text}
        body = json.dumps(said | {"template": words.template}, ensure_ascii=False, sort_keys=True).encode()
        connection = self._connected()
        begin()
        try:
            connection.request("POST", urlsplit(settings.SMS_GATEWAY_URL).path or "/", body, _heads(message, at, body))
            response = connection.getresponse()
            status, answer = response.status, response.read(MOST_BYTES)
        except (OSError, http.client.HTTPException) as error:  # it may have it: our key says so when it comes again
            self._drop()
            raise Refused("timeout" if isinstance(error, TimeoutError) else "cut") from None
        if response.will_close:
            self._drop()
        return _understood(status, answer)

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            url = urlsplit(settings.SMS_GATEWAY_URL)
            host, wait = url.hostname or "", settings.SMS_TIMEOUT
            connection = http.client.HTTPConnection(host, url.port, timeout=wait)
            if url.scheme == "https":
                context = ssl.create_default_context()
                connection = http.client.HTTPSConnection(host, url.port, timeout=wait, context=context)
            try:
                connection.connect()
            except OSError as error:
                raise Unreachable("refused" if isinstance(error, ConnectionRefusedError) else "connect") from None
            self._connection = connection
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def number(address: Address) -> str:
    """The number with the code of its country, as networks write it."""
    plain = address.text.strip()
    return plain if plain.startswith("+") else f"+86{plain}"


def _heads(message: Message, at: datetime, body: bytes) -> dict[str, str]:
    heads = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(message.key)}
    if settings.SMS_GATEWAY_TOKEN:
        heads["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
    if settings.SMS_GATEWAY_SECRET:
        heads |= signing.headers(settings.SMS_GATEWAY_SECRET, str(message.key), at, body)
    return heads


def _understood(status: int, answer: bytes) -> str:
    """The reference of the gateway, or the outcome that its status says."""
    if status in ACCEPTED:
        return _reference(answer)
    kinds: dict[int, type[Outcome]] = dict.fromkeys(NEVER, Returned) | dict.fromkeys(CLOSED, Unreachable)
    raise kinds.get(status, Refused)(f"http:{status}")


def _reference(answer: bytes) -> str:
    try:
        said: Any = json.loads(answer)
    except (ValueError, RecursionError):
        said = None
    found = said.get("reference") if isinstance(said, dict) else None
    return found[:80].replace("\0", "") if isinstance(found, str) else ""
