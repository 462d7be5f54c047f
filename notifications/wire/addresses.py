"""Where webhooks may go: only to hosts that the operator has named, never by a detour into the own network (SSRF)."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(ValueError):
    """Nothing is sent to this address."""


@dataclass(frozen=True)
class Target:
    """An address that was checked: its parts, and the network address to connect to, so that it cannot change."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str


@dataclass(frozen=True)
class _Parts:
    scheme: str
    host: str
    port: int
    path: str


def check(url: str) -> None:
    """Raise AddressRefused unless webhooks may go there. Looks no name up."""
    _parts(url)


def resolve(url: str) -> Target:
    """Look the host up and return where to connect. Raises AddressRefused, or OSError when there is no such host."""
    parts = _parts(url)
    found = socket.getaddrinfo(parts.host, parts.port, type=socket.SOCK_STREAM)
    ips = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not ips or not all(_may_connect(ip) for ip in ips):
        raise AddressRefused("network")
    return Target(parts.scheme, parts.host, parts.port, parts.path, str(ips[0]))


def _parts(url: str) -> _Parts:
    try:
        given = urlsplit(url)
        host, port = (given.hostname or "").rstrip("."), given.port
    except ValueError as error:
        raise AddressRefused("address") from error
    if given.scheme not in ("http", "https") or not host or given.username or given.password or given.fragment:
        raise AddressRefused("address")
    if any(ord(sign) <= 32 or ord(sign) > 126 for sign in url):
        raise AddressRefused("address")
    local = settings.PUSH_LOCAL and _is_loopback(host)
    if not local and host not in {name.lower() for name in settings.PUSH_HOSTS}:
        raise AddressRefused("host")
    if given.scheme != "https" and not local:
        raise AddressRefused("scheme")
    path = (given.path or "/") + (f"?{given.query}" if given.query else "")
    return _Parts(given.scheme, host, port or (443 if given.scheme == "https" else 80), path)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _may_connect(ip: Address) -> bool:
    """Public addresses, those of the networks that the operator has named, and the own machine for a stand-in."""
    plain = getattr(ip, "ipv4_mapped", None) or ip
    if plain.is_loopback:
        return bool(settings.PUSH_LOCAL)
    return (plain.is_global and not plain.is_multicast) or any(plain in net for net in settings.PUSH_NETWORKS)
