"""One program of the running system: started, watched, started again when it dies, stopped in order."""

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import time

logger = logging.getLogger(__name__)

QUICK_DEATH = 3.0  # seconds; a child that lived shorter waits as long before the next try


class Child:
    """A Python module run as a program and kept alive."""

    def __init__(self, name: str, *command: str) -> None:
        self.name = name
        self._command = [*_dies_with_us(), sys.executable, "-m", *command]
        self._process: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0

    def keep_alive(self) -> None:
        """Start the program if it does not run and may be tried."""
        if self._process and self._process.poll() is not None:
            logger.error("%s ended with %s, starting it again", self.name, self._process.returncode)
            _kill(self._process)  # what it started must not outlive it
            self._process = None
        if self._process is None and time.monotonic() >= self._not_before:
            self._not_before = time.monotonic() + QUICK_DEATH
            # A session of its own: Ctrl-C reaches only the program that watches, which then stops all in order.
            self._process = subprocess.Popen(self._command, start_new_session=True)

    def ask_to_stop(self) -> None:
        """Let it finish what it is doing."""
        if self._process:
            self._process.terminate()

    def wait_stopped(self, until: float) -> None:
        """Wait for its end, and force it after `until` (monotonic seconds)."""
        if self._process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(max(0.1, until - time.monotonic()))
            _kill(self._process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _dies_with_us() -> list[str]:
    """Return the prefix by which the kernel stops a child when the program that watches is killed (Linux only)."""
    return ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
