"""`make run`: starts all, brings back what is killed, stops all."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Generator
from pathlib import Path

import psutil
import pytest
from redis import Redis

from tests.house.conftest import Start, passable_folder, server


@pytest.fixture(scope="module")
def var() -> Generator[Path]:
    """One folder for all tests here: the first start prepares it."""
    with passable_folder() as folder:
        yield folder


def wait_for(what: Callable[[], object], seconds: float = 150) -> None:
    """Poll until `what` is true; fail after so many seconds."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, page: str = "healthz") -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5).status == 200)
    except OSError:
        return False


def answers_on(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def child(of: int, name: str) -> psutil.Process:
    """Return the child whose command names that program."""
    return next(p for p in psutil.Process(of).children() if name in " ".join(p.cmdline()))


@pytest.fixture
def running(start: Start) -> tuple[int, int]:
    """Start the system on a free port. Returns process and port."""
    port = free_port()
    main = start("-m", "config.serve", PORT=str(port))
    wait_for(lambda: answers(port))
    wait_for(lambda: len(psutil.Process(main.pid).children()) == 3)
    return main.pid, port


def all_gone(family: list[psutil.Process]) -> bool:
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_it_nothing_is_left(running: tuple[int, int], var: Path, ending: signal.Signals) -> None:
    main, port = running
    family = psutil.Process(main).children(recursive=True)
    os.kill(main, ending)
    wait_for(lambda: all_gone(family))
    wait_for(lambda: server(var) is None)
    assert not answers(port)


def test_what_is_killed_comes_back(running: tuple[int, int], var: Path) -> None:
    main, port = running
    database = server(var)
    assert database
    killed = [child(main, name) for name in ("gunicorn", "worker", "beat")]
    for process in killed:
        process.kill()
    os.kill(database, signal.SIGKILL)
    wait_for(lambda: server(var) not in {None, database} and answers(port))
    wait_for(lambda: len(psutil.Process(main).children()) == 3)
    assert not {p.pid for p in psutil.Process(main).children()} & {p.pid for p in killed}


@pytest.fixture
def redis(redis_server: str) -> Generator[str]:
    """A Redis of this test's own. Returns its address."""
    port = free_port()
    process = subprocess.Popen([redis_server, "--port", str(port), "--save", "", "--loglevel", "warning"], cwd="/tmp")
    wait_for(lambda: answers_on(port))
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait()


@pytest.mark.services
def test_redis_carries_work_and_cache_when_it_is_given(start: Start, redis: str) -> None:
    port = free_port()
    start("-m", "config.serve", PORT=str(port), REDIS_URL=redis)
    wait_for(lambda: answers(port, "readyz"))  # the beat's mark arrives through worker and broker
    with Redis.from_url(redis) as store:
        assert store.exists("_kombu.binding.celery")


def test_a_taken_port_is_said_at_once(start: Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = start("-m", "config.serve", PORT=str(port)).communicate()[0]
    assert said == f"port {port} is taken; try PORT={port + 1} make run\n"
