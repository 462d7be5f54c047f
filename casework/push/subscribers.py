"""What a subscriber needs for the way in which it is told. Screens and API check it here, field by field."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casework.errors import InvalidData
from casework.models import Subscriber
from casework.push import exchange
from notifications.wire import addresses, signing

Way = Subscriber.Way


def check(subscriber: Subscriber) -> None:
    """Raise InvalidData unless the subscriber can be told in its way."""
    found = {name: words for name, words in _missing(subscriber).items() if words}
    if found:
        raise InvalidData({name: [words] for name, words in found.items()})


def _missing(subscriber: Subscriber) -> dict[str, str]:
    way = subscriber.way
    return {
        "url": url_fault(subscriber.url) if way == Way.WEBHOOK else "",
        "secret": secret_fault(subscriber.secret or "") if way == Way.WEBHOOK else "",
        "folder": _folder(subscriber) if way == Way.FILE else "",
        "account": _("Name the account with which changes are fetched.")
        if way == Way.API and subscriber.account is None
        else "",
    }


def url_fault(url: str) -> str:
    """What is wrong with an address, in words; nothing when calls may go there."""
    try:
        addresses.check(url)
    except addresses.AddressRefused as error:
        if str(error) == "host":
            return _("The operator has not allowed this host (PUSH_HOSTS).")
        return _("Give an address that begins with https:// and has no user name in it.")
    return ""


def secret_fault(secret: str) -> str:
    """What is wrong with a secret, in words; nothing when it can sign."""
    try:
        signing.key_of(secret)
    except signing.BadSecret:
        return _("A signing secret is whsec_ and 24 to 64 bytes in base64.")
    return ""


def _folder(subscriber: Subscriber) -> str:
    if not exchange.FOLDER.fullmatch(subscriber.folder):
        return _("Name a folder with lower-case letters, digits, - and _.")
    if Subscriber.objects.filter(folder=subscriber.folder).exclude(pk=subscriber.pk).exists():
        return _("Another subscriber has this folder.")
    return ""
