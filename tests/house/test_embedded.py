"""The embedded database: shared by many processes, stopped by the last one, and back after a kill."""

import os
import signal
from pathlib import Path

import pytest

from tests.house.conftest import Start, server

USE = """
import sys, psycopg
from config import embedded
embedded.ensure_running()
with psycopg.connect(embedded.database_url()) as db:
    db.execute("SELECT pg_advisory_xact_lock(1)")  # even IF NOT EXISTS cannot be said by two at once
    db.execute("CREATE TABLE IF NOT EXISTS mark (n int)")
    db.execute("INSERT INTO mark VALUES (1)")
    marks = db.execute("SELECT count(*) FROM mark").fetchone()[0]
print(marks, flush=True)
sys.stdin.readline()
"""


def test_the_last_one_out_stops_it(start: Start, var: Path) -> None:
    first, second = start("-c", USE), start("-c", USE)
    assert "2\n" in {first.stdout.readline(), second.stdout.readline()}
    running = server(var)
    assert running
    first.communicate("\n")
    assert server(var) == running
    second.communicate("\n")
    assert server(var) is None


def test_a_killed_user_leaves_neither_a_broken_nor_an_immortal_server(start: Start, var: Path) -> None:
    killed = start("-c", USE)
    assert killed.stdout.readline() == "1\n"
    left = server(var)
    killed.kill()
    killed.wait()
    heir = start("-c", USE)
    assert heir.stdout.readline() == "2\n"
    assert server(var) == left
    heir.communicate("\n")
    assert server(var) is None


def test_a_killed_server_comes_back_with_its_data(start: Start, var: Path) -> None:
    user = start("-c", USE)
    assert user.stdout.readline() == "1\n"
    before = server(var)
    assert before
    os.kill(before, signal.SIGKILL)
    other = start("-c", USE)
    assert other.stdout.readline() == "2\n"
    assert server(var) not in {None, before}


@pytest.mark.parametrize("leftover", ["pgdata.new/half", "pgdata/postmaster.pid"])
def test_what_an_interruption_left_behind_does_no_harm(start: Start, var: Path, leftover: str) -> None:
    if leftover.startswith("pgdata/"):
        start("-c", USE).communicate("\n")
    path = var / leftover
    path.parent.mkdir(exist_ok=True)
    path.write_text("99999999\n")
    assert start("-c", USE).stdout.readline() in {"1\n", "2\n"}
