"""Keys of a local run: made once, kept in var/secrets.env, readable by their owner only."""

import base64
import hashlib
import os
import secrets
from pathlib import Path


def load_or_make(path: Path) -> None:
    """Put the keys of `path` into the environment, making the file first when it is not there.

    Variables that are set already win. Two processes starting together end up with the same file.
    """
    if not path.exists():
        _make(path)
    for line in path.read_text().splitlines():
        name, _, value = line.partition("=")
        if value and not name.startswith("#"):
            os.environ.setdefault(name, value)


def new_key() -> str:
    """Return 32 random bytes as base64, the form in which a key ring holds its keys."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (
        "# Keys of this installation. Whoever loses FIELD_KEYS loses the encrypted personal data.\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        f"FIELD_KEYS=k1:{new_key()}\n"
        f"SIGNING_KEYS=s1:{new_key()}\n"
    )
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)  # fails when another process was quicker: its keys stand
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def of_stand_in(secret_key: str) -> str:
    """The secret that a stand-in for a gateway on this machine shares with us: nobody has to write it down."""
    return "whsec_" + base64.b64encode(hashlib.sha256(f"stand-in:{secret_key}".encode()).digest()).decode()
