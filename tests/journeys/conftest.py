"""What journeys over many days share: a clock that moves on, browsers for citizens and staff, a photograph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser

from casework.rules.deadlines import CHINA
from tests.engine import files
from tests.journeys.walker import Walker

Start = Callable[..., Walker]
Staff = Callable[[str], Walker]
BEGIN = datetime(2026, 11, 9, 9, 0, tzinfo=CHINA)  # a Monday


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time of the district; it moves on when a test says so."""
    with time_machine.travel(BEGIN, tick=True) as traveller:
        yield traveller


@pytest.fixture
def start(browser: Browser, live_server, axe: str, committed_world, clock) -> Iterator[Start]:
    """Gives somebody a browser of their own."""
    walkers: list[Walker] = []

    def begin(size: str = "desk", script: bool = True) -> Walker:
        walkers.append(Walker(browser, live_server.url, axe, size, "zh-hans", script))
        return walkers[-1]

    yield begin
    for walker in walkers:
        walker.context.close()


@pytest.fixture
def staff(start: Start) -> Staff:
    """Somebody of staff, signed in anew: after days nobody is signed in any more."""
    return lambda username: start().sign_in(username)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph of a paper."""
    path = tmp_path / "送达回证.png"
    path.write_bytes(files.photo().read())
    return path
