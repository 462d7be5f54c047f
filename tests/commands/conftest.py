"""Commands as an operator runs them: what they print, where, and how they end."""

import io
import json
from dataclasses import dataclass

import pytest
from django.core.management import load_command_class
from django.db import connections


@dataclass
class Run:
    """One run of a command: exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def document(self):
        """What stands on standard output, which is one JSON document and nothing else."""
        return json.loads(self.out)


@pytest.fixture
def run(monkeypatch, db):
    """Runs a command from the shell's point of view, within the transaction of the test."""
    monkeypatch.setattr(connections, "close_all", lambda: None)  # the test goes on with its connection

    def from_shell(name, *arguments):
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr("sys.stdout", out)
        monkeypatch.setattr("sys.stderr", err)
        command = load_command_class("casework", name)
        code = 0
        try:
            command.run_from_argv(["manage.py", name, *map(str, arguments)])
        except SystemExit as end:
            code = end.code or 0
        monkeypatch.undo()
        monkeypatch.setattr(connections, "close_all", lambda: None)
        return Run(code, out.getvalue(), err.getvalue())

    return from_shell
