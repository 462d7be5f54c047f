"""The project's own source as one archive: an allow-list, so that no data or key can slip in."""

from __future__ import annotations

import io
import tarfile
from functools import lru_cache
from pathlib import Path
from typing import IO

FOLDERS = (
    "config",
    "casework",
    "workflows",
    "notifications",
    "reference",
    "templates",
    "locale",
    "tests",
    "docs",
    ".ci",
)
FILES = (
    "manage.py",
    "Makefile",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
)
LEFT_OUT = ("__pycache__",)


def archive(base: Path) -> IO[bytes]:
    """A gzipped tar of the source below `base`, ready to be read."""
    return io.BytesIO(_packed(base))


@lru_cache(maxsize=1)
def _packed(base: Path) -> bytes:
    """Packed once for each process: the running code does not change."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name in (*FILES, *FOLDERS):
            if (base / name).exists():
                tar.add(base / name, arcname=f"casework/{name}", filter=_wanted)
    return out.getvalue()


def _wanted(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if any(part in LEFT_OUT for part in entry.name.split("/")) else entry
