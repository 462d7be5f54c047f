"""One POST: to the address that was checked, with time-outs, no redirects, and a bounded answer."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import NamedTuple

from notifications.wire.addresses import AddressRefused, Target, resolve

SILENCE = 10.0  # seconds without a byte
WHOLE = 25.0  # seconds of the whole exchange; shorter than the time for which anything is claimed
MOST_BYTES = 64 * 1024  # of the answer


class Failed(Exception):
    """It was not received, as far as we know. `code` says why, in a word for the screen."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Said(NamedTuple):
    """An answer: its status, and its body unless that is longer than anybody reads."""

    status: int
    body: bytes


def post(url: str, headers: Mapping[str, str], body: bytes) -> Said:
    """Send the body. Raises Failed unless there is an answer."""
    try:
        target = resolve(url)
    except AddressRefused as error:
        raise Failed("address") from error
    except (OSError, UnicodeError) as error:
        raise Failed("name") from error
    connection = _Connection(target)
    watch = threading.Timer(WHOLE, connection.cut)  # a subscriber that sends a byte now and then holds nobody up
    watch.daemon = True
    watch.start()
    try:
        return _exchange(connection, target, headers, body)
    except ssl.SSLError as error:
        raise Failed("tls") from error
    except TimeoutError as error:
        raise Failed("timeout") from error
    except ConnectionRefusedError as error:
        raise Failed("refused") from error
    except (OSError, http.client.HTTPException) as error:
        raise Failed("cut") from error
    finally:
        watch.cancel()
        connection.close()


def _exchange(connection: _Connection, target: Target, headers: Mapping[str, str], body: bytes) -> Said:
    fixed = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "casework/1"}
    connection.request("POST", target.path, body=body, headers=fixed | dict(headers))
    response = connection.getresponse()
    said = response.read(MOST_BYTES + 1)
    return Said(response.status, said if len(said) <= MOST_BYTES else b"")


class _Connection(http.client.HTTPConnection):
    """Connects to the network address that was checked; the name is still what the certificate has to show."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SILENCE)
        self._target = target
        self._wire: socket.socket | None = (
            None  # kept beside `sock`, which is let go once the head of the answer is read
        )

    def connect(self) -> None:
        sock = socket.create_connection((self._target.ip, self._target.port), timeout=SILENCE)
        if self._target.scheme == "https":
            shown = self._target.host
            context = ssl.create_default_context()
            sock = context.wrap_socket(sock, server_hostname=shown, do_handshake_on_connect=False)
        self.sock = self._wire = sock
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()

    def cut(self) -> None:
        """End the exchange from another thread."""
        if self._wire is not None:
            with contextlib.suppress(OSError):  # it has ended by itself
                self._wire.shutdown(socket.SHUT_RDWR)
