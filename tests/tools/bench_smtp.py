"""A mail server for benchmarks, a program of its own: writes the Message-ID of each letter to a file, then accepts it."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Book:
    """Notes each letter before it is accepted, so that what was accepted is always noted."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- the library's name
        for line in envelope.content.splitlines():
            if line.lower().startswith(b"message-id:"):
                self._file.write(line.partition(b"<")[2].partition(b"@")[0].decode() + "\n")
                return "250 2.0.0 Ok"
        return "554 5.6.0 no Message-ID"


if __name__ == "__main__":
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    Controller(Book(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    print("ready", flush=True)
    threading.Event().wait()
