"""Brings an installation up to date: tables, translations, static files, the jurisdiction pack. Skips what is current.

`python -m config.prepare` is the second half of `make setup`; `make run` does the same before it starts.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from casework.management.catalogues import compile_catalogues


def prepare() -> None:
    """Do all of it, saying each part that had to be done."""
    changed = migrate()
    if compile_catalogues():
        print("compiled the translations", flush=True)
    collect_static()
    load_pack(again=changed)


def migrate() -> bool:
    """Bring the tables up to date. Return whether there was anything to do."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    print("preparing the database ...", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return True


def collect_static() -> None:
    """Collect, hash and compress the static files when one of them changed."""
    found = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    stamp = Stamp("static", found)
    if not stamp.current():
        print("collecting static files ...", flush=True)
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.set()


def load_pack(*, again: bool) -> None:
    """Load the jurisdiction pack and its demo people when it changed, or when `again` is asked for."""
    pack = settings.BASE_DIR / settings.CASEWORK_PACK
    stamp = Stamp("pack", pack.rglob("*.*"))
    if again or not stamp.current():
        print(f"loading {settings.CASEWORK_PACK} ...", flush=True)
        call_command("load_reference", settings.CASEWORK_PACK, demo=settings.DEMO, verbosity=0)
        stamp.set()


def print_accounts() -> None:
    """Say who can sign in to try the system, as the demo part of the pack lists them."""
    path = settings.BASE_DIR / settings.CASEWORK_PACK / "demo" / "accounts.txt"
    if settings.DEMO and path.exists():
        print(path.read_text().rstrip())


class Stamp:
    """Remembers in var/ in which state some files were when they were last dealt with."""

    def __init__(self, name: str, files: Iterable[Path]) -> None:
        self._path = settings.VAR_DIR / f"{name}.stamp"
        lines = sorted(f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)
        self._now = hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def current(self) -> bool:
        """Whether nothing changed since set()."""
        return bool(self._path.exists() and self._path.read_text() == self._now)

    def set(self) -> None:
        """Remember the state of now."""
        self._path.write_text(self._now)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    prepare()
    print("ready: make run starts it")
