"""Runs a command with DATABASE_URL set to a throw-away server of the distribution's PostgreSQL.

python -m tests.tools.on_debian_postgres COMMAND ...
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.tools import programs

OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=50"


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server. Returns the command's exit code."""
    folder = programs.postgres()
    if folder is None:
        print("skipped: the distribution's PostgreSQL is not installed")
        return 1 if os.environ.get("CI") == "true" else 0
    home = Path(tempfile.mkdtemp(prefix="casework-pg", dir="/tmp"))  # short: the path of a socket is limited
    try:
        return _with_server(folder, home, command)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _with_server(folder: Path, home: Path, command: list[str]) -> int:
    data, control = home / "data", folder / "pg_ctl"
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = pwd.getpwnam("postgres")
        os.chown(home, user.pw_uid, user.pw_gid)
    _run(folder / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    _run(control, "start", "-w", "-D", data, "-l", home / "log", "-o", f"{OPTIONS} -k {home}")
    try:
        address = f"postgresql://postgres@/postgres?host={home}"
        print(f"on PostgreSQL {folder.parent.name}:", flush=True)
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": address}, check=False).returncode
    finally:
        _run(control, "stop", "-w", "-m", "immediate", "-D", data)


def _run(*words: object) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, words)], cwd="/", stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
