"""Whether the settings of the channels make sense: nonsense stops the start, a channel that is off is said by `check`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 -- Django's name
from django.core.exceptions import ImproperlyConfigured

from notifications.wire.signing import BadSecret, key_of


def insist() -> None:
    """Raise ImproperlyConfigured with the first fault."""
    for fault in faults():
        raise ImproperlyConfigured(fault)


def faults() -> Iterator[str]:
    """What is wrong with the settings of the channels."""
    yield from _of_email()
    yield from _of_sms()


def _of_email() -> Iterator[str]:
    from notifications.channels.envelope import sender
    from notifications.wire.mailserver import BadMailUrl, server

    if settings.EMAIL_URL:
        try:
            server()
            if "@" not in sender().addr_spec:
                raise IndexError
        except BadMailUrl as error:
            yield str(error)
        except (IndexError, ValueError):
            yield "EMAIL_FROM must be a mailbox, such as Name <noreply@credit.example>"


def _of_sms() -> Iterator[str]:
    if settings.SMS_GATEWAY_URL:
        url = urlsplit(settings.SMS_GATEWAY_URL)
        if url.scheme not in ("http", "https") or not url.hostname:
            yield "SMS_GATEWAY_URL must begin with https:// or http://"
        if not (settings.SMS_GATEWAY_SECRET or settings.SMS_GATEWAY_TOKEN):
            yield "SMS_GATEWAY_URL needs SMS_GATEWAY_SECRET or SMS_GATEWAY_TOKEN"
    if settings.SMS_GATEWAY_SECRET:
        try:
            key_of(settings.SMS_GATEWAY_SECRET)
        except BadSecret:
            yield "SMS_GATEWAY_SECRET must be whsec_ and 24 to 64 bytes in base64"


@register
def channels_are_on(**kwargs: Any) -> list[CheckMessage]:
    """In production a channel without an address is off; whoever runs it should know."""
    if not settings.PRODUCTION:
        return []
    switches = {"EMAIL_URL": ("e-mail", "W001"), "SMS_GATEWAY_URL": ("text messages", "W002")}
    return [
        Warning(
            f"{name} is not set: {what} are off, people are told inside the system only.", id=f"notifications.{code}"
        )
        for name, (what, code) in switches.items()
        if not getattr(settings, name)
    ]
