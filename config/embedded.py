"""The project's own PostgreSQL: one server a clone, started by whoever needs it first, stopped by whoever leaves last.

Every process that uses it holds a shared lock on a file for as long as it lives. The kernel drops that lock even when
the process is killed, so a count of users can never be wrong: who can turn it into an exclusive one was the last.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from config import postgres_files
from config.postgres_files import DATABASE, OWNER, Failed

START_SECONDS = 60  # also covers the recovery after a crash
STOP_SECONDS = 20

_held: tuple[int, IO[str]] | None = None  # (process, the open lock file): a forked child must take its own


def settings() -> dict[str, Any]:
    """Return Django's database settings of the embedded server. Starts nothing."""
    return {"ENGINE": "config.embedded_backend", "NAME": DATABASE, "USER": OWNER, "HOST": str(_socket())}


def database_url() -> str:
    """Return the address of the embedded server, for programs that are not Django. Starts nothing."""
    return f"postgresql://{OWNER}@/{DATABASE}?host={_socket()}"


def broker_url(given: str) -> str:
    """Return the database as a Celery broker; `given` is DATABASE_URL, or empty for the embedded one."""
    return f"sqla+postgresql+psycopg://{(given or database_url()).partition('://')[2]}"


def hold() -> None:
    """Say that this process uses the server, so that nobody stops it meanwhile. Cheap when already said."""
    global _held
    if _held and _held[0] == os.getpid():
        return
    with _turn():
        users = _open("users")
        if _name() == "pgtest" and _alone(users):
            _stop()
            shutil.rmtree(_data(), ignore_errors=True)
        fcntl.flock(users, fcntl.LOCK_SH)
        _held = (os.getpid(), users)
    atexit.register(release)


def ensure_running() -> None:
    """Start the server if it does not run, and wait until it answers. Raises Failed with the server's words."""
    hold()
    with _turn():
        if not _running():
            postgres_files.make_cluster(_data())
            _start()


def release() -> None:
    """Say that this process is done with the server, and stop it when no other process uses it."""
    global _held
    if not _held or _held[0] != os.getpid():
        return
    with _turn():
        users, _held = _held[1], None
        if _alone(users):
            _stop()
        users.close()


def _name() -> str:
    """Tests have a server of their own: empty at each start, fast because it may forget, away from anybody's data."""
    return "pgtest" if "pytest" in sys.modules or os.environ.get("CASEWORK_ENV") == "test" else "pgdata"


def _data() -> Path:
    return postgres_files.place_for(_name())


def _socket() -> Path:
    return postgres_files.socket_dir(_data())


def _open(what: str) -> IO[str]:
    path = postgres_files.make_var() / f"{_name()}.{what}.lock"
    try:
        return path.open("a")
    except PermissionError as error:
        raise Failed(f"{path.parent} belongs to another user") from error


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """One process at a time starts, stops or joins."""
    with _open("turn") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _alone(users: IO[str]) -> bool:
    """Whether no other process uses the server; to be asked in one's turn."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _running() -> bool:
    """Whether the server answers on its socket."""
    there = (_data() / "postmaster.pid").exists()
    return there and postgres_files.run("pg_isready", "-q", "-t", "2", "-h", str(_socket())) == 0


def _start() -> None:
    """Start the server; after a crash its old children may need a moment to leave before it can."""
    data, log = str(_data()), _data() / "log"
    options = " ".join(f"-c {name}={value}" for name, value in _options().items())
    until = time.monotonic() + START_SECONDS
    while not _running():
        postgres_files.run("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", data, "-l", str(log), "-o", options)
        if time.monotonic() > until:
            raise Failed(f"the embedded database does not start:\n{postgres_files.tail(log)}")


def _stop() -> None:
    data = str(_data())
    if not (_data() / "postmaster.pid").exists():
        return
    if postgres_files.run("pg_ctl", "stop", "-w", "-t", str(STOP_SECONDS), "-m", "fast", "-D", data):
        postgres_files.run("pg_ctl", "stop", "-w", "-t", "5", "-m", "immediate", "-D", data)


def _options() -> dict[str, str]:
    """Return the server's settings: reachable through a private socket only, and silent about what it stores."""
    options = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{_socket()}'",
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "log_min_error_statement": "panic",  # a failed statement holds people's data
        "log_error_verbosity": "terse",  # so does the detail of its error
        "log_checkpoints": "off",
    }
    if _name() == "pgtest":
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return options
