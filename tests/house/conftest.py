"""A folder for what a run keeps, and programs started in it as a person would start them."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

import psutil
import pytest

from tests.tools.programs import ROOT

Start = Callable[..., "subprocess.Popen[str]"]


@contextlib.contextmanager
def passable_folder() -> Generator[Path]:
    """A folder that the database's own user may pass through, as the one of a clone. Nothing runs in it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="casework-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    if left := server(folder):
        os.kill(left, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def var() -> Generator[Path]:
    """An empty folder for what a run keeps."""
    with passable_folder() as folder:
        yield folder


def server(folder: Path) -> int | None:
    """Return the process of the database server of that folder, if it runs."""
    note = folder / "pgdata" / "postmaster.pid"
    number = int(note.read_text().splitlines()[0]) if note.exists() else None
    return number if number and psutil.pid_exists(number) else None


@pytest.fixture
def start(var: Path) -> Generator[Start]:
    """Start a Python program with that folder; what still runs at the end is killed."""
    running: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
        env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        env |= {
            "CASEWORK_ENV": "local",
            "CASEWORK_VAR": str(var),
            "PAPER_FONTS": str(ROOT / "var" / "fonts"),
        } | environment
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=env,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()
