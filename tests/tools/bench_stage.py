"""The stage of the benchmarks of messages: a database, Redis, a mail server, two workers and beat, all of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.tools.programs import ROOT, redis_server

PEOPLE = 100


class Program:
    """A program that can be killed and started again."""

    def __init__(self, *command: str) -> None:
        self._command = command
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """`kill -9` of it and of all it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Stage:
    """Everything that takes part, and what has arrived."""

    def __init__(self, folder: Path) -> None:
        self.arrived_file = folder / "arrived"
        self.arrived_file.touch()
        self.mail_port, self.redis_port = free_port(), free_port()
        os.environ |= {
            "CASEWORK_ENV": "local",
            "CASEWORK_VAR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
        }
        os.environ.pop("DATABASE_URL", None)

    def raise_curtain(self, workers: int) -> None:
        """Make the database, then start all programs."""
        import django
        from django.core.management import call_command

        from config import embedded

        django.setup()
        embedded.ensure_running()
        call_command("migrate", verbosity=0)
        redis = [str(redis_server()), "--port", str(self.redis_port), "--save", "", "--appendonly", "no"]
        self.redis = Program(*redis)
        self.mail = Program(sys.executable, "-m", "tests.tools.bench_smtp", str(self.mail_port), str(self.arrived_file))
        celery = [sys.executable, "-m", "celery", "-A", "config", "--quiet"]
        one = [*celery, "worker", "--concurrency", "2", "--loglevel", "ERROR"]
        self.workers = [Program(*one) for _worker in range(workers)]
        schedule = str(self.arrived_file.with_name("schedule"))
        self.beat = Program(*celery, "beat", "--schedule", schedule, "--pidfile", "")
        self._wait_for_workers(workers)

    def _wait_for_workers(self, wanted: int) -> None:
        from casework.models import Heartbeat

        until = time.monotonic() + 60
        while Heartbeat.objects.filter(name__startswith="worker-").count() < wanted:
            if time.monotonic() > until:
                raise SystemExit("the workers did not come up")
            time.sleep(0.2)

    def drop_curtain(self) -> None:
        for program in (self.beat, *self.workers, self.mail, self.redis):
            program.kill()

    def write(self, count: int) -> None:
        """Write so many messages at once, to a hundred people."""
        from django.utils import timezone

        from casework.models import User
        from notifications.models import Message

        users = [User(username=f"p{n}", email=f"p{n}@example.org", password="!") for n in range(PEOPLE)]
        people = User.objects.bulk_create(users)
        now = timezone.now()
        common: dict[str, Any] = {"event": "case_moved", "channel": "email", "number": "西信异〔2026〕1号"}
        times = dict.fromkeys(("created_at", "not_before", "next_try"), now)
        rows = [Message(**common, **times, recipient=people[n % PEOPLE], dedupe_key=f"b{n}") for n in range(count)]
        Message.objects.bulk_create(rows, batch_size=2000)

    def arrived(self) -> Counter[str]:
        """How often each Message-ID has arrived."""
        return Counter(self.arrived_file.read_text().split())


@contextlib.contextmanager
def stage(workers: int = 2) -> Iterator[Stage]:
    """A stage that is up; nothing of it stays."""
    folder = Path(tempfile.mkdtemp(prefix="casework-bench-", dir="/tmp"))
    folder.chmod(0o755)
    made = Stage(folder)
    try:
        made.raise_curtain(workers)
        yield made
    finally:
        from config import embedded

        made.drop_curtain()
        embedded.release()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
