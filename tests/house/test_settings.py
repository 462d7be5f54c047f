"""The settings refuse to start a real installation on anything weak."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.secrets import new_key
from tests.tools.programs import ROOT

GOOD = {
    "CASEWORK_ENV": "production",
    "SECRET_KEY": "s" * 60,
    "FIELD_KEYS": f"k1:{new_key()}",
    "SIGNING_KEYS": f"s1:{new_key()}",
    "DATABASE_URL": "postgresql://casework:secret@db.example/casework?sslmode=require",
    "ALLOWED_HOSTS": "casework.example",
    "PUBLIC_URL": "https://casework.example/",
}
SHOW = "import config.settings as s; print(s.DATABASES['default']['HOST'], s.SESSION_COOKIE_SECURE, s.DEBUG, s.DEMO)"


def settings(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Load the settings in a fresh process with nothing but this environment."""
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-c", SHOW]
    return subprocess.run(command, cwd=ROOT, env=base | environment, capture_output=True, text=True, check=False)


def test_production_starts_when_everything_is_given() -> None:
    done = settings(GOOD)
    assert (done.returncode, done.stdout.split()) == (0, ["db.example", "True", "False", "False"]), done.stderr


@pytest.mark.parametrize("name", sorted(GOOD.keys() - {"CASEWORK_ENV"}))
def test_production_names_what_is_missing(name: str) -> None:
    done = settings({key: value for key, value in GOOD.items() if key != name})
    assert done.returncode == 1
    assert f"needs these variables: {name}" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEBUG", "true", "DEBUG must be off"),
        ("SECRET_KEY", "short", "SECRET_KEY must be"),
        ("FIELD_KEYS", "k1:c2hvcnQ=", "FIELD_KEYS must be"),
        ("FIELD_KEYS", "nonsense", "FIELD_KEYS must be"),
        ("SIGNING_KEYS", "s1:c2hvcnQ=", "SIGNING_KEYS must be"),
        ("ALLOWED_HOSTS", "*", "must name the hosts"),
        ("PUBLIC_URL", "casework.example", "must be the address of the site"),
        ("CASEWORK_ENV", "prod", "local, test or production"),
    ],
)
def test_production_refuses_what_is_weak(name: str, value: str, words: str) -> None:
    done = settings(GOOD | {name: value})
    assert done.returncode == 1
    assert words in done.stderr


def test_production_refuses_the_keys_of_a_local_run(var: Path) -> None:
    local = {"CASEWORK_VAR": str(var)}
    assert settings(local).returncode == 0
    with open(f"{var}/secrets.env") as file:
        keys = dict(line.strip().split("=", 1) for line in file if not line.startswith("#"))
    for name in ("SECRET_KEY", "FIELD_KEYS", "SIGNING_KEYS"):
        done = settings(GOOD | local | {name: keys[name]})
        assert done.returncode == 1
        assert name in done.stderr


def test_local_keys_are_made_once_and_private(var: Path) -> None:
    first = settings({"CASEWORK_VAR": str(var)})
    path = f"{var}/secrets.env"
    with open(path) as file:
        made = file.read()
    second = settings({"CASEWORK_VAR": str(var)})
    with open(path) as file:
        assert file.read() == made
    assert (first.returncode, second.returncode, os.stat(path).st_mode & 0o777) == (0, 0, 0o600)
