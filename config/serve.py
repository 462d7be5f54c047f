"""Runs the whole system on one machine: web, worker and beat, with the embedded database. This is `make run`.

Ctrl-C, SIGTERM or a closed terminal stops all of it, the database too.
"""

import os
import signal
import socket
import sys
import threading
import time
from types import FrameType

import django
from django.conf import settings

from config import embedded, fonts
from config.children import Child
from config.postgres_files import Failed
from config.prepare import prepare, print_accounts

STOP_SECONDS = 8  # what the children may take to finish what they are doing
PAUSE_SECONDS = 1.0  # between two looks at them
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def children(host: str, port: int) -> list[Child]:
    """Return the programs of the system."""
    web = ["gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread", "--workers", "2"]
    web += ["--threads", "4", "--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"]
    celery = ["celery", "-A", "config", "--quiet"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    schedule = ["--schedule", str(settings.VAR_DIR / "beat-schedule"), "--pidfile", ""]
    programs = [
        Child("web", *web),
        Child("worker", *celery, "worker", "--pool", "threads", "--concurrency", "2", *alone),
        Child("beat", *celery, "beat", *schedule),
    ]
    if settings.DEMO and os.environ.get("DEMO_RECEIVER"):  # a subscriber on this machine, to see changes arrive
        programs.append(Child("receiver", "manage", "demo_receiver"))
    if settings.DEMO and os.environ.get("DEMO_GATEWAY"):  # text messages arrive on this machine
        programs.append(Child("gateway", "manage", "demo_gateway"))
    return programs


def serve(host: str, port: int, stop: threading.Event) -> None:
    """Keep the children and the database alive until `stop` is set, then stop the children."""
    family = children(host, port)
    threading.Thread(target=fonts.get, daemon=True).start()  # nobody waits for them: until then papers are in Noto's
    told = False
    while not stop.wait(PAUSE_SECONDS if told else 0.1):
        if not settings.DATABASE_URL:
            embedded.ensure_running()
        for child in family:
            child.keep_alive()
        if not told and _answers(host, port):
            told = True
            print(f"\ncasework runs at http://{_reachable(host)}:{port}/\n", flush=True)
            print_accounts()
            print("\nCtrl-C stops everything.", flush=True)
    print("\nstopping ...", flush=True)
    for child in family:
        child.ask_to_stop()
    until = time.monotonic() + STOP_SECONDS
    for child in family:
        child.wait_stopped(until)


def main() -> int:
    """Prepare, run, stop. Returns the exit code."""
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    if _answers(host, port):
        print(f"port {port} is taken; try PORT={port + 1} make run", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # while preparing, stop at once
        django.setup()
        prepare()
        for number in STOPPING:
            signal.signal(number, ask)
        serve(host, port, stop)
    except KeyboardInterrupt:
        return 130
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


def _reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 -- compared with, not bound to


def _answers(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((_reachable(host), port)) == 0


if __name__ == "__main__":
    sys.exit(main())
