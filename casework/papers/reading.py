"""Reads verification codes out of a PDF that anybody may have made: run as a program of its own, with bounded means.

It has no settings, no database and no keys. A file that makes it hang, grow or crash ends this program and nothing else.
"""

from __future__ import annotations

import io
import logging
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CODE = re.compile(r"YZ(?:[-\s\u2010-\u2015\u2212]{0,3}[2-9A-HJKMNPQRSTV-Z]{4}){3}")
MOST_PAGES = 20
MOST_CODES = 5
MEMORY = 768 * 1024 * 1024  # bytes
CPU_SECONDS = 6
PATIENCE = 10  # seconds of waiting for it


def codes_in(content: bytes) -> list[str]:
    """What looks like a verification code in a PDF, in order; nothing when it cannot be read within the bounds."""
    program = [sys.executable, "-I", str(Path(__file__))]
    try:
        done = subprocess.run(program, input=content, capture_output=True, timeout=PATIENCE, env={}, check=False)
    except subprocess.TimeoutExpired:
        return []
    return done.stdout.decode("ascii", "ignore").split("\n")[:-1] if done.returncode == 0 else []


def _main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    logging.disable(logging.CRITICAL)
    found: dict[str, None] = {}
    try:
        for text in _texts(sys.stdin.buffer.read()):
            found |= dict.fromkeys(re.sub("[^0-9A-Z]", "", code) for code in CODE.findall(text))
            if len(found) >= MOST_CODES:
                break
    except Exception:  # noqa: BLE001 -- a hostile file may raise anything; what was found before still counts
        sys.stderr.write("unreadable\n")
    sys.stdout.write("".join(f"{code}\n" for code in [*found][:MOST_CODES]))
    return 0


def _texts(content: bytes) -> Iterator[str]:
    """Metadata first, then page by page."""
    from pypdf import PdfReader  # here, so that the bounds hold for it as well

    yield content.decode("latin-1")
    reader = PdfReader(io.BytesIO(content), strict=False)
    for value in (reader.metadata or {}).values():
        yield str(value)
    for number in range(min(len(reader.pages), MOST_PAGES)):
        yield reader.pages[number].extract_text()


if __name__ == "__main__":
    sys.exit(_main())
